"""The gain of an activation at unit variance, beside the library's table.

1/sqrt(E[phi(Z)^2]) keeps the second moment of the signal, 1/sqrt(E[phi'(Z)^2]) the second moment of the gradient; Z
is standard normal. Exact where a closed form is found, else enclosed. A family is taken at its library's default
parameters unless --set says otherwise.

examples:
  derive gain relu
  derive gain tanh --digits 20
  derive gain leaky_relu --set alpha=1/5
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from derive.cli.options import add_activation, add_digits, add_json
from derive.cli.output import say, say_json
from derive.cli.subject import subject, with_defaults

if TYPE_CHECKING:
    from sympy import Expr

    from derive.language.activation import Activation

MOMENTS = {"gain": "E[phi^2]", "gain_derivative": "E[dphi^2]"}


def add(parser: argparse.ArgumentParser) -> None:
    add_activation(parser)
    add_digits(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    activation, defaults = with_defaults(subject(options))
    result: dict[str, Any] = {"activation": options.activation.strip(), "parameters": defaults}
    for name, moment in MOMENTS.items():
        result[name] = _gain(activation, moment, options.digits)
    result["torch"] = _torch(result, options.digits) if not options.set else None
    messages = [result[name].pop("message") for name in MOMENTS]
    result["message"] = "; ".join(dict.fromkeys(m for m in messages if m)) or None
    if options.json:
        say_json(result)
    else:
        _text(result)
    return 0 if any(result[name]["value"] is not None for name in MOMENTS) else 1


def _gain(activation: Activation, moment: str, digits: int) -> dict[str, Any]:
    """1/sqrt of a moment at q = 1: the exact expression where there is one, and a ball."""
    from sympy import radsimp, sqrt

    from derive.batch.number import decimals
    from derive.language.errors import DeriveError
    from derive.language.symbols import q
    from derive.pipeline import expectation

    empty: dict[str, Any] = dict.fromkeys(("expression", "value", "radius", "message"))
    try:
        found = expectation(activation, moment)
        goal: Expr = found.goal.subs(q, 1) if found.value is None else found.value.subs(q, 1)
        found.enclose(5, q=1)
        inverse = 1 / sqrt(goal)
        ball = _ball(inverse, digits)
    except DeriveError as error:
        return empty | {"message": f"1/sqrt({moment}): {error.stopped}"}
    value, radius = decimals(ball, digits)
    exact = None if found.value is None else str(radsimp(inverse) if goal.is_Rational else inverse)
    return {"expression": exact, "value": value, "radius": radius, "message": None}


def _ball(expr: Expr, digits: int) -> Any:
    from derive.evidence.lower import enclose

    return enclose(expr, {}, digits)


def _torch(result: dict[str, Any], digits: int) -> dict[str, Any] | None:
    """Torch's value and how far it is from 1/sqrt(E[phi^2])."""
    from derive.batch.number import decimals
    from derive.cli.torch_gains import GAINS, SOURCE

    text = GAINS.get(result["activation"])
    if text is None:
        return None
    from derive.language.reader import read_formula

    table = read_formula(text, {}, {})
    value, radius = decimals(_ball(table, digits), digits)
    entry: dict[str, Any] = {"source": SOURCE, "expression": text, "value": value, "radius": radius, "difference": None}
    if result["gain"]["value"] is not None:
        entry["difference"] = f"{float(value) - float(result['gain']['value']):.3g}"
    return entry


def _text(result: dict[str, Any]) -> None:
    at = ", ".join(f"{name} = {value}" for name, value in result["parameters"].items())
    say(f"{result['activation']}" + (f" at the default {at}" if at else ""))
    for name, moment in MOMENTS.items():
        gain = result[name]
        exact = f" = {gain['expression']}" if gain["expression"] else ""
        say(
            f"  1/sqrt({moment})".ljust(20)
            + (f"{exact} = {gain['value']} ± {gain['radius']}" if gain["value"] else "  does not exist")
        )
    torch = result["torch"]
    say(
        "  torch               "
        + (f" = {torch['value'][:20]}, {torch['difference'] or '?'} from the first" if torch else "  has no value")
    )
    if result["message"]:
        say(f"  {result['message']}")
