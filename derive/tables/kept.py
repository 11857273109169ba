"""Tables on disk, by content: the same two functions, range and way of building give the same table.

One file a table in the user's cache folder, with a checksum; a file that is damaged or written by another version is built anew. Set DERIVE_CACHE_DIR to
another folder, or to nothing to keep tables in memory alone.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from sympy import Expr, srepr

import derive.evidence
import derive.language
import derive.tables
from derive.processes.keeping import kept_folder, replace_file, sources
from derive.tables.evaluate import Table
from derive.tables.heat.evaluate import HeatTable
from derive.tables.heat.stored import arrays_of, table_of
from derive.tables.shells import Shell

AnyTable = Table | HeatTable
PLAIN: dict[str, Callable[[Any], Any]] = {
    "error": float,
    "seconds": float,
    "low": float,
    "half": float,
    "count": int,
    "symmetric": bool,
    "parity": int,
    "edges": np.asarray,
}


def place_of(first: Expr, second: Expr, lowest: float, highest: float) -> Path | None:
    """The file of a table."""
    where = kept_folder()
    asked = "\n".join((srepr(first), srepr(second), repr((lowest, highest)), _engine()))
    return None if where is None else where / "tables" / f"{hashlib.sha256(asked.encode()).hexdigest()[:32]}.table"


@lru_cache(maxsize=1)
def _engine() -> str:
    """All code that a table depends on, and the versions of what computes it."""
    return f"{np.__version__} {sources(derive.tables, derive.evidence, derive.language)}"


def kept_table(first: Expr, second: Expr, lowest: float, highest: float, make: Callable[..., AnyTable] | None) -> AnyTable | None:
    """The table from disk; else `make` is called and what it makes is kept; None without `make`."""
    path = place_of(first, second, lowest, highest)
    found = None if path is None else read(path)
    if found is None and make is not None:
        found = make(first, second, lowest, highest)
        if path is not None:
            write(path, found)
    return found


def read(path: Path) -> AnyTable | None:
    """The table in a file, None where there is no undamaged one."""
    with suppress(OSError, ValueError, KeyError, EOFError):
        content = path.read_bytes()
        if hashlib.sha256(content[32:]).digest() == content[:32]:
            with np.load(io.BytesIO(content[32:]), allow_pickle=False) as stored:
                if "levels" in stored:
                    return table_of(stored)
                plain = {name: convert(stored[name]) for name, convert in PLAIN.items()}
                shells = tuple(Shell(stored[f"heights{k}"], stored[f"matrices{k}"]) for k in range(int(stored["shells"])))
            return Table(**plain, shells=shells)
    return None


def _arrays(table: AnyTable) -> dict[str, Any]:
    if isinstance(table, HeatTable):
        return arrays_of(table)
    shells = enumerate(table.shells)
    arrays = {name: array for k, shell in shells for name, array in ((f"heights{k}", shell.heights), (f"matrices{k}", shell.matrices))}
    return {name: getattr(table, name) for name in PLAIN} | {"shells": len(table.shells)} | arrays


def write(path: Path, table: AnyTable) -> None:
    """Keep a table; a folder that cannot be written to is no error."""
    buffer = io.BytesIO()
    np.savez(buffer, **_arrays(table))
    content = buffer.getvalue()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, hashlib.sha256(content).digest() + content)
