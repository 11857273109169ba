"""Chapter four: how variances, gradients and tangent kernels of a network change with its depth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sympy import Eq, Expr, Symbol

from derive.evidence.balls.ball import Ball
from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.language.symbols import q, sigma_b, sigma_w
from derive.meanfield.criticality import CriticalPoint, critical_points
from derive.meanfield.edge import EdgeOfChaos
from derive.prose.document import Block, Heading, Math, note, paragraph, table
from derive.prose.letters import SUPERSCRIPT, plain_name
from derive.prose.notation import in_text
from derive.prose.spelling import sentence
from derive.story.chapter import SHOWN_DIGITS, Chapter, finite
from derive.theory.batch_norm import gradient_factor
from derive.theory.decay import Law, law_of
from derive.theory.local_map import local_map
from derive.theory.recurrence import decay

SECONDS = 15
EXPONENTS = tuple(Math(latex=f"p_{{{index}}}", plain=f"p{sign}") for index, sign in (("0", "₀"), (r"\parallel", "∥"), (r"\perp", "⊥")))
KERNEL = Math(latex=r"\Theta_L", plain="Θ_L")
RATIO = Math(latex=r"\Theta_L(x, x')/\Theta_L(x, x)", plain="Θ_L(x, x')/Θ_L(x, x)")


def depth(chapter: Chapter) -> Iterator[Block]:
    """Critical points with their exponents, the tangent kernel on the edge, batch normalisation; at the values of the parameters that tables have."""
    yield Heading(2, "Growth with depth", "depth")
    if not all(finite(chapter.moment(name)) for name in ("E[phi^2]", "E[dphi^2]")):
        yield note("warning", "E[φ²] or E[φ'²] is not finite, so variances or gradients are infinite after one layer.")
        return
    yield from _critical(chapter, chapter.known)
    if chapter.has_edge:
        yield from _tangent(chapter.known)
    yield from _normalised(chapter)


def _critical(chapter: Chapter, known: Activation) -> Iterator[Block]:
    chapter.progress("looking for critical points")
    try:
        found = critical_points(EdgeOfChaos(known), SHOWN_DIGITS, SECONDS)
    except DeriveError as error:
        yield note("open", "Critical points could not be enclosed: ", sentence(error.stopped))
        return
    yield paragraph("Networks are critical where χ₁ = χ∥ = 1 (Roberts, Yaida and Hanin). There a deviation of the variance falls like ", *_powers())
    if found.points:
        rows = [_row(point) for point in found.points]
        yield table(("class", "variance", sigma_b**2, sigma_w**2, *EXPONENTS, "attracts"), rows, "Critical points")
    else:
        yield note("info", "There is no critical point. ", sentence(found.message))


def _powers() -> tuple[object, ...]:
    powers = (Math(latex=rf"\ell^{{-{power.latex}}}", plain=f"ℓ^(−{power.plain})") for power in EXPONENTS)
    first, second, third = powers
    return (first, ", its derivative by the start like ", second, " and a squared gradient changes like ", third, ".")


def _row(point: CriticalPoint) -> tuple[object, ...]:
    place: object = "any" if point.K is None else point.exact if point.exact is not None else point.K.short(8)
    exponents = [_exponent(e) for e in point.exponents] if point.exponents is not None else ["–"] * 3
    return (point.kind.replace("K*", f"{plain_name('q')}*"), place, point.C_b.short(8), point.C_W.short(8), *exponents, re.split("[;:]", point.approached)[0])


def _exponent(value: Expr | Ball) -> object:
    return value.short(6) if isinstance(value, Ball) else value


def _tangent(known: Activation) -> Iterator[Block]:
    local, law = local_map(known), law_of(known)
    if local is None or law.law is Law.AFFINE:
        return
    found = decay(local)
    yield paragraph(
        "On the edge the slopes of the correlation map from layer ",
        Symbol("ell"),
        " to layer ",
        Symbol("L"),
        " multiply to about ",
        _power_of_ratio(found.slope_exponent),
        ". So the tangent kernel ",
        KERNEL,
        " grows like ",
        Symbol("L"),
        " for equal inputs, and for different ones ",
        RATIO,
        " tends to ",
        in_text(found.tangent_ratio),
        ".",
    )


def _power_of_ratio(power: Expr) -> Math:
    """(l/L)^power."""
    exponent = in_text(power)
    return Math(latex=rf"(\ell/L)^{{{exponent.latex}}}", plain=f"(ℓ/L){exponent.plain.translate(SUPERSCRIPT) if power.is_integer else f'^({exponent.plain})'}")


def _normalised(chapter: Chapter) -> Iterator[Block]:
    factor = chapter.enclosed(gradient_factor(chapter.activation), {})
    if factor is not None:
        value = factor.short(8)
        at_one = Eq(q, 1, evaluate=False)
        told = f", squared gradients grow by E[φ'²]/Var φ = {value} in each layer; the factor is 1 for affine functions only."
        yield paragraph("With batch normalisation, which puts ", at_one, told)
