"""A document as PDF, by the pdflatex of the user's TeX."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from derive.language.errors import DeriveError

if TYPE_CHECKING:
    from derive.prose.document import Document

_RUNS = 2  # the second one settles references
_SECONDS = 120.0


def require_pdflatex() -> str:
    """The path of pdflatex. Raises `DeriveError` with what to install, before any work is done."""
    found = shutil.which("pdflatex")
    if found is None:
        raise DeriveError(
            "cannot write a PDF",
            "there is no pdflatex on this machine",
            "-o FILE.tex or -o FILE.html, or install TeX (Debian: apt-get install texlive-latex-recommended)",
        )
    return found


def write_pdf(document: Document, path: Path) -> None:
    """Typeset in a folder of its own; only the finished PDF reaches `path`."""
    from derive.prose import latex

    program = require_pdflatex()
    if not path.parent.is_dir():
        raise DeriveError(f"cannot write {str(path)!r}", f"there is no folder {str(path.parent)!r}", "creating it first")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "report.tex"
        source.write_text(latex.render(document), encoding="utf-8")
        for _ in range(_RUNS):
            _typeset(program, source)
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        shutil.copyfile(source.with_suffix(".pdf"), fresh)
        os.replace(fresh, path)


def _typeset(program: str, source: Path) -> None:
    command = [program, "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", source.name]
    try:
        done = subprocess.run(command, cwd=source.parent, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise DeriveError("cannot write a PDF", f"pdflatex did not finish in {_SECONDS:.0f} s", "-o FILE.tex") from None
    if done.returncode != 0:
        complaint = next((line for line in done.stdout.splitlines() if line.startswith("!")), "pdflatex failed")
        raise DeriveError("cannot write a PDF", complaint.lstrip("! ").rstrip("."), "-o FILE.tex, and pdflatex by hand to see its log")
