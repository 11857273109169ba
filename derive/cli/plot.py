"""A picture, to a file that ends in .svg, .png or .pdf. Needs matplotlib (pip install 'derive-nn[plot]').

KIND is one of: activation (phi with its knots and derivatives), kernel (K against c), correlation (the correlation map with
fixed points and a cobweb), variance (the variance map), phase (the phase diagram), decay (1 - c_l against l with the derived
law and random networks), residual (growth in a residual network), beta (beta_q along the edge), hermite (the spectrum).
Places that are not given are chosen near the edge of chaos. A family is taken at its library's default parameters.

examples:
  derive plot activation hard_swish -o hard_swish.svg
  derive plot phase gelu -o gelu.pdf
  derive plot correlation tanh --sigma-w 3/2 --sigma-b 1/5 -o map.png
  derive plot decay relu -o decay.svg --notation c=rho
"""

from __future__ import annotations

import argparse
from fractions import Fraction

from derive.cli.limits import add_timeout, limited
from derive.cli.options import PICTURES, add_activation, add_json, add_notation, ending, notation_of, whole
from derive.cli.output import doing, say_json, tell, write_whole
from derive.cli.subject import member

KINDS = ("activation", "kernel", "correlation", "variance", "phase", "decay", "residual", "beta", "hermite")


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", help=", ".join(KINDS))
    add_activation(parser)
    parser.add_argument("-o", "--output", type=ending(PICTURES), required=True, metavar="FILE", help="where the picture goes: .svg, .png or .pdf")
    parser.add_argument("--sigma-b", metavar="X", help="the standard deviation of the biases")
    parser.add_argument("--sigma-w", metavar="X", help="that of the weights, times the root of the fan-in")
    parser.add_argument("--q", metavar="X", help="one variance, for kernels and spectra")
    parser.add_argument("--seed", type=whole(0, 2**32 - 1), default=0, metavar="N", help="of the random networks (default 0)")
    add_timeout(parser)
    add_notation(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from derive.pictures import picture
    from derive.pictures.style import require
    from derive.prose.alphabet import written_in

    require(f"a picture of {options.activation.strip()}")
    with limited(options):
        asked = member(options)
        doing(f"drawing {options.kind} of {asked.activation.name}")
        with written_in(notation_of(options, asked.activation)):
            places = {name: _number(getattr(options, name)) for name in ("sigma_b", "sigma_w", "q")}
            drawn = picture(options.kind, asked.activation, seed=options.seed, **places)
            content = drawn.content(options.output.suffix.lower())
    write_whole(options.output, content)
    if options.json:
        say_json({"kind": options.kind} | asked.shape() | {"output": str(options.output), "caption": drawn.caption, "alt": drawn.alt})
    tell(f"wrote {options.output}: {drawn.caption}")
    return 0


def _number(text: str | None) -> Fraction | None:
    """An exact number, not negative."""
    from derive.language.errors import DeriveError
    from derive.language.text.reader import read_number

    if text is None:
        return None
    value = read_number(text)
    if not value.is_Rational or value < 0:
        raise DeriveError(f"a picture at {text}", "it is not a rational number that is at least 0", "1/5")
    return Fraction(int(value.p), int(value.q))
