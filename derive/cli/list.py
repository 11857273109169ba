"""What there is: activations, rules, claims or functions.

examples:
  derive list activations
  derive list rules
  derive list claims --json
"""

from __future__ import annotations

import argparse
from typing import Any

from derive.cli.options import add_json
from derive.cli.output import say, say_json

KINDS = ("activations", "rules", "claims", "functions")
Row = dict[str, Any]


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=KINDS, metavar="|".join(KINDS), help="what to list")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    rows = {"activations": _activations, "rules": _rules, "claims": _claims, "functions": _functions}[options.kind]()
    if options.json:
        say_json(rows)
        return 0
    width = max((len(row["name"]) for row in rows), default=0)
    for row in rows:
        say(f"{row['name']:{width}}  {row['what']}".rstrip())
    return 0


def _activations() -> list[Row]:
    from derive import activations

    return [{"name": a.name, "what": str(a.expr), "parameters": [p.name for p in a.parameters]} for a in activations.catalogue()]


def _rules() -> list[Row]:
    from derive.pipeline import book

    return [{"name": rule.name, "what": rule.title, "statement": rule.statement, "proof": rule.proof, "source": str(rule.source)} for rule in book()]


def _claims() -> list[Row]:
    from derive.claims.listed import list_file
    from derive.claims.load import files
    from derive.claims.shipped import proofs

    return [
        {"name": item.id, "what": item.failure}
        if item.failure
        else {"name": item.id, "what": item.doc.split("\n")[0], "source": item.source, "expected": item.expects, "uses": list(item.uses)}
        for path in files(proofs())
        for item in list_file(path)
    ]


def _functions() -> list[Row]:
    """What an activation may be written with and how it is read, then the functions beside sympy's own in which closed forms are written."""
    from sympy import Symbol

    from derive.language import special
    from derive.language.symbols import x
    from derive.language.text.vocabulary import FUNCTIONS

    letters = (x, Symbol("y", real=True))
    words = [{"name": name, "what": f"{word.build(*letters[: 2 if word.most > 2 else word.least])}"} for name, word in FUNCTIONS.items() if name != "Rational"]
    found = [getattr(special, name) for name in special.__all__]
    return [*words, *({"name": f.__name__, "what": (f.__doc__ or "").strip().split("\n")[0]} for f in found)]
