"""The normalised activation: forward gain rho, backward gain rho' and the factor lambda that balances them.

rho = E[f(s)^2]/v, rho' = E[f'(s)^2] and lambda^2 = (1/rho + 1/rho')/2 for s ~ N(0, v): the harmonic mean of the gains of
lambda f is one (ANAct 2022). Exact where a closed form is found, else enclosed. A family is taken at its library's default
parameters unless --set says otherwise.

examples:
  derive normalize silu
  derive normalize elu --variance 3/2 --json
  derive normalize tanh --for torch
  derive normalize gelu --batch 256
"""

from __future__ import annotations

import argparse
from decimal import Decimal
from typing import Any

from derive.cli.exact import FIGURES, leading, taken
from derive.cli.limits import add_timeout, allowed, limited
from derive.cli.options import add_activation, add_digits, add_json, whole
from derive.cli.output import say, say_json
from derive.cli.subject import member

NAMES = {"rho": "rho", "rho_prime": "rho'", "lambda": "lambda"}


def add(parser: argparse.ArgumentParser) -> None:
    add_activation(parser)
    parser.add_argument("--variance", default="1", metavar="V", help="variance of the inputs (default 1)")
    parser.add_argument("--batch", type=whole(2, 10**18), metavar="N", help="also the bias of lambda^2 estimated from batches of N values")
    parser.add_argument("--for", dest="library", choices=("numpy", "torch", "jax"), help="also print lambda f as code for this library")
    add_digits(parser)
    add_timeout(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from derive.batch.number import exact_number, number
    from derive.meanfield.normalisation import normalise

    share = allowed(options) / 4
    with limited(options):
        asked = member(options)
        found = normalise(asked.activation, options.variance, seconds=share)
        missing = found.missing(share)
        balls = found.enclose(options.digits, share)
        code = None if options.library is None or missing else found.code(options.library)
        bias = None if options.batch is None or missing else found.batch_bias(options.batch, seconds=share)
    result = asked.shape() | {"q": exact_number(found.variance, options.digits)}
    result |= {name: number(balls.get(name), options.digits) for name in NAMES}
    result["expression"] = {name: None if value is None or name in missing else str(value) for name, value in found.closed.items()}
    result["message"] = "; ".join(f"{NAMES[name]} does not exist: {why}" for name, why in missing.items()) or found.told(balls)
    result |= {"batch_bias": number(bias, FIGURES), "code": code}
    if options.json:
        say_json(result)
    else:
        _text(result, found.variance, asked.default, options.batch)
    return 1 if missing else 0


def _text(result: dict[str, Any], variance: Any, default: bool, batch: int | None) -> None:
    say(f"{result['activation']}{taken(result['parameters'], default)}, inputs of variance {variance}")
    for name, shown in NAMES.items():
        if result[name] is None:
            say(f"  {shown:7} does not exist")
            continue
        say(f"  {shown:7} = {leading(result['expression'][name], result[name]['value'])}{Decimal(result[name]['value']):.{FIGURES}g}")
    if result["batch_bias"]:
        say(f"  lambda^2 estimated from batches of {batch}: {Decimal(result['batch_bias']['value']):+.6g} in the mean")
    say(f"  {result['message']}")
    if result["code"]:
        say()
        say(result["code"].rstrip())
