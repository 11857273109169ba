"""Claims are Python files; one that cannot be imported is reported with its line and the others run on.

Each file gets a private module name, so files of the same name in two folders, or of the name of a library, never
meet. Nothing of the user's folder is put on sys.path: a claim file stands for itself.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from derive.claims.claim import Claim
from derive.language.errors import DeriveError


@dataclass(frozen=True, slots=True)
class LoadFailure:
    """A file that gave no claims: `line` (0 where unknown), what stopped it, what to do."""

    path: Path
    line: int
    stopped: str
    remedy: str

    @property
    def id(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.stopped}. {self.remedy}"


def files(path: Path) -> tuple[Path, ...]:
    """The claim files of a folder (all levels, in order of name) or the one file; names that start with _ or .

    or test_ are passed over.
    """
    if path.is_file():
        return (path,)
    if not path.is_dir():
        raise DeriveError(f"no claims at {str(path)!r}", "there is no such file or folder", "derive list claims names those that ship")
    found = (p for p in sorted(path.rglob("*.py")) if not p.is_dir() and not any(part.startswith(("_", ".", "test_")) for part in p.relative_to(path).parts))
    return tuple(found)


def load(path: Path) -> Iterator[Claim | LoadFailure]:
    """The claims of a file or folder, in order of file name and definition, with a `LoadFailure` in the place of
    each file that failed.
    """
    for file in (path,) if path.suffix == ".py" and not path.is_dir() else files(path):
        yield from _load_file(file)


def _load_file(path: Path) -> tuple[Claim | LoadFailure, ...]:
    try:
        module = _import_privately(path.resolve())
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a claim file is somebody's program: whatever it does, the others run on
        return (_failure(path, error),)
    claims = tuple(value for value in vars(module).values() if isinstance(value, Claim) and value.path == path.resolve())
    return claims or (LoadFailure(path, 0, "the file defines no claim", "Decorate a function that returns a statement with @claim(source=...)"),)


def _import_privately(path: Path) -> ModuleType:
    name = f"_derive_claims_{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path.name} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _failure(path: Path, error: BaseException) -> LoadFailure:
    if isinstance(error, ModuleNotFoundError):
        return LoadFailure(path, error_line(path, error), str(error), f"Install {error.name!r} beside derive, or remove the import")
    if isinstance(error, SyntaxError):
        return LoadFailure(path, error.lineno or 0, f"not valid Python: {error.msg}", "Correct the line")
    if isinstance(error, OSError) and error.filename:
        return LoadFailure(path, 0, f"{error.strerror}: {error.filename}", "Let the file be readable, or remove it")
    if isinstance(error, ImportError):
        return LoadFailure(path, error_line(path, error), str(error), "Claims import from `derive` and sympy only")
    stopped = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return LoadFailure(path, error_line(path, error), stopped, "Run the file with python to see the whole traceback")


def error_line(path: Path, error: BaseException) -> int:
    """The last line of `path` itself that the error passed through, 0 if none."""
    here = str(path.resolve())
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == here]
    return (lines[-1] or 0) if lines else 0
