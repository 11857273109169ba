"""Data to stdout, messages to stderr, files whole or not at all."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from derive.language.errors import DeriveError


def say(text: str = "") -> None:
    """A line of data."""
    print(text)


def tell(text: str) -> None:
    """A line for the person, not for the pipe."""
    print(f"derive: {text}", file=sys.stderr)


def say_json(data: Any) -> None:
    print(json.dumps(data, indent=2, ensure_ascii=False))


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old content or the new, never a part."""
    if not path.parent.is_dir():
        raise DeriveError(f"cannot write {str(path)!r}", f"there is no folder {str(path.parent)!r}", "creating it first")
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(name, _mode(path))
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """The mode of the file that is replaced; for a new one what the process's mask allows."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
