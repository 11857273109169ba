"""The gain of an activation at unit variance, beside what libraries have in their tables.

1/sqrt(E[phi(Z)^2]) keeps the second moment of the signal, 1/sqrt(Var phi(Z)) its variance, 1/sqrt(E[phi'(Z)^2]) the second
moment of the gradient; Z is standard normal. The tables are those of torch, NFNet, e3nn and unit-scaling. Exact where a closed
form is found, else enclosed. A family is taken at its library's default parameters unless --set says otherwise.

examples:
  derive gain relu
  derive gain tanh --digits 20
  derive gain leaky_relu --set alpha=1/5
"""

from __future__ import annotations

import argparse
from decimal import Decimal
from typing import Any

from derive.cli.exact import FIGURES, enclosed, leading, taken
from derive.cli.limits import add_timeout, allowed, limited
from derive.cli.options import add_activation, add_digits, add_json
from derive.cli.output import say, say_json
from derive.cli.subject import member

MOMENTS = {"gain": ("E[phi^2]",), "gain_variance": ("E[phi^2]", "E[phi]"), "gain_derivative": ("E[dphi^2]",)}
SHOWN = {"gain": "1/sqrt(E[phi^2])", "gain_variance": "1/sqrt(Var phi)", "gain_derivative": "1/sqrt(E[dphi^2])"}


def add(parser: argparse.ArgumentParser) -> None:
    add_activation(parser)
    add_digits(parser)
    add_timeout(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from derive.cli.gains import gain, published

    with limited(options):
        asked = member(options)
    result = asked.shape()
    for name, moments in MOMENTS.items():
        result[name] = gain(asked.activation, moments, options.digits, allowed(options) / 4)
    messages = [result[name].pop("message") for name in MOMENTS]
    result["tables"] = published(asked.name, asked.parameters, result, options.digits)
    result["torch"] = next((row for row in result["tables"] if row["table"] == "torch"), None)
    result["message"] = "; ".join(message for message in messages if message) or None
    if options.json:
        say_json(result)
    else:
        _text(result, asked.default)
    return 0 if any(result[name]["value"] is not None for name in MOMENTS) else 1


def _text(result: dict[str, Any], default: bool) -> None:
    say(result["activation"] + taken(result["parameters"], default))
    for name, shown in SHOWN.items():
        say(f"  {shown:17} = {_number(result[name])}")
    for row in result["tables"]:
        exact = f"{row['expression']} = " if set(row["expression"]) & set("(*/") else ""
        gap = f"difference {row['difference']}" if row["difference"] else "difference unknown"
        say(f"  {row['table']} has {exact}{Decimal(row['value']):.{FIGURES}g} for {SHOWN[row['keeps']]}, {gap}")
    if not result["tables"]:
        say("  no table has a value for it")
    if result["message"]:
        say(f"  {result['message']}")


def _number(entry: dict[str, Any]) -> str:
    if entry["value"] is None:
        return "does not exist"
    return leading(entry["expression"], entry["value"]) + enclosed(entry)
