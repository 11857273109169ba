"""Try published statements: derive and certify each, and refute its falsified twin.

Without PATH or ID the proofs that ship with the package are tried; PATH is a file or folder of claims of your own.
Exit status 1 if a verdict is not the expected one.

examples:
  derive verify
  derive verify cho_saul_2009
  derive verify my_claims/ --digits 50 --junit report.xml
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from derive.cli.options import add_digits, add_json
from derive.cli.output import say, say_json, tell, write_whole

if TYPE_CHECKING:
    from derive.claims.ledger import Entry


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("targets", nargs="*", metavar="PATH|ID", help="a file or folder of claims, or the id of a shipped one")
    add_digits(parser)
    parser.add_argument("--junit", type=Path, metavar="FILE", help="also write the result as JUnit XML")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from derive.claims.verify import verify

    ledger = verify(*options.targets, digits=options.digits, progress=_silent if options.json else _print)
    if options.junit is not None:
        write_whole(options.junit, ledger.junit())
    if options.json:
        say_json(ledger.as_json())
    else:
        summary = ledger.summary()
        say(f"{summary['as_expected']} of {summary['claims']} claims as expected, {summary['seconds']:.1f} s")
    if not ledger.entries:
        tell("there were no claims. Try: a folder of files that define functions decorated with @claim(source=...)")
    return 0 if ledger.ok else 1


def _print(entry: Entry, done: int, total: int) -> None:
    mark = "ok " if entry.as_expected else "NOT"
    twins = f"{entry.twins.refuted}/{entry.twins.made} twins refuted"
    say(f"{mark} {entry.verdict!s:10} {entry.digits:4} digits {entry.points:3} points  {twins}  {entry.id}")
    if not entry.as_expected or entry.expected == "refuted":
        say(f"      {entry.statement}" if entry.statement else "      (no statement)")
        say(f"      {entry.message or 'expected ' + entry.expected}")
    sys.stdout.flush()


def _silent(entry: Entry, done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{total} {entry.id:60.60}", end="" if done < total else "\n", file=sys.stderr, flush=True)
