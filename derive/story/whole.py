"""The chapters in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sympy import Eq, Expr, Rational, Symbol

from derive.activations import defaults_of, of
from derive.prose.bibliography import works
from derive.prose.document import Block, Code, Document, Heading, References, inlines, note, paragraph, table
from derive.prose.folding import Detail, identifier
from derive.prose.notation import in_text
from derive.prose.setting import listed
from derive.story.chapter import Chapter
from derive.story.depth import depth
from derive.story.letters import notation, reproduce, theorems
from derive.story.mean_field import edge, maps
from derive.story.pictures import Draw, no_pictures, pictured
from derive.story.portrait import portrait
from derive.story.quantities import MOST, POINTS, kernels, moments, points, title


def story(
    activation: Any,
    digits: int = 30,
    progress: Callable[[str], None] | None = None,
    detail: Detail | str = Detail.STANDARD,
    pictures: bool = False,
) -> Document:
    """The whole story of one activation: definition, moments, kernels, mean-field theory, audit, notation, references.

    Told as a headline, with each theorem a step, or in full; with pictures if they are wanted, which needs matplotlib. Every step is
    audited to `digits` digits. Parameters stay symbols in formulas; tables take the library's default values, or 1/2, and say so.
    """
    function = of(activation)
    values = {p: defaults_of(function).get(p.name, Rational(1, 2)) for p in function.parameters}
    chapter = Chapter(function, values, digits, progress or (lambda text: None), Detail(detail))
    draw: Draw = pictured(chapter) if pictures else no_pictures
    blocks = [
        *portrait(function),
        *_parameters(values),
        *draw("activation"),
        *moments(chapter),
        *draw("hermite"),
        *kernels(chapter),
        *draw("kernel"),
        *maps(chapter),
        *draw("variance", "correlation"),
        *edge(chapter),
        *draw("phase", "beta", "decay", "residual"),
        *depth(chapter),
        *audit(chapter),
        *notation(),
        *theorems(chapter),
        *reproduce(chapter),
    ]
    blocks += references(blocks)
    catalogued = function.name.isidentifier() and function.name != "x"
    heading = () if catalogued else inlines("The activation ", in_text(function.expr))
    return Document(f"The activation {function.name}", "Gaussian moments, dual kernels and mean-field theory", tuple(blocks), heading=heading)


def _parameters(values: dict[Symbol, Expr]) -> Iterator[Block]:
    if values:
        chosen = listed([inlines(in_text(Eq(symbol, value, evaluate=False))) for symbol, value in values.items()])
        yield note("info", "Formulas hold for all values of the parameters under the stated hypotheses; tables are for ", *chosen, ".")


def references(blocks: list[Block]) -> Iterator[Block]:
    """The works that are cited."""
    keys = works(blocks)
    if keys:
        yield Heading(2, "References", "references")
        yield References(keys)


def audit(chapter: Chapter) -> Iterator[Block]:
    """Every step with its rule, verdict, digits and points, unless only headlines are told; then each answer as a whole."""
    yield Heading(2, "Audit", "audit")
    if not chapter.audited:
        yield paragraph("No rule led to a closed form; every number above is enclosed by quadrature with a proven error.")
        yield _answers(chapter)
        return
    yield paragraph(
        "Each step above was checked on its own: both sides were enclosed in balls at exact points that satisfy the hypotheses, by a program that "
        "shares no code with the derivation. A step that fails is marked as refuted."
    )
    longest = max((len(steps) for _, steps, _ in chapter.audited), default=0)
    if points(longest) < POINTS:
        yield paragraph(f"Steps are checked at {POINTS} points each; where a derivation has more than {MOST // POINTS} of them, at fewer, as the table says.")
    rows: list[tuple[object, ...]] = []
    for numbers, steps, certificates in chapter.audited:
        for number, step, found in zip(numbers, steps, certificates, strict=True):
            rows.append((f"({number})", Code(step.rule.name), str(found.verdict), str(found.digits), str(found.points)))
    if chapter.detail is not Detail.HEADLINE:
        yield table(("step", "rule", "verdict", "digits", "points"), rows, "The steps")
    yield _answers(chapter)


def _answers(chapter: Chapter) -> Block:
    """Each answer as a whole: the quantity against its value."""
    rows: list[tuple[object, ...]] = []
    for quantity, answer in chapter.answers.items():
        chapter.progress(f"auditing {quantity} as a whole")
        found = answer.judged(chapter.certificates[quantity], chapter.digits) if quantity in chapter.certificates else answer.certificate
        numbers = [str(n) if n else "–" for n in (len(answer.steps), found.digits, found.points)]
        known = Code(identifier(answer.derivation)) if answer.derivation is not None else "–"
        rows.append((title(quantity), answer.status, str(found.verdict) if answer.value is not None else "–", *numbers, known))
    headers = ("quantity", "answer", "verdict", "steps", "digits", "points", "cited as")
    return table(headers, rows, "The answers as a whole: the quantity against its value")
