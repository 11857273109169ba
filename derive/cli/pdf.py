"""A document as PDF, by the TeX that the user has: pdflatex, or tectonic."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from derive.cli.output import write_whole
from derive.language.errors import DeriveError

if TYPE_CHECKING:
    from derive.prose.document import Document

PROGRAMS = {
    "pdflatex": ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error"),
    "tectonic": ("-X", "compile", "--untrusted"),
}
RUNS = {"pdflatex": 2, "tectonic": 1}  # the second one settles references
MISSING = "-o FILE.html (which prints well), or install one (Debian: apt-get install texlive-latex-recommended; any system: https://tectonic-typesetting.github.io)"
_SECONDS = 180.0


def tex() -> tuple[str, str] | None:
    """The name and the path of a program that typesets; None where there is none."""
    return next(((name, found) for name in PROGRAMS if (found := shutil.which(name))), None)


def require_tex() -> tuple[str, str]:
    """The same. Raises `DeriveError` with what to install, before any work is done."""
    found = tex()
    if found is None:
        raise DeriveError("cannot write a PDF", f"there is neither {' nor '.join(PROGRAMS)} on this machine", MISSING)
    return found


def write_pdf(document: Document, path: Path) -> None:
    """Typeset in a folder of its own; only the finished PDF reaches `path`."""
    from derive.prose import latex

    name, program = require_tex()
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures"
        figures.mkdir()
        for file, content in latex.figure_files(document).items():
            (figures / file).write_bytes(content)
        source = Path(folder) / "report.tex"
        source.write_text(latex.render(document, figures="figures"), encoding="utf-8")
        for _ in range(RUNS[name]):
            _typeset([program, *PROGRAMS[name], source.name], source.parent)
        write_whole(path, source.with_suffix(".pdf").read_bytes())


def _typeset(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise DeriveError("cannot write a PDF", f"{Path(command[0]).name} did not finish in {_SECONDS:.0f} s", "-o FILE.tex") from None
    if done.returncode != 0:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.startswith(("!", "error"))]
        complaint = said[0] if said else f"{Path(command[0]).name} failed"
        raise DeriveError("cannot write a PDF", complaint.lstrip("! ").rstrip("."), "-o FILE.tex, and typesetting it by hand to see its log")
