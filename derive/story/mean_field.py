"""Chapter three: variance map, edge of chaos, and the rate at which correlations converge on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy import Abs, Eq, Expr, Function, Ge, Lt, Rational, Symbol, sqrt

from derive.evidence.balls.ball import Ball
from derive.language.errors import DeriveError
from derive.language.functions.facts import facts
from derive.language.goals.expectation import Goal
from derive.language.symbols import c, q, sigma_b, sigma_w
from derive.meanfield.edge import EdgeOfChaos
from derive.meanfield.parts import Place, parts, proof
from derive.meanfield.point import EdgePoint
from derive.meanfield.structure import structure
from derive.pipeline import Answer
from derive.prose.conditions import merged
from derive.prose.document import Block, Heading, Math, Strong, equation, inlines, note, paragraph, table
from derive.prose.letters import latex_name, plain_name
from derive.prose.notation import in_text
from derive.prose.setting import listed
from derive.prose.spelling import sentence
from derive.story.chapter import SHOWN_DIGITS, VARIANCES, Chapter, arranged, content, finite
from derive.theory import mean_field
from derive.theory.decay import Law, jump_coefficient, law_of, power_coefficient
from derive.theory.mean_field import Edge

F, CHI1, CHIPAR, BETA = Function("F")(q), Symbol("chi_1"), Symbol("chi_par"), Symbol("beta_q")
EXAMPLE_SIGMA_B = Rational(1, 5)
SECONDS = 60
MOMENTS = {"E[phi^2]": "E[φ²]", "E[dphi^2]": "E[φ'²]", "E[phi*ddphi]": "E[φ·φ'']"}


def maps(chapter: Chapter) -> Iterator[Block]:
    """F, its fixed point where the map is linear, chi_1 and chi_par."""
    yield Heading(2, "Variance map", "variance-map")
    second, slope, curvature = (chapter.moment(m) for m in MOMENTS)
    if not finite(second):
        yield note("warning", "E[φ²] is not finite, so there is no variance map.")
        return
    yield paragraph("A layer with weights of variance ", in_text(sigma_w**2 / Symbol("n")), " and biases of variance ", sigma_b**2, " maps the variance by")
    yield equation(F, mean_field.variance_map(content(second)))
    yield from _linear_fixed_point(content(second))
    if finite(slope):
        at_one = Eq(c, 1, evaluate=False)
        yield paragraph("Its correlations contract or expand at ", at_one, " by ", CHI1, ", its variance at a fixed point by ", CHIPAR, ":")
        yield equation(CHI1, mean_field.chi_1(content(slope)))
        if finite(curvature):
            yield equation(CHIPAR, mean_field.chi_par(content(slope), content(curvature)))
        yield from _where(answer for answer in (second, slope, curvature) if finite(answer))
    else:
        yield note("warning", "E[φ'²] is infinite, so χ₁ = ∞: every network of this kind is chaotic, and there is no edge of chaos.")


def _linear_fixed_point(second: Expr) -> Iterator[Block]:
    """For V(q) = A q: q* = sigma_b^2/(1 - sigma_w^2 A), stable where sigma_w^2 A < 1."""
    factor = arranged(second / q) if not second.has(Goal) else second
    if factor.has(q):
        return
    yield paragraph("The map is linear, so its fixed point, which exists and is stable for ", sigma_w**2 * factor < 1, ", is")
    yield equation(Symbol("q_star"), sigma_b**2 / (1 - sigma_w**2 * factor))


def edge(chapter: Chapter) -> Iterator[Block]:
    """The edge of chaos with q as parameter, points on it, and the decay law."""
    yield Heading(2, "Edge of chaos", "edge")
    missing = _no_edge(chapter)
    if missing is not None:
        where = "At the values of the parameters that tables have there" if chapter.values else "There"
        yield note("warning", f"{where} is no edge of chaos: ", sentence(missing))
        return
    answers = [chapter.moment(m) for m in MOMENTS]
    if not all(finite(a) for a in answers[:2]):
        yield note("warning", "There is no edge of chaos: ", "; ".join(a.message or "" for a in answers[:2] if not finite(a)), ".")
        return
    if not finite(answers[2]):
        yield note("open", f"χ∥ was not derived, so the edge and its stability are not shown ({answers[2].message}).")
        return
    curve = mean_field.edge_of_chaos(*(content(a) for a in answers))
    if all(a.value is not None for a in answers):
        curve = Edge(arranged(curve.sigma_w2), arranged(curve.sigma_b2), arranged(curve.chi_par))
    exists, stable = Ge(sigma_b**2, 0, evaluate=False), Lt(Abs(CHIPAR), 1, evaluate=False)
    yield paragraph(Eq(CHI1, 1, evaluate=False), " on the curve with parameter ", q, ", where ", exists, "; a point is stable where ", stable, ":")
    for left, right in ((sigma_w**2, curve.sigma_w2), (sigma_b**2, curve.sigma_b2), (CHIPAR, curve.chi_par)):
        yield equation(left, right)
    if curve.sigma_b2 == 0:
        yield paragraph(
            "The edge is a single point, ",
            Strong("σ_b = 0"),
            " with ",
            sigma_w,
            " = ",
            sqrt(curve.sigma_w2),
            "; there every variance is a fixed point.",
        )
    beta = _beta(chapter)
    yield from _points(chapter, curve, beta)
    yield from _whole(chapter)
    if chapter.has_edge:
        yield from _example(chapter, curve)
        yield from rate(chapter, beta)


def _no_edge(chapter: Chapter) -> str | None:
    """Why there is none at the values of the parameters that tables have, though the moments may exist for others."""
    if not all(finite(chapter.moment(name)) for name in ("E[phi^2]", "E[dphi^2]")):
        return None
    try:
        EdgeOfChaos(chapter.known)
    except DeriveError as error:
        chapter.has_edge = False
        return error.stopped
    return None


def _where(answers: Iterable[Answer]) -> Iterator[Block]:
    """For which variances and parameters the moments exist, if not for all."""
    conditions = merged(condition for answer in answers if answer.exists is not True for condition in answer.hypotheses)
    if conditions:
        yield paragraph("This is for ", *listed([inlines(in_text(condition)) for condition in conditions]), ".")


def _beta(chapter: Chapter) -> Expr | None:
    """beta_q for class A with phi'' not zero."""
    second_derivative, slope = chapter.moment("E[ddphi^2]"), chapter.moment("E[dphi^2]")
    if law_of(chapter.activation).law is not Law.SMOOTH or not finite(second_derivative) or second_derivative.value == 0:
        return None
    beta = mean_field.beta_q(content(slope), content(second_derivative))
    return beta if slope.value is None or second_derivative.value is None else arranged(beta)


def _points(chapter: Chapter, curve: Edge, beta: Expr | None) -> Iterator[Block]:
    """The curve at a few q, with stability decided by balls."""
    chapter.progress("enclosing points of the edge")
    rows = []
    for variance in VARIANCES:
        at = {q: variance}
        absent = next((name for quantity, name in MOMENTS.items() if chapter.is_absent(quantity, at)), None)
        if absent is not None:
            rows.append((in_text(variance), *["–"] * 3, f"does not exist ({absent} is infinite)", *(["–"] if beta is not None else [])))
            continue
        width, bias, slope = (chapter.enclosed(e, at) for e in (curve.sigma_w2, curve.sigma_b2, curve.chi_par))
        rows.append((in_text(variance), *_row(width, bias, slope), *([_rate_at(chapter, beta, at, bias)] if beta is not None else [])))
    headers = (q, sigma_w**2, sigma_b**2, CHIPAR, "the point", *([BETA] if beta is not None else []))
    yield table(headers, rows, "Points of the edge, every printed digit proven")


def _rate_at(chapter: Chapter, beta: Expr, at: dict[Symbol, Expr], bias: Ball | None) -> str:
    """beta_q, where there is a point."""
    return "–" if bias is not None and bias.arb < 0 else _cell(chapter.enclosed(beta, at))


def _cell(ball: Ball | None) -> str:
    return "no proven value" if ball is None else ball.short(8)


def _row(width: Ball | None, bias: Ball | None, slope: Ball | None) -> tuple[str, ...]:
    return (_cell(width), _cell(bias), _cell(slope), _kind(bias, slope))


def _kind(bias: Ball | None, slope: Ball | None) -> str:
    """Does the point exist, and is the variance stable there? Decided only where the balls decide it."""
    if bias is None or slope is None:
        return "not decided"
    if bias.arb < 0:
        return "does not exist (σ_b² < 0)"
    if not bias.arb >= 0:
        return "not decided"
    if _stable(slope) or _repelling(slope):
        return "stable" if _stable(slope) else "repelling"
    return "neutral" if slope.arb == 1 else "not decided"


def _whole(chapter: Chapter) -> Iterator[Block]:
    """Where the edge is stable, where it repels, and how far that is proven; nothing for a single point."""
    known = EdgeOfChaos(chapter.known)
    if known.is_one_point or known.is_shifted:
        return
    chapter.progress("enclosing the whole edge")
    try:
        found = structure(known, seconds=SECONDS)
    except DeriveError as error:
        yield note("open", f"The edge as a whole could not be enclosed: {error.stopped}.")
        return
    chapter.has_edge = not found.empty
    rows = [(_place(part.low), _place(part.high), "no point, σ_b² < 0" if part.kind == "none" else part.kind) for part in parts(found)]
    if rows and not found.empty:
        yield table(("from", "to", "the points"), rows, "The whole edge, by the variance")
    yield paragraph(sentence(proof(found)))


def _place(place: Place) -> object:
    return place if isinstance(place, str) else in_text(place)


def _example(chapter: Chapter, curve: Edge) -> Iterator[Block]:
    """Every point of the edge at sigma_b = 1/5, each in an interval where it is proven to be the only one."""
    if curve.sigma_b2 == 0:
        return
    chapter.progress("finding the edge at sigma_b = 1/5")
    try:
        found = EdgeOfChaos(chapter.known).points(EXAMPLE_SIGMA_B, SHOWN_DIGITS, SECONDS)
    except DeriveError as error:
        yield note("open", f"The points with σ_b = 1/5 could not be enclosed: {error.stopped}.")
        return
    yield paragraph(sentence(found.message))
    if found.points:
        beta = any(point.beta_q is not None for point in found.points)
        rows = [_point(point, beta) for point in found.points]
        yield table((q, sigma_w, CHIPAR, "the point", *([BETA] if beta else [])), rows, "The edge at σ_b = 1/5")


def _point(point: EdgePoint, beta: bool) -> tuple[str, ...]:
    return (_cell(point.q), _cell(point.sigma_w), _cell(point.chi_par), point.kind, *([_cell(point.beta_q)] if beta else []))


def _stable(slope: Ball | None) -> bool:
    return slope is not None and bool(abs(slope.arb) < 1)


def _repelling(slope: Ball | None) -> bool:
    return slope is not None and bool(abs(slope.arb) > 1)


def _converges(latex: str, plain: str) -> Math:
    """1 - c_l ~ ..."""
    return Math(latex=rf"1 - {latex_name('c')}_\ell \sim {latex}", plain=f"1 − {plain_name('c')}_ℓ ∼ {plain}")


def _power(chapter: Chapter, slope: Expr, logarithmic: bool) -> Iterator[Block]:
    """phi is like |x - x_i|^alpha at a knot, 1/2 < alpha <= 3/2."""
    r, s = power_coefficient(chapter.activation, slope)
    power = Symbol("r")
    converges = _converges(r"1/(s\,\ell \log \ell)", "1/(s·ℓ·log ℓ)") if logarithmic else _converges(r"(r s \ell)^{-1/r}", "(r·s·ℓ)^(−1/r)")
    yield paragraph("φ is like a power of the distance at a knot, with the exponent α = r + 1/2, and ", converges, " on the edge, with")
    yield equation(power, r)
    yield equation(Symbol("s"), s if s.has(Goal) else arranged(s))


def rate(chapter: Chapter, beta: Expr | None) -> Iterator[Block]:
    """The decay of 1 - c_l on the edge."""
    yield Heading(3, "Convergence of correlations on the edge", "rate")
    slope = content(chapter.moment("E[dphi^2]"))
    known, law = facts(chapter.activation), law_of(chapter.activation).law
    if law in (Law.POWER, Law.LOGARITHM):
        yield from _power(chapter, slope, law is Law.LOGARITHM)
    elif law is not Law.SMOOTH and (known.jumps0 is None or known.jumps1 is None or any(jump.is_infinite for _, jump in known.jumps1)):
        yield note("open", "φ' is unbounded at a knot, or may be for some values of the parameters, and not seen to be like a power there: no law is claimed.")
    elif known.jumps0:
        yield note("warning", "φ jumps, so f'(1) = ∞ and there is no edge.")
    elif known.jumps1:
        s = jump_coefficient(chapter.activation, 1, slope)
        s = s if s.has(Goal) else arranged(s)
        near = Math(latex=r"f(1 - u) = 1 - u + s\,u^{3/2} + \cdots", plain="f(1 − u) = 1 − u + s·u^(3/2) + …")
        yield paragraph("φ' jumps, so ", near, ", and ", _converges(r"4/(s^{2} \ell^{2})", "4/(s²ℓ²)"), " with")
        yield equation(Symbol("s"), s)
        yield equation(4 / Symbol("s") ** 2, 4 / s**2 if s.has(Goal) else arranged(4 / s**2))
    elif beta is not None:
        converges = _converges(latex_name("beta_q") + r"/\ell", plain_name("beta_q") + "/ℓ")
        yield paragraph("φ' is continuous, φ'' square integrable and φ not affine, so ", converges, " on the edge, with")
        yield equation(BETA, beta)
    else:
        yield note("open", "No law is claimed: ", sentence(law_of(chapter.activation).reason))
