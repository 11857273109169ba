"""Data to stdout, messages to stderr, files whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.language.errors import DeriveError

if TYPE_CHECKING:
    from derive.cli.progress import Line

_COPIED = "as text:"
PATIENCE = 1.0  # seconds for which nobody needs to know what is being done
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)
_line: ContextVar[Line | None] = ContextVar("line", default=None)


def say(text: str = "") -> None:
    """A line of data; on a terminal it is folded between words, except for code and for formulas as text, which are there to be copied."""
    settle()
    print(text if "\n" in text or _COPIED in text or not sys.stdout.isatty() else _folded(text, shutil.get_terminal_size().columns))


def _folded(text: str, room: int) -> str:
    """The line in several, those after the first two blanks further in.

    >>> print(_folded("  a sentence", 8))
      a
        sentence
    """
    inside = " " * (len(text) - len(text.lstrip()))
    parts = textwrap.wrap(text.lstrip(), max(room, 20), initial_indent=inside, subsequent_indent=f"{inside}  ", break_long_words=False, break_on_hyphens=False)
    return "\n".join(parts)


def tell(text: str) -> None:
    """A line for the person, not for the pipe; nothing where silence was asked for."""
    line = _line.get()
    if line is not None:
        line.clear()
    if not _quiet.get():
        print(f"derive: {text}", file=sys.stderr)


def say_json(data: Any) -> None:
    settle()
    print(json.dumps(data, indent=2, ensure_ascii=False))


def hush(quiet: bool) -> None:
    """From now on `tell` and `doing` are silent, or not."""
    _quiet.set(quiet)


def hushed() -> bool:
    """Whether silence was asked for."""
    return _quiet.get()


def doing(text: str) -> None:
    """What is being done now, for who watches."""
    line = _line.get()
    if line is not None:
        line.say(text)


def settle() -> None:
    """The work is over and its result is printed: nothing more is said about it."""
    line = _line.get()
    if line is not None:
        line.stop()


@contextmanager
def working(started: float, text: str) -> Iterator[None]:
    """One line on standard error says what is being done, from the second second on, where somebody watches."""
    if _quiet.get() or not sys.stderr.isatty():
        yield
        return
    from derive.cli.progress import Line

    with Line(sys.stderr, started + PATIENCE, text) as line:
        token = _line.set(line)
        try:
            yield
        finally:
            _line.reset(token)


def require_place(path: Path) -> None:
    """Raises DeriveError where the file cannot be written: no folder, a folder of this name, no permission."""
    asked = f"cannot write {str(path)!r}"
    if not path.parent.is_dir():
        raise DeriveError(asked, f"there is no folder {str(path.parent)!r}", "creating it first")
    if path.is_dir():
        raise DeriveError(asked, "that is a folder", f"a file in it, such as {str(path / 'derived')!r} with the same ending")
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise DeriveError(asked, "writing there is not permitted", "another folder")


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part."""
    from derive.processes.keeping import replace_file

    require_place(path)
    replace_file(path, content.encode() if isinstance(content, str) else content)
