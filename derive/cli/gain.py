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
from typing import Any

from derive.cli.options import add_activation, add_digits, add_json
from derive.cli.output import say, say_json
from derive.cli.subject import settings, subject, with_defaults

MOMENTS = {"gain": "E[phi^2]", "gain_derivative": "E[dphi^2]"}
LONGEST = 120  # characters of an exact expression that a person still reads; --json has it whole


def add(parser: argparse.ArgumentParser) -> None:
    add_activation(parser)
    add_digits(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from derive.cli.gains import gain, torch_gain
    from derive.cli.limits import SECONDS, limited, note

    with limited(options):
        asked = subject(options)
    note(asked.notes)
    activation, defaults = with_defaults(asked)
    result: dict[str, Any] = {"activation": options.activation.strip(), "parameters": defaults | settings(options)["fixed"]}
    for name, moment in MOMENTS.items():
        result[name] = gain(activation, moment, options.digits, SECONDS / 2)
    messages = [result[name].pop("message") for name in MOMENTS]
    name = asked.name.partition(" ")[0]
    result["torch"] = torch_gain(name, result["parameters"], result["gain"], options.digits)
    result["message"] = "; ".join(message for message in messages if message) or None
    if options.json:
        say_json(result)
    else:
        _text(result, bool(defaults))
    return 0 if any(result[name]["value"] is not None for name in MOMENTS) else 1


def _text(result: dict[str, Any], default: bool) -> None:
    at = ", ".join(f"{name} = {value}" for name, value in result["parameters"].items())
    say(result["activation"] + (f" at {'the default ' * default}{at}" if at else ""))
    for name, moment in MOMENTS.items():
        say(f"  {f'1/sqrt({moment})':17} = {_number(result[name])}")
    torch = result["torch"]
    say(f"  {'torch':17} = {_number(torch)}, difference {torch['difference'] or 'unknown'}" if torch else "  torch has no value for it")
    if result["message"]:
        say(f"  {result['message']}")


def _number(entry: dict[str, Any]) -> str:
    if entry["value"] is None:
        return "does not exist"
    exact = entry["expression"] or ""
    lead = "" if not exact or exact == entry["value"] or len(exact) > LONGEST else f"{exact} = "
    return f"{lead}{entry['value']}" + ("" if entry["radius"] == "0" else f" ± {entry['radius']}")
