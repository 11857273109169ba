"""What is kept between runs: in which folder, under which fingerprint, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from types import ModuleType

from platformdirs import user_cache_path

VARIABLE = "DERIVE_CACHE_DIR"


def kept_folder() -> Path | None:
    """$DERIVE_CACHE_DIR, else the user's cache folder; None where the variable is set to nothing, so that nothing is kept."""
    chosen = os.environ.get(VARIABLE)
    if chosen is None:
        return Path(user_cache_path("derive-nn"))
    return Path(chosen) if chosen else None


def is_writable(folder: Path) -> bool:
    """Whether files can be kept in a folder; it is made where it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def sources(*packages: ModuleType) -> str:
    """The fingerprint of all Python files of some packages."""
    found = hashlib.sha256()
    for folder in (Path(place) for package in packages for place in package.__path__):
        for path in sorted(folder.rglob("*.py")):
            found.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part; its mode stays, that of a new one is what the process's mask allows."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.chmod(name, _mode(path))
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
