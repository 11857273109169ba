r"""A function with the parts that have settled to simpler ones replaced by those, on cells of the line, with a proven bound of the difference.

Far out tanh(exp(1000 z)) is 1 but for less than 2 exp(-2 exp(1000 z)), and near the line there are poles all the same: whoever asks for
analyticity needs panels of the width 1/1000 wherever it goes. Let N_1, ..., N_k be parts of a function f = F(z, N_1, ..., N_k) and
|N_i - S_i| <= e_i on an interval of z, S_i simpler. By the mean value theorem

    |f(z) - F(z, S_1, ..., S_k)| <= sum_i e_i sup |dF/dN_i|     over the interval and |N_i - S_i| <= e_i.

Intervals on which no such bound is small are halved, as long as they are few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from flint import arb
from sympy import Abs, Add, Dummy, Expr, Function, Heaviside, Integer, Pow, diff, expand_log, log, pi

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.operations import SWITCHES
from derive.evidence.balls.precision import working
from derive.evidence.balls.stable_form import stable_form
from derive.evidence.line.span import Span, size, span
from derive.evidence.line.split import Piece, pieces
from derive.evidence.line.tail import tail
from derive.language.symbols import Z

WIDEST = 48  # intervals that are still halved
DEPTH = 40
TRIED = (1, 3)  # powers of the goal below which a deviation is tried: a part may be multiplied with something large
DISTANCES: dict[str, Callable[[arb], arb]] = {  # |f(w) - S| <= e(|w|) for |w| >= 1
    "tanh": lambda w: 2 * (-2 * w).exp(),
    "erf": lambda w: (-w * w).exp(),
    "Phi": lambda w: (-w * w / 2).exp(),
    "atan": lambda w: 1 / w,
    "asinh": lambda w: 1 / (4 * w * w),
    "LogisticBall": lambda w: (-w).exp(),
    "SoftplusBall": lambda w: (-w).exp(),
}
PLACES = tuple(Dummy("n", real=True, dummy_index=7_000_040 + k) for k in range(24))


@dataclass(frozen=True, slots=True)
class Cell:
    """low <= z <= high: |f - body| <= error there, |f| <= bound."""

    low: arb
    high: arb
    body: Expr
    error: arb
    bound: arb


def settled(part: Piece, end: arb, goal: arb) -> list[Cell]:
    """The cells of a piece inside [-end, end], with errors of at most `goal` each; one cell with the body itself where nothing settles.

    >>> from sympy import exp, tanh
    >>> body = Z * tanh(exp(1000 * Z))
    >>> [cell.body for cell in settled(Piece(arb("-inf"), arb("inf"), body), arb(16), arb(10) ** -30)]
    [0, _Z*tanh(exp(1000*_Z)), _Z]
    """
    low, high = part.lower.mid().max(-end), part.upper.mid().min(end)
    if not low < high:
        return []
    if part.body.has(*SWITCHES):
        return [Cell(low, high, part.body, arb(0), size(span(part.body, {Z: (low, high)})))]
    with working(64):
        return list(_joined(sorted(_cells(stable_form(part.body, Z), low, high, goal), key=lambda cell: cell.low)))


def settled_pieces(body: Expr, goal: arb) -> tuple[list[Piece], arb]:
    """Pieces between finite ends, and a bound of what E[body] misses with them, tails included; no pieces where nothing settles."""
    if not _may_settle(body):
        return [], arb(0)
    parts = pieces(body, Z, {})
    edges = [edge.abs_upper() for part in parts for edge in (part.lower, part.upper) if edge.is_finite()]
    nearest = max(edges, key=float, default=arb(2)) + 1
    ends = [tail(part.body, Z, side, {}, goal, nearest) for part, side in ((parts[0], -1), (parts[-1], 1))]
    end = ends[0][0].max(ends[1][0])
    cells = [settled(part, end, goal) for part in parts]
    if sum(len(found) for found in cells) == len(parts):
        return [], arb(0)
    found = []
    for part, inside in zip(parts, cells, strict=True):
        middles = [cell.low for cell in inside[1:]]
        lows, highs = [part.lower.max(-end), *middles], [*middles, part.upper.min(end)]
        found += [Piece(low, high, cell.body) for low, high, cell in zip(lows, highs, inside, strict=True)]
    error = sum((cell.error for inside in cells for cell in inside), ends[0][1] + ends[1][1])
    return found, error.upper()


def _may_settle(body: Expr) -> bool:
    """False for polynomials beside logarithms, none of whose parts comes near a simpler one."""
    powers = (part for part in body.atoms(Pow) if part.has(Z))
    return not (all(isinstance(part, log | Abs | Heaviside) for part in body.atoms(Function)) and all(part.exp.is_Integer and part.exp > 0 for part in powers))


def _cells(body: Expr, low: arb, high: arb, goal: arb) -> Iterator[Cell]:
    work = [(low, high)]
    for depth in range(DEPTH + 1):
        left: list[tuple[arb, arb]] = []
        for a, b in work:
            check_clock()
            found = _reduced(body, a, b, goal)
            if found is not None:
                yield found
            elif depth == DEPTH or len(work) > WIDEST:
                yield Cell(a, b, body, arb(0), size(span(body, {Z: (a, b)})))
            else:
                middle = ((a + b) / 2).mid()
                left += [(a, middle), (middle, b)]
        work = left


def _reduced(body: Expr, low: arb, high: arb, goal: arb) -> Cell | None:
    """The interval with its settled parts replaced, None where there are none or the difference is not seen to be small."""
    found = (_replaced(body, dict(_settled_parts(body, (low, high), goal**power)), low, high) for power in TRIED)
    return next((cell for cell in found if cell is not None and cell.error <= goal), None)


def _replaced(body: Expr, parts: dict[Expr, tuple[Expr, arb]], low: arb, high: arb) -> Cell | None:
    if not parts or len(parts) > len(PLACES):
        return None
    names = dict(zip(parts, PLACES, strict=False))
    form = body.xreplace(names)
    around: dict[Expr, Span] = {Z: (low, high)}
    for part, (constant, away) in parts.items():
        low_end, high_end = span(constant, {Z: (low, high)})
        around[names[part]] = (low_end - away).lower(), (high_end + away).upper()
    error = sum((away * size(span(diff(form, names[part]), around)) for part, (_, away) in parts.items()), arb(0)).upper()
    simpler = form.xreplace({names[part]: constant for part, (constant, _) in parts.items()})
    return Cell(low, high, simpler, error, (size(span(simpler, {Z: (low, high)})) + error).upper())


def _settled_parts(expr: Expr, interval: Span, least: arb) -> Iterator[tuple[Expr, tuple[Expr, arb]]]:
    """The outermost parts of an expression that are nearly constant on an interval: S and a bound of |N - S|."""
    if Z not in expr.free_symbols or expr == Z:
        return
    if not isinstance(expr, Add) and (found := _constant(expr, interval))[1] < least:
        yield expr, found
        return
    for part in expr.args[: 1 if isinstance(expr, Pow) else None]:
        yield from _settled_parts(part, interval, least)


def _constant(expr: Expr, interval: Span) -> tuple[Expr, arb]:
    """|f - S| <= e: 0 and the size of f, or the limit of a function and the distance to it."""
    name = type(expr).__name__
    if name in DISTANCES:
        argument = expr.args[0]
        low, high = span(argument, {Z: interval})
        nearest = low if low > 1 else -high if high < -1 else None
        if nearest is not None and nearest.is_finite():
            return _limit(name, argument, bool(low > 0)), DISTANCES[name](nearest).upper()
    return Integer(0), size(span(expr, {Z: interval})).upper()


def _limit(name: str, argument: Expr, right: bool) -> Expr:
    if name in ("Phi", "LogisticBall"):
        return Integer(int(right))
    if name == "SoftplusBall":
        return argument if right else Integer(0)
    if name == "asinh":
        return expand_log(log(2 * argument)) if right else -expand_log(log(-2 * argument))
    return (1 if right else -1) * (pi / 2 if name == "atan" else Integer(1))


def _joined(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Neighbours with the same body as one cell."""
    whole: Cell | None = None
    for cell in cells:
        if whole is not None and whole.body == cell.body:
            whole = Cell(whole.low, cell.high, cell.body, whole.error.max(cell.error), whole.bound.max(cell.bound))
        else:
            if whole is not None:
                yield whole
            whole = cell
    if whole is not None:
        yield whole
