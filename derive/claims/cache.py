"""Verdicts that were found before, by content: the same file, engine and limits give the same verdict.

An SQLite file in the user's cache folder. Each record is committed as soon as it is known, so a run that is killed
loses no finished verdict; one that cannot be read or kept (a full disk, a file that may not be changed) costs the time to try it again, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sqlite3
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import derive
from derive.language.errors import DeriveError
from derive.processes.keeping import VARIABLE, kept_folder, sources

Record = Any  # what json reads and writes


class Cache:
    """A table from keys to JSON; a context manager. `None` as path keeps it in memory, for a run that reuses nothing."""

    def __init__(self, path: Path | None) -> None:
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._table = sqlite3.connect(path or ":memory:", timeout=30, isolation_level=None)
            self._table.execute("CREATE TABLE IF NOT EXISTS found (key TEXT PRIMARY KEY, record TEXT NOT NULL)")
        except (OSError, sqlite3.Error) as error:
            raise DeriveError(f"the cache {str(path)!r}", str(error), f"--no-cache, or another folder in {VARIABLE}") from error

    def get(self, key: str) -> Record | None:
        """The record under a key, None if there is none."""
        with suppress(sqlite3.Error, ValueError):
            row = self._table.execute("SELECT record FROM found WHERE key = ?", (key,)).fetchone()
            return json.loads(row[0]) if row else None
        return None

    def put(self, key: str, record: Record) -> None:
        """Keep a record under a key, in place of an older one."""
        with suppress(sqlite3.Error):
            self._table.execute("INSERT OR REPLACE INTO found VALUES (?, ?)", (key, json.dumps(record)))

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self._table.close()


def usual_place() -> Path | None:
    """The file in the folder of what is kept; None where nothing is to be kept."""
    folder = kept_folder()
    return None if folder is None else folder / "verdicts.sqlite"


def key(path: Path, *parts: object) -> str:
    """The fingerprint of a file's content, where it stands, the engine, and further parts (the claim's id, limits)."""
    try:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:  # a link that leads nowhere, no permission: told when the file is loaded
        content = f"{error}"
    return hashlib.sha256("\n".join(map(str, (path.resolve(), content, engine(), *parts))).encode()).hexdigest()


@lru_cache(maxsize=1)
def engine() -> str:
    """The fingerprint of everything that a verdict depends on beside the claim: our sources, Python, sympy and FLINT."""
    versions = (platform.python_version(), *map(version, ("sympy", "mpmath", "python-flint", "numpy")))
    return " ".join((sources(derive), *versions))
