"""One line that says what is being done, rewritten in place, and wiped away before anything else is said."""

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

    def __init__(self, stream: TextIO, begin: float, text: str) -> None:
        self._stream, self._begin, self._text = stream, begin, text
        self._started, self._shown = time.monotonic(), False
        self._lock, self._over = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._turn, daemon=True)

    def say(self, text: str) -> None:
        """What is being done now."""
        self._text = text

    def clear(self) -> None:
        """Wipe the line, so that something else can be said; it comes back with the next turn."""
        with self._lock:
            if self._shown:
                self._write("")
                self._shown = False

    def stop(self) -> None:
        """Wipe the line for good."""
        self._over.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()
        self.clear()

    def __enter__(self) -> Line:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _turn(self) -> None:
        while not self._over.wait(PAUSE):
            now = time.monotonic()
            if now >= self._begin:
                with self._lock:
                    self._write(f"{TURNS[int(now / PAUSE) % len(TURNS)]} {self._text} ({now - self._started:.0f} s)")
                    self._shown = True

    def _write(self, text: str) -> None:
        """Over the line that is there; a terminal that has gone away is no reason to stop."""
        room = shutil.get_terminal_size().columns - 1
        erase = "\r" + " " * room + "\r" if os.environ.get("TERM") == "dumb" else "\r\x1b[2K"
        try:
            self._stream.write(erase + text[:room])
            self._stream.flush()
        except (OSError, ValueError):
            self._over.set()
