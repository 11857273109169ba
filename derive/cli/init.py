"""How to initialise a network of given depth: sigma_w and sigma_b on the stable edge of chaos, with code for your library.

On the edge neither variance nor gradient explodes or vanishes; among its points the one is chosen whose correlations converge over the depth
(beta_q = depth), or the best that exists, with the reason. A residual network has no edge: there sigma_w is chosen so that squared gradients grow by the
factor e over the depth. He's and Glorot's initialisations stand beside it.

examples:
  derive init tanh --depth 200
  derive init gelu --depth 50 --for torch
  derive init leaky_relu --depth 30 --set alpha=1/5 --for numpy --json
  derive init tanh --depth 50 --network residual
"""

from __future__ import annotations

import argparse
from decimal import Decimal
from typing import Any

from derive.cli.exact import taken
from derive.cli.limits import MAIN, add_timeout, deadline_of, limited
from derive.cli.options import add_activation, add_digits, add_json
from derive.cli.output import say, say_json
from derive.cli.subject import member

NETWORKS = ("feedforward", "residual")
FIGURES = 12
FRAMEWORKS = ("torch", "jax", "keras", "numpy")


def add(parser: argparse.ArgumentParser) -> None:
    add_activation(parser)
    parser.add_argument("--depth", type=_depth, required=True, metavar="L", help="the number of layers")
    parser.add_argument("--network", choices=NETWORKS, default="feedforward", help="what the layers are joined to (default feedforward)")
    parser.add_argument("--for", dest="framework", choices=FRAMEWORKS, help="the library to write code for")
    add_digits(parser, 16)
    add_timeout(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    with limited(options):
        asked = member(options)
        if options.network == "residual":
            from derive.cli.residual_shape import residual_shape

            found = residual_shape(asked.activation, options.depth, options.framework, options.digits, deadline_of(options, MAIN).remaining())
        else:
            from derive.cli.init_shape import init_shape

            found = init_shape(asked.activation, asked.name, asked.parameters, options)
    result = asked.shape() | found
    if options.json:
        say_json(result)
    else:
        _text(result)
    return 0 if result["sigma_w"] is not None else 1


def _text(result: dict[str, Any]) -> None:
    say(f"{result['activation']}{taken(result['parameters'])}, depth {result['depth']}")
    for name in ("sigma_b", "sigma_w", "q", "beta_q"):
        if result[name] is not None:
            say(f"  {name:8} {Decimal(result[name]['value']):.{FIGURES}g}")
    say(f"  {result['why']}")
    for warning in result["warnings"]:
        say(f"  warning: {warning}")
    for custom in result["beside"]:
        say(f"  {custom['told']}")
    if result["code"]:
        say()
        say(result["code"])


def _depth(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
