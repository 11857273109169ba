"""The chapters in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sympy import Expr, Rational, Symbol

from derive.activations import defaults_of, of
from derive.prose.document import Block, Document, Heading, note, paragraph, table
from derive.story.chapter import Chapter
from derive.story.mean_field import edge, maps
from derive.story.portrait import portrait
from derive.story.quantities import kernels, moments


def story(activation: Any, digits: int = 30, progress: Callable[[str], None] | None = None) -> Document:
    """The whole story of one activation: definition, moments, kernels, mean-field theory, audit.

    Every step is audited to `digits` digits. Parameters stay symbols in formulas; tables take the library's default values, or 1/2, and say so.
    """
    function = of(activation)
    values = {p: defaults_of(function).get(p.name, Rational(1, 2)) for p in function.parameters}
    chapter = Chapter(function, values, digits, progress or (lambda text: None))
    blocks = [*portrait(function), *_parameters(values), *moments(chapter), *kernels(chapter), *maps(chapter), *edge(chapter), *audit(chapter)]
    return Document(f"The activation {function.name or function.expr}", "Gaussian moments, dual kernels and mean-field theory", tuple(blocks))


def _parameters(values: dict[Symbol, Expr]) -> Iterator[Block]:
    if values:
        chosen = ", ".join(f"{name} = {value}" for name, value in values.items())
        yield note("info", f"Formulas hold for all values of the parameters under the stated hypotheses; tables are for {chosen}.")


def audit(chapter: Chapter) -> Iterator[Block]:
    """One line for each quantity: how it was answered and what the audit found."""
    yield Heading(2, "Audit", "audit")
    yield paragraph(
        "Each step above was checked on its own: both sides were enclosed in balls at exact points that satisfy the hypotheses, by a program that "
        "shares no code with the derivation. A step that fails would be marked as refuted."
    )
    rows = []
    for quantity, answer in chapter.answers.items():
        chapter.progress(f"auditing {quantity} as a whole")
        found = answer.certificate
        steps = str(len(answer.steps)) if answer.steps else "–"
        rows.append((quantity, answer.status, steps, str(found.verdict), str(found.digits or "–"), str(found.points or "–")))
    yield table(("quantity", "answer", "steps", "verdict", "digits", "points"), rows, "The answers as a whole: goal against value")


