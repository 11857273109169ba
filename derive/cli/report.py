"""The whole story of one activation.

What it is, its Gaussian expectations, its kernels, its variance map and edge of chaos, each with its derivation and
an audit of every step. To the terminal without -o; the ending of FILE decides the form: .tex (amsmath only, can be
\\input), .html (one file, no network), .md, .pdf (needs pdflatex).

examples:
  derive report relu
  derive report gelu -o gelu.html
  derive report 'Max(x,0)**2 - x/3' -o story.tex --digits 50
  derive report elu --set alpha=1 -o elu.pdf
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from derive.cli.options import add_activation, add_digits, add_json
from derive.cli.output import say_json, tell, write_whole
from derive.cli.subject import subject

if TYPE_CHECKING:
    from derive.prose.document import Document

LONGEST = 900.0  # seconds
SUFFIXES = (".tex", ".html", ".md", ".pdf")


def add(parser: argparse.ArgumentParser) -> None:
    add_activation(parser)
    parser.add_argument("-o", "--output", type=_path, metavar="FILE", help="write to FILE instead of the terminal: .tex .html .md .pdf")
    add_digits(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from derive.cli.limits import note
    from derive.processes.deadline import interrupted
    from derive.story import story

    if options.output is not None and options.output.suffix == ".pdf":
        from derive.cli.pdf import require_pdflatex

        require_pdflatex()
    with _progress() as progress, interrupted(LONGEST, f"the report on {options.activation.strip()}"):
        activation = subject(options)
        note(activation.notes)
        document = story(activation, options.digits, progress)
    if options.output is not None:
        _write(document, options.output)
        tell(f"wrote {options.output}")
    if options.json:
        from derive.prose import markdown

        written = None if options.output is None else str(options.output)
        say_json(
            {
                "activation": options.activation,
                "title": document.title,
                "output": written,
                "markdown": markdown.render(document),
            }
        )
    elif options.output is None:
        _show(document)
    return 0


def _write(document: Document, path: Path) -> None:
    if path.suffix == ".pdf":
        from derive.cli.pdf import write_pdf

        write_pdf(document, path)
        return
    write_whole(path, _renderer(path.suffix)(document))


def _renderer(suffix: str) -> Callable[[Document], str]:
    if suffix == ".html":
        from derive.prose import html

        return html.render
    if suffix == ".md":
        from derive.prose import markdown

        return markdown.render
    from derive.prose import latex

    return latex.render


def _show(document: Document) -> None:
    """Rich formatting on a terminal; the same text without colours into a pipe."""
    from rich.console import Console

    from derive.prose import terminal

    terminal.render(document, Console())


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str], None] | None]:
    """A line that says what is being done, where somebody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield lambda text: status.update(text)


def _path(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in SUFFIXES:
        raise argparse.ArgumentTypeError(f"the ending of {text!r} is none of {' '.join(SUFFIXES)}")
    return path
