"""Several activations side by side: what they are, their moments, kernels, edge, rates, gains, and how to initialise a network of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from sympy import sqrt

from derive.evidence.balls.ball import Ball
from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.language.functions.facts import Fact, facts
from derive.language.symbols import q
from derive.meanfield.edge import EdgeOfChaos
from derive.meanfield.initialization import Initialization, initialization
from derive.meanfield.point import EdgePoint
from derive.pipeline import Answer
from derive.prose.document import Block, Document, Figure, Heading, equation, note, paragraph, table
from derive.prose.spelling import sentence
from derive.story.chapter import Chapter, content

SIGMA_B = "1/5"
LONGEST = 900  # characters of LaTeX of a formula that is shown
DIGITS, SHOWN, SECONDS = 15, 8, 20.0
BESIDE = 3  # activations in one table: so many fit 80 columns
WORDS = ("knots", "first to jump", "parity", "homogeneous", "growth", "class A", "ReLU-like")
Numbers = dict[str, Ball | None]


@dataclass(frozen=True)
class Compared:
    """One activation: `words` are its properties, `numbers` its balls, `points` of the edge at sigma_b = 1/5, `why` what does not exist."""

    activation: Activation
    words: dict[str, str]
    numbers: Numbers
    answers: dict[str, Answer]
    points: tuple[EdgePoint, ...] = ()
    initial: Initialization | None = None
    why: dict[str, str] = field(default_factory=dict)


def compared(activation: Activation, depth: int, progress: Callable[[str], None] = lambda text: None) -> Compared:
    """Everything about one activation without free parameters."""
    chapter = Chapter(activation, {}, DIGITS, lambda text: progress(f"{activation.name}: {text}"))
    answers = {"second": chapter.moment("E[phi^2]"), "slope": chapter.moment("E[dphi^2]"), "K": chapter.kernel(0), "Kdot": chapter.kernel(1)}
    numbers: Numbers = {}
    for name, answer in (("second", answers["second"]), ("slope", answers["slope"])):
        exists = answer.status not in ("diverges", "undefined")
        at_one = content(answer).subs(q, 1) if exists else None
        numbers[name] = None if at_one is None else chapter.enclosed(at_one, {}, DIGITS)
        numbers[f"gain_{name}"] = None if at_one is None else chapter.enclosed(1 / sqrt(at_one), {}, DIGITS)
    points, initial, why = _edge(activation, depth, chapter)
    return Compared(activation, _words(activation), numbers, answers, points, initial, why)


def _edge(activation: Activation, depth: int, chapter: Chapter) -> tuple[tuple[EdgePoint, ...], Initialization | None, dict[str, str]]:
    why: dict[str, str] = {}
    points: tuple[EdgePoint, ...] = ()
    initial = None
    try:
        edge = EdgeOfChaos(activation)
        chapter.progress("enclosing the edge of chaos")
        found = edge.points("0" if edge.is_one_point else SIGMA_B, DIGITS, SECONDS)
        points, why["points"] = found.points, found.message
    except DeriveError as error:
        why["points"] = error.stopped
        return points, None, why
    try:
        chapter.progress(f"choosing an initialisation of depth {depth}")
        initial = initialization(edge, depth, DIGITS, SECONDS)
    except DeriveError as error:
        why["initial"] = error.stopped
    return points, initial, why


def _words(activation: Activation) -> dict[str, str]:
    known = facts(activation)
    knots = len(activation.knots)
    return {
        "knots": str(knots) if knots else "none",
        "first to jump": _jumps(activation),
        "parity": known.parity or "neither",
        "homogeneous": "no" if known.homogeneity is None else f"of degree {known.homogeneity}",
        "growth": str(known.growth),
        "class A": _yes(known.class_a),
        "ReLU-like": _yes(known.relu_like),
    }


def _yes(fact: Fact) -> str:
    return {True: "yes", False: "no", None: "not decided"}[fact.holds]


def _jumps(activation: Activation) -> str:
    for order in range(3):
        try:
            if activation.jumps(order):
                return "φ" + "'" * order
        except DeriveError:
            return "not known"
    return "none up to φ''"


def comparison(found: Sequence[Compared], depth: int, figures: Sequence[Figure] = ()) -> Document:
    """The page."""
    names = " and ".join(one.activation.name for one in found) if len(found) < 3 else ", ".join(one.activation.name for one in found)
    blocks: list[Block] = [Heading(2, "Side by side", "table"), *_tables(found, depth)]
    said = "Every printed digit is proven. Gains are for inputs of variance 1; the points of the edge are those with σ_b = 1/5, or the only one."
    blocks += [paragraph(said), *figures]
    blocks += [*_formulas(found), *_reasons(found)]
    return Document(names, "Regularity, kernels, edge of chaos, rates, gains and initialisation", tuple(blocks))


Row = tuple[str, Callable[[Compared], str]]


def _rows(depth: int) -> list[Row]:
    return [
        *((name, _word(name)) for name in WORDS),
        ("K", lambda one: _closed(one.answers["K"])),
        ("its derivative kernel", lambda one: _closed(one.answers["Kdot"])),
        ("E[φ²]", lambda one: _number(one.numbers["second"])),
        ("E[φ'²]", lambda one: _number(one.numbers["slope"])),
        ("gain 1/√E[φ²]", lambda one: _number(one.numbers["gain_second"])),
        ("gain 1/√E[φ'²]", lambda one: _number(one.numbers["gain_slope"])),
        ("edge: σ_w", lambda one: _of(one, lambda point: point.sigma_w)),
        ("edge: q", lambda one: _of(one, lambda point: point.q, "any")),
        ("edge: χ∥", lambda one: _of(one, lambda point: point.chi_par)),
        ("the point is", lambda one: "; ".join(point.kind for point in one.points) or "none"),
        ("β_q", lambda one: _of(one, lambda point: point.beta_q, "–")),
        ("1 − c_ℓ ∼", lambda one: "; ".join(_law(point) for point in one.points) or "–"),
        (f"depth {depth}: σ_w", lambda one: _initial(one, "sigma_w")),
        (f"depth {depth}: σ_b", lambda one: _initial(one, "sigma_b")),
    ]


def _word(name: str) -> Callable[[Compared], str]:
    return lambda one: one.words[name]


def _tables(found: Sequence[Compared], depth: int) -> Iterator[Block]:
    for start in range(0, len(found), BESIDE):
        group = found[start : start + BESIDE]
        rows = [(name, *(cell(one) for one in group)) for name, cell in _rows(depth)]
        yield table(("", *(one.activation.name for one in group)), rows)


def _number(ball: Ball | None) -> str:
    return "–" if ball is None else ball.short(SHOWN)


def _closed(answer: Answer) -> str:
    if answer.value is None:
        return {"enclosed": "numbers only", "diverges": "infinite"}.get(answer.status, answer.status)
    return f"{answer.status}, {len(answer.steps)} step{'s' * (len(answer.steps) != 1)}"


def _of(one: Compared, part: Callable[[EdgePoint], Ball | None], missing: str = "–") -> str:
    balls = [part(point) for point in one.points]
    return "; ".join(missing if ball is None else ball.short(SHOWN) for ball in balls) or "–"


def _law(point: EdgePoint) -> str:
    if point.decay is None:
        return "–"
    power = {1: "ℓ", 2: "ℓ²"}.get(int(point.decay.exponent), f"ℓ^{point.decay.exponent}")
    return f"{point.decay.constant.short(6)}/{power}"


def _initial(one: Compared, name: str) -> str:
    point = one.initial.point if one.initial else None
    return "none" if point is None else _number(getattr(point, name))


def _formulas(found: Sequence[Compared]) -> Iterator[Block]:
    """The functions and their closed kernels."""
    from sympy import Function

    from derive.language.symbols import x
    from derive.prose.notation import latex

    for one in found:
        yield Heading(2, one.activation.name, f"of-{one.activation.name}" if one.activation.name.isidentifier() else "")
        yield equation(Function("phi")(x), one.activation.expr)
        for name in ("second", "slope", "K"):
            answer = one.answers[name]
            if answer.value is not None and len(latex(answer.value)) < LONGEST:
                yield equation(answer.goal, answer.value)
            elif answer.value is not None:
                yield paragraph("The closed form of ", answer.goal, " is long: see the report of this activation.")


def _reasons(found: Sequence[Compared]) -> Iterator[Block]:
    """Why a number is missing, and why this initialisation."""
    for one in found:
        told = [one.initial.why, *one.initial.warnings] if one.initial else []
        told += [text for key, text in one.why.items() if key == "initial" or not one.points]
        if told:
            yield note("info", f"{one.activation.name}: ", sentence("; ".join(told)))
