"""The normalised activation: forward gain rho, backward gain rho' and the factor lambda that balances them.

rho = E[f(s)^2]/v, rho' = E[f'(s)^2] and lambda^2 = (1/rho + 1/rho')/2 for s ~ N(0, v): the harmonic mean of the gains of
lambda f is one (ANAct 2022). Exact where a closed form is found, else enclosed. A family is taken at its library's default
parameters unless --set says otherwise.

examples:
  derive normalize silu
  derive normalize elu --variance 3/2 --json
  derive normalize tanh --for torch
"""

from __future__ import annotations

import argparse
from decimal import Decimal
from typing import Any

from derive.cli.options import add_activation, add_digits, add_json
from derive.cli.output import say, say_json
from derive.cli.subject import subject, with_defaults

FIGURES = 12  # --json has all that were asked for
LONGEST = 120  # characters of an exact expression that a person still reads; --json has it whole
NAMES = {"rho": "rho", "rho_prime": "rho'", "lambda": "lambda"}


def add(parser: argparse.ArgumentParser) -> None:
    add_activation(parser)
    parser.add_argument("--variance", default="1", metavar="V", help="variance of the inputs (default 1)")
    parser.add_argument("--for", dest="library", choices=("numpy", "torch", "jax"), help="also print lambda f as code for this library")
    add_digits(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from derive.batch.number import decimals
    from derive.cli.limits import SECONDS, limited, note
    from derive.meanfield.normalisation import normalise

    with limited(options):
        asked = subject(options)
        note(asked.notes)
        activation, defaults = with_defaults(asked)
        found = normalise(activation, options.variance, seconds=SECONDS / 3)
        balls = found.enclose(options.digits, SECONDS / 3)
        code = None if options.library is None else found.code(options.library)
    result: dict[str, Any] = {"activation": options.activation.strip(), "parameters": defaults, "q": str(found.variance)}
    for name, ball in balls.items():
        value, radius = decimals(ball, options.digits)
        result[name] = {"value": value, "radius": radius}
    result["expression"] = {name: None if value is None else str(value) for name, value in found.closed.items()}
    result |= {"message": found.told(balls), "code": code}
    if options.json:
        say_json(result)
    else:
        _text(result)
    return 0


def _text(result: dict[str, Any]) -> None:
    at = ", ".join(f"{name} = {value}" for name, value in result["parameters"].items())
    say(f"{result['activation']}{f' at the default {at}' if at else ''}, inputs of variance {result['q']}")
    for name, shown in NAMES.items():
        exact = result["expression"][name]
        lead = "" if exact is None or len(exact) > LONGEST else f"{exact} = "
        say(f"  {shown:7} = {lead}{Decimal(result[name]['value']):.{FIGURES}g}")
    say(f"  {result['message']}")
    if result["code"]:
        say()
        say(result["code"].rstrip())
