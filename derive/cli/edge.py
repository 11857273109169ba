"""The edge of chaos: the curve, its points with their stability, and how fast correlations converge on it.

Without --sigma-b or --q: the whole curve, where it exists, where it is stable, its special points, its laws for small sigma_b. With --sigma-b every
point there, smallest variance first; a point whose variance map is not contracting is listed as repelling: it is no initialisation. A family is taken
at its library's default parameters unless --set says otherwise.

examples:
  derive edge tanh --sigma-b 1/5
  derive edge gelu
  derive edge erf --q 1/2 --digits 50
  derive edge silu --plot silu.svg
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from derive.cli.exact import enclosed, taken
from derive.cli.limits import MAIN, add_timeout, deadline_of, limited
from derive.cli.options import PICTURES, add_activation, add_digits, add_json, ending
from derive.cli.output import say, say_json, tell
from derive.cli.subject import member


def add(parser: argparse.ArgumentParser) -> None:
    add_activation(parser)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--sigma-b", metavar="X", help="every point of the edge with this standard deviation of the biases")
    where.add_argument("--q", metavar="X", help="the point of the edge with this variance")
    add_digits(parser)
    add_timeout(parser)
    parser.add_argument("--plot", type=ending(PICTURES), metavar="FILE", help=f"the phase diagram, to a file that ends in {' '.join(PICTURES)}")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from derive.cli.edge_shape import edge_shape

    with limited(options):
        asked = member(options)
        result = asked.shape() | edge_shape(asked.family, asked.activation, options.sigma_b, options.q, options.digits, deadline_of(options, MAIN).remaining())
        if options.plot:
            _plot(asked.activation, options.plot)
    if options.json:
        say_json(result)
    else:
        _text(result)
    return 1 if (options.sigma_b or options.q) and not result["points"] else 0


def _plot(activation: Any, path: Path) -> None:
    from derive.cli.output import write_whole
    from derive.pictures import picture

    write_whole(path, picture("phase", activation).content(path.suffix.lower()))
    tell(f"the phase diagram is in {path}")


def _text(result: dict[str, Any]) -> None:
    say(result["activation"] + taken(result["parameters"]))
    if result["curve"]:
        say(f"  sigma_w^2 = {result['curve']['sigma_w2']}")
        say(f"  sigma_b^2 = {result['curve']['sigma_b2']}")
    for point in result["points"]:
        _point(point)
    for part in result["parts"]:
        say(f"  {part['from']} < q < {part['to']}: {part['kind']}")
    for special in result["special"]:
        say(f"  {special['meaning']}")
        _point(special["point"], special["exact"])
    if result["sigma_max"] is not None:
        say(f"  sigma_max = {result['sigma_max']}")
    for name, law in result["laws"].items():
        if law is not None:
            say(f"  {name} ~ {law}")
    if result["message"]:
        say(f"  {result['message']}")


def _point(point: dict[str, Any], exact: str | None = None) -> None:
    lead = "" if exact is None else f"{exact} = "
    say(f"  q = {'any' if point['q'] is None else lead + enclosed(point['q'])}  ({point['kind']})")
    for name in ("sigma_b", "sigma_w", "chi_par", "beta_q"):
        if point[name] is not None:
            say(f"    {name:8} {enclosed(point[name])}")
    if point["decay"] is not None:
        say(f"    1 - c_l ~ {point['decay']['law']}{_added(point['decay']['next'])}")
    elif point["reason"]:
        say(f"    {point['reason']}")


def _added(term: str | None) -> str:
    """Behind a first term, with its sign between them."""
    if not term:
        return ""
    return f" - {term[1:]}" if term.startswith("-") else f" + {term}"
