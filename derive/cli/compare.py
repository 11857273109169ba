"""Several activations side by side: regularity, kernels, moments, edge of chaos, rates, gains, recommended initialisation.

To the terminal without -o; the ending of FILE decides the form: .html .pdf .tex .md .ipynb. Families are taken at their library's
default parameters unless --set says otherwise.

examples:
  derive compare relu gelu silu
  derive compare tanh erf -o page.html
  derive compare relu 'Max(x,0)**2' --layers 100 --json
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from derive.cli.limits import add_timeout, limited
from derive.cli.options import add_json, add_notation, ending, notation_of, pairs, whole
from derive.cli.output import doing, say_json, settle
from derive.cli.paper import SUFFIXES, publish, ready
from derive.cli.subject import with_defaults

if TYPE_CHECKING:
    from derive.story.comparison import Compared

DIGITS = 15
MOST = 12
DEEPEST = 10**6
LONGEST = 900.0  # seconds


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("activations", nargs="+", metavar="ACTIVATION", help="names (derive list activations) or expressions in x")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="fix a parameter of all that have it: --set alpha=1/2")
    parser.add_argument("--layers", type=whole(1, DEEPEST), default=50, metavar="L", help="the depth that the initialisation is for (default 50)")
    parser.add_argument("-o", "--output", type=ending(SUFFIXES), action="append", default=[], metavar="FILE", help="write to FILE: .html .pdf .tex .md .ipynb")
    add_timeout(parser, LONGEST)
    add_notation(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from derive import activations
    from derive.language.errors import DeriveError
    from derive.prose.alphabet import written_in
    from derive.story.comparison import compared, comparison

    if len(options.activations) > MOST:
        raise DeriveError(f"a comparison of {len(options.activations)} activations", f"at most {MOST} are compared at once", "fewer of them")
    ready(options.output)
    with limited(options):
        fixed = pairs(options.set, "--set")
        asked = [with_defaults(activations.of_known(text, fixed=fixed)[0])[0] for text in dict.fromkeys(options.activations)]
        with written_in(notation_of(options, *asked)):
            found = [compared(activation, options.layers, doing) for activation in asked]
            document = comparison(found, options.layers)
            for file in options.output:
                doing(f"writing {file}")
                publish(document, file)
            shown = not (options.json or options.output)
    if options.json:
        say_json({"layers": options.layers, "activations": [_shape(one) for one in found]})
    if shown:
        from derive.cli.paper_roll import PaperRoll
        from derive.prose import terminal

        with written_in(notation_of(options)):
            settle()
            terminal.render(document, PaperRoll())
    return 0


def _shape(one: Compared) -> dict[str, Any]:
    from derive.batch.number import number
    from derive.cli.edge_shape import point_shape

    initial = one.initial
    point = initial.point if initial else None
    return {
        "activation": one.activation.name,
        "expression": str(one.activation.expr),
        **{name.replace(" ", "_"): text for name, text in one.words.items()},
        **{name: {"status": answer.status, "expression": _text(answer.value), "steps": len(answer.steps)} for name, answer in one.answers.items()},
        "numbers": {name: number(ball, DIGITS) for name, ball in one.numbers.items()},
        "points": [point_shape(found, DIGITS) for found in one.points],
        "initialization": None if point is None else {name: number(getattr(point, name), DIGITS) for name in ("sigma_w", "sigma_b")},
        "why": initial.why if initial else None,
        "message": "; ".join(one.why.values()) or None,
    }


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
