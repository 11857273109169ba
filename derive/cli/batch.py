"""Answer many questions, one JSON object a line in and out, in the order asked.

  {"id": "a", "activation": "gelu", "quantity": "K", "at": [{"q": "1", "c": "1/3"}], "digits": 30}

Every question gets exactly one answer whatever happens to the others. ANSWERS.jsonl.journal beside the answers keeps
each result as soon as it is known: a batch that was killed goes on with --resume, and answers of another version of
the engine are computed anew. QUESTIONS may be - for standard input; without -o the answers go to standard output.
Exit status 1 if a question ended in an error or a timeout.

examples:
  derive batch questions.jsonl -o answers.jsonl
  derive batch questions.jsonl -o answers.jsonl --workers 4 --timeout 120 --resume
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from derive.cli.limits import seconds
from derive.cli.options import add_json, whole
from derive.cli.output import hushed, tell

if TYPE_CHECKING:
    from derive.batch.run import Progress


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("questions", metavar="QUESTIONS.jsonl", help="one question a line; - for standard input")
    parser.add_argument("-o", "--output", type=Path, metavar="ANSWERS.jsonl", help="where the answers go (default: standard output)")
    parser.add_argument(
        "--workers",
        type=whole(1, 1024),
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes (default: one a processor)",
    )
    parser.add_argument(
        "--timeout",
        type=seconds,
        default=120.0,
        metavar="S",
        help="seconds for each question (default 120; 0: no limit)",
    )
    parser.add_argument("--resume", action="store_true", help="take over what an earlier run with the same -o has computed")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from derive.language.errors import DeriveError

    if options.resume and options.output is None:
        raise DeriveError("cannot resume", "there is no file of answers to go on with", "-o ANSWERS.jsonl")
    if options.output is not None and options.questions != "-" and options.output.resolve() == Path(options.questions).resolve():
        raise DeriveError("cannot write the answers", "that is the file of questions", "another name after -o")
    tally = _run(options)
    tell(", ".join(f"{count} {status}" for status, count in sorted(tally.items())) or "no questions")
    return 1 if tally["error"] or tally["timeout"] else 0


def _run(options: argparse.Namespace) -> Counter[str]:
    from derive import __version__
    from derive.batch.journal import Journal
    from derive.batch.run import Batch
    from derive.batch.worker import serve
    from derive.processes.pool import Pool

    limit = options.timeout or None
    with contextlib.ExitStack() as stack:
        source = stack.enter_context(_source(options.questions))
        target, path = stack.enter_context(_target(options.output))
        journal = stack.enter_context(Journal(path, resume=options.resume, engine=__version__, timeout=limit))
        pool = stack.enter_context(Pool(serve, options.workers, limit))
        progress = stack.enter_context(_progress())
        return Batch(source, target, journal, progress).run(pool)


@contextlib.contextmanager
def _source(name: str) -> Iterator[TextIO]:
    if name == "-":
        yield sys.stdin
        return
    with open(name, encoding="utf-8", errors="replace") as file:
        yield file


@contextlib.contextmanager
def _target(path: Path | None) -> Iterator[tuple[TextIO, Path]]:
    """The stream of answers and the place of its journal."""
    if path is None:
        with tempfile.TemporaryDirectory() as folder:
            yield sys.stdout, Path(folder) / "journal"
        return
    with open(path, "w", encoding="utf-8") as file:
        yield file, path.with_name(path.name + ".journal")


@contextlib.contextmanager
def _progress() -> Iterator[Progress | None]:
    """A count of the answers written, where somebody watches."""
    if hushed() or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import TextColumn, TimeElapsedColumn

    with Bar(TextColumn("{task.completed} answers"), TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task("answers", total=None)
        yield lambda written: bar.update(task, completed=written)
