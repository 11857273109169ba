"""Kernels of powers at 0 times Gaussians: completing the square leaves powers of a pair with another covariance.

    E[exp(g u^2 + h v^2) |u|^a |v|^b w(u, v)] = D^(-1/2) E[|s X'|^a |t Y'|^b w(X', Y')],    Cov(u, v) = R,  Cov(s X', t Y') = (R^-1 - 2 diag(g, h))^-1,

for w that depends on signs alone. The new correlation is c/sqrt((1 - 2 h q2 d)(1 - 2 g q1 d)), d = 1 - c^2.
"""

from __future__ import annotations

from sympy import Abs, Expr, Integer, Max, S, Symbol, exp, log, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.functions.power_sides import Sides
from derive.language.functions.power_sum import PowerSum
from derive.language.goals.expectation import DualKernel
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.power_goal import hypothesis
from derive.language.moments.power_pairs import pairs
from derive.language.moments.power_split import Split, exponential_terms, read_split
from derive.language.sources import CRAMER
from derive.language.symbols import c, q, q1, q2, x

a, g = Symbol("a", positive=True), Symbol("g", positive=True)
Tilted = dict[Expr, Sides]  # by the coefficient of x^2 in the exponential


@rule(
    title="completing the square",
    statement=r"\mathbb E\big[e^{gu^2+hv^2}|u|^a|v|^b\big]=\frac1{\sqrt D}\,\mathbb E\big[|sX'|^a|tY'|^b\big],\quad D=(1-2gq_1)(1-2hq_2)-4ghc^2q_1q_2,\quad "
    r"s^2=q_1\tfrac{1-2hq_2(1-c^2)}D,\ t^2=q_2\tfrac{1-2gq_1(1-c^2)}D,\ \rho'=\tfrac{c\sqrt{q_1q_2}}{Dst}",
    source=CRAMER,
    proof="With g, h in units of 1/q1, 1/q2 the exponent -x'R^-1 x/2 + g x^2 + h y^2 is -x'S^-1 x/2, S^-1 = R^-1 - 2 diag(g, h), and det S/det R = 1/D, "
    "S_11 = (1 - 2h(1-c^2))/D, S_22 = (1 - 2g(1-c^2))/D, S_12 = c/D by inverting 2 by 2. S is positive definite if D and the two numerators are "
    "positive: these are returned, and without them the mean of a product of absolute values is infinite. Powers of |x| and signs scale, so "
    "standardising leaves powers of a pair with the correlation S_12/sqrt(S_11 S_22).",
    rank=6,
    examples=lambda: (
        DualKernel(Max(x, 0) ** a * exp(-g * x**2), Max(x, 0) ** a * exp(-g * x**2), (0, 0), q1, q2, c),
        DualKernel(Abs(x) ** a * exp(g * x**2), sqrt(Abs(x)) * x, (0, 0), q, q, c),
        DualKernel(Max(x, 0) ** (a + 1) * exp(-(x**2)), x * log(Abs(x)), (1, 0), q1, q2, c),
    ),
)
def dual_kernel_eq_tilted_powers(goal: Goal) -> Reduction | None:
    """E[phi^(m)(u) psi^(n)(v)] for sums of powers and logarithms of |x| times exp(g x^2), where the new precision is positive definite."""
    if not isinstance(goal, DualKernel):
        return None
    field = field_of(goal.free_symbols)
    try:
        read = [_tilted(Activation.of(f), n, field) for f, n in zip(goal.functions, goal.orders, strict=True)]
        if read[0] is None or read[1] is None or not _applies(read[0][0], read[1][0]):
            return None
        (first, needed1), (second, needed2) = read[0], read[1]
        total, needed = field.zero, [*needed1, *needed2]
        for square1, half1 in first.items():
            for square2, half2 in second.items():
                value, conditions = _rescaled(goal, half1, half2, normal_form(square1, field), normal_form(square2, field))
                total, needed = total + value, [*needed, *conditions]
    except (OutOfClass, Undecided):
        return None
    return Reduction(total, strongest(needed, Form.expression))


def _applies(first: Tilted, second: Tilted) -> bool:
    """There are exponentials, and powers that are not whole."""
    halves = [*first.values(), *second.values()]
    return {*first, *second} != {S.Zero} and not all(half.whole for half in halves)


def _rescaled(goal: DualKernel, first: Sides, second: Sides, g: Form, h: Form) -> tuple[Form, tuple[Form, ...]]:
    field = g.field
    v1, v2 = (normal_form(v, field) for v in goal.variances)
    c = normal_form(goal.correlation, field)
    roots = [positivity.sqrt(v)[0] for v in (v1, v2)]
    if not g and not h:
        return pairs(first, second, roots, c), ()
    g, h, d = g * v1, h * v2, field.one - c * c
    root, needed = positivity.positive_sqrt(field.one - g * 2 - h * 2 + g * h * d * 4)
    sx, needed_x = positivity.positive_sqrt(field.one - h * d * 2)
    sy, needed_y = positivity.positive_sqrt(field.one - g * d * 2)
    given = (*needed, *needed_x, *needed_y)
    scales = (roots[0] * sx / root, roots[1] * sy / root)
    return pairs(first, second, scales, c / (sx * sy), given) / root, given


def _tilted(activation: Activation, n: int, field: Field) -> tuple[Tilted, list[Form]] | None:
    """phi^(n) as sum over g of exp(g x^2) times powers, with the conditions under which it is a function; None where it is none, or of another kind."""
    if set(activation.knots) - {Integer(0)}:
        return None
    orders = [[read_split(p.expr, p.lower, p.upper) for p in activation.derivative_pieces(k)] for k in range(n + 1)]
    if any(_jump(parts) != 0 for parts in orders[:-1]):
        return None
    needed = []
    for spot in (spot for part in orders[0] for spot in part.spots):
        try:
            needed.append(hypothesis(spot.exponent - n + 1, normal_form(spot.exponent - n + 1, field)))
        except ValueError:
            return None
    sides = [_by_square(parts, side) for parts, side in ((orders[n][0], -1), (orders[n][-1], 1))]
    squares = dict.fromkeys([*sides[0], *sides[1]])
    found = {square: Sides(sides[0].get(square, PowerSum({})), sides[1].get(square, PowerSum({})), activation.parameters) for square in squares}
    return found, [condition for condition in needed if condition is not None]


def _jump(parts: list[Split]) -> Expr:
    """The jump at 0 of the part without real powers."""
    return parts[-1].regular.subs(x, 0) - parts[0].regular.subs(x, 0)


def _by_square(part: Split, side: int) -> dict[Expr, PowerSum]:
    """The powers of t = side x. Raises OutOfClass."""
    found: dict[Expr, PowerSum] = {}
    terms = [((Integer(k), 0), tilt, square, value * side**k) for value, k, tilt, square in exponential_terms(part.regular)]
    for spot, value in part.spots.items():
        if spot.place != 0:
            raise OutOfClass("a power of the distance to another point")
        terms.append((spot.key, spot.tilt, spot.square, value))
    for key, tilt, square, value in terms:
        if tilt != 0:
            raise OutOfClass("an exponential of degree one")
        found[square] = found.get(square, PowerSum({})) + PowerSum.of([(key, value)])
    return found


