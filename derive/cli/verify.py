"""Try published statements: derive and certify each, and refute its falsified twins.

Without PATH or ID the proofs that ship with the package are tried; PATH is a file or folder of claims of your own.
Verdicts are kept by content in the user's cache folder, so only what changed is tried again.
Exit status 1 if a verdict is not the expected one.

examples:
  derive verify
  derive verify cho_saul_2009
  derive verify my_claims/ --digits 50 --junit report.xml --ledger ledger.html
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.cli.limits import seconds
from derive.cli.options import add_digits, add_json, ending, whole
from derive.cli.output import hushed, say, say_json, tell, write_whole

if TYPE_CHECKING:
    from derive.claims.ledger import Entry, Ledger
    from derive.claims.verify import Progress

DIGITS = 20
PAGES = (".html", ".tex", ".md")
MOST = 1024  # workers


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("targets", nargs="*", metavar="PATH|ID", help="a file or folder of claims, or the id of a shipped one")
    add_digits(parser, DIGITS)
    parser.add_argument("--workers", type=whole(0, MOST), default=os.cpu_count() or 1, metavar="N", help="processes; 0 for none (default: one a core)")
    parser.add_argument("--timeout", type=seconds, default=600.0, metavar="S", help="seconds for one claim, with workers (default 600; 0: no limit)")
    parser.add_argument("--no-cache", action="store_true", help="try every claim anew and keep nothing")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="also write the result as JUnit XML")
    parser.add_argument("--ledger", type=ending(PAGES), metavar="FILE", help="also write the ledger as .html, .tex or .md")
    parser.add_argument("--errata", type=ending(PAGES), metavar="FILE", help="also write the published statements that were refuted, as .html, .tex or .md")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from derive.claims.verify import verify

    told: list[Entry] = []
    with _watched(options.json, told) as progress, _quiet_files(options.json):
        ledger = verify(
            *options.targets,
            digits=options.digits,
            workers=options.workers,
            timeout=options.timeout or None,
            cache=None if options.no_cache else _kept(),
            progress=progress,
        )
    if not options.json:
        for entry in ledger.entries:
            if entry not in told:  # what is seen when all are there: uses in a circle or of nothing, an id that stands twice
                _print(entry)
    _write(ledger, options)
    if not ledger.entries:
        tell("there were no claims. Try: a folder of files that define functions decorated with @claim(source=...)")
    return 0 if ledger.ok else 1


def _kept() -> Path | None:
    """The file of verdicts, None where there is no folder for it; a folder that was chosen has to serve."""
    from derive.claims.cache import usual_place
    from derive.processes.keeping import VARIABLE, is_writable

    place = usual_place()
    if place is None or VARIABLE in os.environ or is_writable(place.parent):
        return place
    tell(f"verdicts are not kept: nothing can be written in {str(place.parent)!r}. Try: another folder in {VARIABLE}")
    return None


def _write(ledger: Ledger, options: argparse.Namespace) -> None:
    if options.junit is not None:
        write_whole(options.junit, ledger.junit())
    if options.ledger is not None:
        from derive.claims.page import ledger_page

        write_whole(options.ledger, ledger_page(ledger, options.ledger.suffix.lower()))
    if options.errata is not None:
        from derive.claims.errata import errata_page

        write_whole(options.errata, errata_page(ledger, options.errata.suffix.lower()))
    if options.json:
        say_json(ledger.as_json())
        return
    summary = ledger.summary()
    score = summary["mutation_score"]
    twins = f"{summary['twins']['refuted']} of {summary['twins']['made']} falsified twins refuted" + ("" if score is None else f" (mutation score {score:.3f})")
    say(f"{summary['as_expected']} of {summary['claims']} claims as expected, {twins}, {summary['seconds']:.1f} s")


def _quiet_files(json: bool) -> AbstractContextManager[Any]:
    """What claim files print is no part of the JSON."""
    return redirect_stdout(sys.stderr) if json else nullcontext()


@contextmanager
def _watched(quiet: bool, told: list[Entry]) -> Iterator[Progress]:
    """A line for each claim (unless quiet), and on a terminal a bar that says how far it is; `told` gets every claim."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True, disable=hushed() or not sys.stderr.isatty()) as bar:
        task = bar.add_task("claims", total=None)

        def advance(entry: Entry, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=entry.id[:50])
            told.append(entry)
            if not quiet:
                _print(entry)

        yield advance


def _print(entry: Entry) -> None:
    mark = ("open" if entry.verdict.value == "undecided" else "ok  ") if entry.as_expected else "NOT "
    twins = f"{entry.twins.refuted}/{entry.twins.made} twins refuted"
    say(f"{mark} {entry.verdict!s:10} {entry.digits:4} digits {entry.points:3} points  {twins}  {entry.id}")
    for name, reason in entry.survivors.items():
        say(f"      survives: {name}" + (f" ({reason})" if reason else ""))
    if not entry.as_expected or entry.expected == "refuted" or entry.open:
        say(f"      {entry.statement}" if entry.statement else "      (no statement)")
        say(f"      {entry.open or entry.message or 'expected ' + entry.expected}")
    sys.stdout.flush()
