"""The whole story of one activation.

What it is, its Gaussian expectations, its kernels, its variance map and edge of chaos, each with its derivation and
an audit of every step. To the terminal without -o. The ending of FILE decides the form: .html (one file, no network,
prints well), .pdf (needs pdflatex or tectonic), .tex (needs amsmath; FILE.bib comes with it), .md, .ipynb (a notebook);
-o may be given several times. Pictures are drawn into HTML, PDF and notebooks where matplotlib is installed.

examples:
  derive report relu
  derive report gelu -o gelu.html -o gelu.pdf
  derive report 'Max(x,0)**2 - x/3' -o story.tex --digits 50 --detail full
  derive report erf -o appendix.tex --fragment --notation phi=sigma,c=rho
  derive report elu --set alpha=1 -o elu.ipynb
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from derive.cli.limits import add_timeout, limited
from derive.cli.options import add_activation, add_detail, add_digits, add_json, add_notation, ending, notation_of
from derive.cli.output import doing, say_json, settle, tell
from derive.cli.paper import INSIDE, SUFFIXES, publish, ready
from derive.cli.subject import subject

if TYPE_CHECKING:
    from derive.prose.document import Document

LONGEST = 900.0  # seconds


def add(parser: argparse.ArgumentParser) -> None:
    add_activation(parser)
    where = f"write to FILE instead of the terminal: {' '.join(SUFFIXES)}"
    parser.add_argument("-o", "--output", type=ending(SUFFIXES), action="append", default=[], metavar="FILE", help=where)
    pictured = "pictures in the report (default: in .html, .pdf, .ipynb if matplotlib is there)"
    parser.add_argument("--pictures", action=argparse.BooleanOptionalAction, help=pictured)
    parser.add_argument("--fragment", action="store_true", help=".tex as a part for \\input into a paper that loads amsmath, with \\cite")
    add_detail(parser)
    add_notation(parser)
    add_digits(parser)
    add_timeout(parser, LONGEST)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from derive.prose.alphabet import written_in
    from derive.story import story

    ready(options.output)
    pictures = _pictures(options)
    with limited(options):
        activation = subject(options)
        with written_in(notation_of(options, activation)):
            document = story(activation, options.digits, doing, options.detail, pictures)
            for file in options.output:
                doing(f"writing {file}")
                publish(document, file, options.fragment)
    with written_in(notation_of(options, activation)):
        _print(document, options)
    return 0


def _pictures(options: argparse.Namespace) -> bool:
    """Whether pictures are drawn: as asked, else where they fit into the file and can be drawn."""
    from derive.pictures.style import available, require

    if options.pictures:
        require("a report with pictures")
    if options.pictures is not None:
        return bool(options.pictures)
    fit = any(file.suffix.lower() in INSIDE for file in options.output)
    if fit and not available():
        tell("the report has no pictures, because matplotlib is not installed. Try: pip install 'derive-nn[plot]'")
    return fit and available()


def _print(document: Document, options: argparse.Namespace) -> None:
    if options.json:
        from derive.prose import markdown

        written = [str(file) for file in options.output]
        say_json(
            {
                "activation": options.activation,
                "title": document.title,
                "output": written[0] if len(written) == 1 else written or None,
                "markdown": markdown.render(document),
            }
        )
    elif not options.output:
        from derive.cli.paper_roll import PaperRoll
        from derive.prose import terminal

        settle()
        terminal.render(document, PaperRoll())
