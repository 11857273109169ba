"""One line that says what is being done, rewritten in place, and wiped away at the end."""

from __future__ import annotations

import os
import shutil
import threading
import time
from typing import TextIO

TURNS = "|/-\\"
PAUSE = 0.2


class Line:
    """Shown from `begin` (a reading of the monotonic clock) on. Plain characters, so that it needs no colours."""

    def __init__(self, stream: TextIO, begin: float) -> None:
        self._stream, self._begin, self._text = stream, begin, "reading"
        self._started = time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._turn, daemon=True)

    def say(self, text: str) -> None:
        """What is being done now."""
        self._text = text

    def __enter__(self) -> Line:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _turn(self) -> None:
        shown = False
        while not self._over.wait(PAUSE):
            now = time.monotonic()
            if now >= self._begin:
                turn = TURNS[int(now / PAUSE) % len(TURNS)]
                self._write(f"{turn} {self._text} ({now - self._started:.0f} s)")
                shown = True
        if shown:
            self._write("")

    def _write(self, text: str) -> None:
        """Over the line that is there; a terminal that has gone away is no reason to stop."""
        room = shutil.get_terminal_size().columns - 1
        erase = "\r" + " " * room + "\r" if os.environ.get("TERM") == "dumb" else "\r\x1b[2K"
        try:
            self._stream.write(erase + text[:room])
            self._stream.flush()
        except (OSError, ValueError):
            self._over.set()
