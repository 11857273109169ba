"""A document as a file: LaTeX, HTML, Markdown, a notebook, or PDF by the user's own TeX. Files appear whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from derive.cli.output import require_place, tell, write_whole

if TYPE_CHECKING:
    from derive.prose.document import Document

SUFFIXES = (".html", ".pdf", ".tex", ".md", ".ipynb")
INSIDE = (".html", ".pdf", ".ipynb")  # these hold their pictures; beside the others there is a folder of them


def ready(paths: list[Path]) -> None:
    """Raises DeriveError, before any work is done, where a file could not be written in the end."""
    from derive.cli.pdf import require_tex

    for file in paths:
        require_place(file)
        if file.suffix.lower() == ".pdf":
            require_tex()


def publish(document: Document, file: Path, fragment: bool = False) -> None:
    """Write the document in the form that the ending of the file names, and say so."""
    suffix = file.suffix.lower()
    if suffix == ".pdf":
        from derive.cli.pdf import write_pdf

        write_pdf(document, file)
    elif suffix == ".tex":
        _tex(document, file, fragment)
    elif suffix == ".md":
        from derive.prose import markdown

        folder = _folder(file, markdown.figure_files(document))
        write_whole(file, markdown.render(document, folder))
    else:
        from derive.prose import html, notebook

        write_whole(file, html.render(document) if suffix == ".html" else notebook.render(document))
    tell(f"wrote {file}")


def _tex(document: Document, file: Path, fragment: bool) -> None:
    """The LaTeX with its pictures and its bibliography beside it."""
    from derive.prose import latex
    from derive.prose.bibliography import bibtex, works

    folder = _folder(file, latex.figure_files(document))
    write_whole(file, latex.render(document, standalone=not fragment, figures=folder))
    entries = bibtex(works(document.blocks))
    if entries:
        write_whole(file.with_suffix(".bib"), entries)
        tell(f"wrote {file.with_suffix('.bib')}")


def _folder(file: Path, pictures: dict[str, bytes]) -> str:
    """Write the pictures into a folder beside the file; its name, "" without pictures."""
    if not pictures:
        return ""
    folder = file.with_name(f"{file.stem}-figures")
    folder.mkdir(exist_ok=True)
    for name, content in pictures.items():
        write_whole(folder / name, content)
    tell(f"wrote {len(pictures)} pictures into {folder}")
    return folder.name
