"""A worker whose questions say what shall happen to it; stands in for mathematics in the tests of the pool."""

import os
import time
from pathlib import Path


def serve(pipe, time_limit):
    while True:
        try:
            question = pipe.recv()
        except EOFError:
            return
        pipe.send("started")
        word, _, rest = question.activation.partition(" ")
        if word == "sleep":
            time.sleep(float(rest))
        if word == "die" or (word == "once" and _first_time(Path(rest))):
            os._exit(3)
        pipe.send({"id": question.id, "engine": "1", "status": "closed", "values": [], "process": os.getpid()})


def _first_time(mark):
    if mark.exists():
        return False
    mark.touch()
    return True
