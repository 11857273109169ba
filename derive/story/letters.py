"""The last pages: what the letters mean, the theorems in words, and how to make the report again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from shlex import quote

from sympy import Symbol

from derive.prose.alphabet import NAMES, current
from derive.prose.document import Block, Cite, Code, Display, Heading, Math, Program, Strong, paragraph, table
from derive.prose.folding import Detail
from derive.prose.letters import latex_name, plain_name
from derive.prose.plain_latex import flat
from derive.prose.statement import lettered
from derive.story.chapter import Chapter

LONGEST = 72  # characters of a line of a command
PARTS = re.compile(r"[,;:]?\\q?quad(?![a-z])\s*")


def notation() -> Iterator[Block]:
    """One page of letters, as they are written here."""
    yield Heading(2, "Notation", "notation")
    rows: list[tuple[object, ...]] = [(Symbol(name), meaning) for name, meaning in NAMES.items()]
    phi, q, q1, q2, X, Y, Z = (plain_name(name) for name in ("phi", "q", "q1", "q2", "X", "Y", "Z"))
    c, ell = Symbol("c"), Symbol("ell")
    rows += [
        (Math(latex="u,\\ v", plain="u, v"), f"√{q} {Z} in one variable, √{q1} {X} and √{q2} {Y} in two"),
        (Symbol("chi_1"), "the slope of the correlation map at 1"),
        (Symbol("chi_par"), "the slope of the variance map at its fixed point"),
        (Symbol("beta_q"), f"2E[{phi}′²]/({q} E[{phi}″²])"),
        (Math(latex=f"{latex_name('c')}_\\ell", plain=f"{plain_name(c.name)}_{plain_name(ell.name)}"), "the correlation after ℓ layers"),
    ]
    yield table(("letter", "meaning"), rows)


def theorems(chapter: Chapter) -> Iterator[Block]:
    """What is used, as statements of their own; in full reports only."""
    if chapter.detail is not Detail.FULL:
        return
    used = {step.rule.name: step.rule for _, steps, _ in chapter.audited for step in steps}
    if used:
        yield Heading(2, "Theorems", "theorems")
        yield paragraph(*_letters_of_theorems())
    for rule in used.values():
        source = Cite(rule.source.key, rule.source.place, rule.source.text)
        yield paragraph(Strong(rule.title[:1].upper() + rule.title[1:]), " [", Code(rule.name), "; ", source, "].")
        for part in filter(None, PARTS.split(lettered(rule.statement))):
            yield Display(Math(latex=part, plain=flat(part)))


def _letters_of_theorems() -> Iterator[object]:
    """What the letters of all statements mean."""
    for formula, words in (
        (r"(X,Y)", " is a standard normal pair of correlation "),
        (r"\rho", " or "),
        (r"c", ", "),
        (r"Z", " is standard normal, so is "),
        (r"W", ", independent of what stands beside it, and so are "),
        (r"N_i", ", with correlations "),
        (r"\rho_{ij}", "; where "),
        (r"R", " stands, "),
        (r"X", " is a centred normal vector with covariance matrix "),
        (r"R", "."),
    ):
        yield from (_written(formula), words)


def _written(statement: str) -> Math:
    latex = lettered(statement)
    return Math(latex=latex, plain=flat(latex))


def reproduce(chapter: Chapter) -> Iterator[Block]:
    """The same again: the command, and lines of Python that a notebook runs."""
    from derive import __version__

    name = chapter.activation.name
    letters = ",".join(f"{ours}={theirs}" for ours, theirs in current().changed)
    options = [f"--detail {chapter.detail}", f"--digits {chapter.digits}", *([f"--notation {letters}"] if letters else [])]
    yield Heading(2, "Again", "again")
    yield paragraph(f"Made by derive {__version__}. Every number and formula of this page is made again by")
    yield Program(_lines([f"derive report {name if name.isidentifier() else quote(name)}", *options]))
    yield paragraph("and single answers in Python by")
    closed = next((quantity for quantity, answer in chapter.answers.items() if answer.value is not None and quantity.startswith("E[")), None)
    yield Program(_python(name, closed), "python")


def _lines(words: list[str]) -> str:
    """A command, continued on further lines where it is longer than one."""
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + len(word) < LONGEST:
            lines[-1] += f" {word}"
        else:
            lines.append(f"    {word}")
    return " \\\n".join(lines)


def _python(name: str, closed: str | None) -> str:
    quantity = closed or "E[phi^2]"
    return f"from derive import expectation, kernel\n\nanswer = expectation({name!r}, {quantity!r})\nanswer.value, answer.certificate"
