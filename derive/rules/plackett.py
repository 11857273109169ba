r"""Orthant probabilities that are left as one integral: Plackett's identity, and the cases that close after all.

    dP(N_1 <= h_1, ..., N_n <= h_n)/dr_im = p_2(h_i, h_m; r_im) P(N_j <= h_j, j != i, m | N_i = h_i, N_m = h_m),          p_2 the normal density,

integrated along t -> t r_im from t = 0, where N_m is independent of the others. So three gates need Phi under one integral, four gates at zero an arcsine,
and five at zero no more than four, because only products of an even number of signs have a mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from sympy import Abs, Expr, Heaviside, Mul, Pow, Rational, S, Symbol, asin, exp, expand, factor, fraction, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import asin_form, cdf2_form, cdf_form
from derive.language.forms.bound import bound_letter, integral_form
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.moments.integrand import read_integrand
from derive.language.moments.moment import Moment
from derive.language.sources import PLACKETT, SHEPPARD
from derive.language.special import Phi
from derive.language.symbols import X, Y, Z
from derive.language.symbols import c as correlation
from derive.rules.examples import moment
from derive.rules.orthant import Orthant, orthant

a, b = Symbol("a", positive=True), Symbol("b", positive=True)


@rule(
    title="probability integral transform",
    statement=r"\mathbb E[\Phi(Z)^n\,\mathbf 1\{Z>t\}]=\int_{\Phi(t)}^1u^n\,du=\frac{1-\Phi(t)^{n+1}}{n+1}",
    source=SHEPPARD,
    proof="U = Phi(Z) is uniform on (0, 1) because Phi is continuous and increasing, and Z > t is U > Phi(t). So E[Phi(Z)^n 1{Z > t}] is the integral of "
    "u^n from Phi(t) to 1; without the gate t = -oo, and 1{Z < t} leaves Phi(t)^(n+1)/(n+1).",
    rank=28,
    examples=lambda: (moment(Phi(Z) ** 4), moment(Heaviside(Z - a) * Phi(Z) ** 2, a), moment(Heaviside(a - Z) * Phi(Z) ** 4, a)),
)
def powers_of_cdf_eq_uniform_moment(goal: Goal) -> Reduction | None:
    """Phi(Z) is uniform on (0, 1)."""
    if not isinstance(goal, Moment) or goal.dimension != 1 or not _is_plain(goal):
        return None
    field = goal.field
    soft = [gate for gate in goal.shape.gates if gate.soft]
    hard = [gate for gate in goal.shape.gates if not gate.soft]
    if len(soft) < 2 or len(hard) > 1 or any(gate.offset or gate.vector != (field.one,) for gate in soft):
        return None
    power, total = len(soft) + 1, field.one
    for gate in hard:
        if gate.vector not in ((field.one,), (-field.one,)):
            return None
        edge = cdf_form(-gate.offset if gate.vector == (field.one,) else gate.offset) ** power
        total = field.one - edge if gate.vector == (field.one,) else edge
    return Reduction(total / power)


@rule(
    title="exchangeable gates",
    statement=r"\mathbb P(N_1,\dots,N_n\le0)=\frac1{n+1},\qquad\operatorname{corr}(N_i,N_j)=\tfrac12",
    source=SHEPPARD,
    proof="N_j = (W_j - W_0)/sqrt(2) with independent standard normal W_0, ..., W_n have correlations 1/2, and a centred normal vector is determined by "
    "its correlations. All N_j <= 0 says that W_0 is the largest of n + 1 exchangeable variables without ties, which has probability 1/(n+1).",
    rank=28,
    examples=lambda: (moment(Phi(Z) ** 4), moment(Phi(Z) ** 5)),
)
def exchangeable_gates_eq_fraction(goal: Goal) -> Reduction | None:
    """N_j = (W_j - W_0)/sqrt(2) with independent W: each of n + 1 variables is the largest with the same probability."""
    found = orthant(goal)
    if found is None or found.count < 3 or any(found.heights):
        return None
    half = found.field.one / 2
    return Reduction(found.field.one / (found.count + 1), found.needed) if all(r == half for r in found.correlations.values()) else None


def _uncorrelated(body: Expr) -> Goal:
    """The moment E[body] for independent X, Y."""
    field = field_of([a])
    (goal,) = read_integrand(body, {X: (field.one, field.zero), Y: (field.zero, field.one)}, field).expectation((field.zero,)).atoms()
    return goal


@rule(
    title="independent gates",
    statement=r"\mathbb P\Big(\bigcap_jA_j\Big)=\prod_B\mathbb P\Big(\bigcap_{j\in B}A_j\Big)\quad\text{over blocks }B\text{ without correlation}",
    source=SHEPPARD,
    proof="Jointly normal variables without correlation between the blocks are independent, so the probability is the product over the blocks. A block of "
    "one gate is Phi, a block of two is Phi2.",
    rank=29,
    examples=lambda: (_uncorrelated(Heaviside(X) * Phi(Y - a) * Phi(Y + 1)),),
)
def gates_eq_product_over_blocks(goal: Goal) -> Reduction | None:
    """Gates that fall into uncorrelated blocks of one or two each."""
    found = orthant(goal)
    if found is None or found.count < 3:
        return None
    blocks = _blocks(found)
    if len(blocks) == 1 or any(len(block) > 2 for block in blocks):
        return None
    value = found.field.one
    for block in blocks:
        value = value * _small(found, block)
    return Reduction(value, found.needed)


def _blocks(found: Orthant) -> list[tuple[int, ...]]:
    blocks: list[set[int]] = []
    for j in range(found.count):
        joined = [block for block in blocks if any(found.r(i, j) for i in block)]
        blocks = [block for block in blocks if block not in joined] + [{j}.union(*joined)]
    return [tuple(sorted(block)) for block in blocks]


def _small(found: Orthant, block: tuple[int, ...]) -> Form:
    if len(block) == 1:
        return cdf_form(found.heights[block[0]])
    i, j = block
    return cdf2_form(found.heights[i], found.heights[j], found.r(i, j))


@rule(
    title="Plackett's identity",
    statement=r"\mathbb P(N_1\le h_1,N_2\le h_2,N_3\le h_3)=\Phi_2(h_1,h_2;\rho_{12})\,\Phi(h_3)+\sum_{i\le2}\int_0^1\rho_{i3}\,"
    r"\varphi_2(h_i,h_3;t\rho_{i3})\,\mathbb P_t(N_j\le h_j\mid N_i=h_i,N_3=h_3)\,dt",
    source=PLACKETT,
    proof="Multiply the correlations of N_3 by t: for 0 <= t <= 1 the matrix is a mean of R and of one with N_3 independent, hence positive definite "
    "where R is. The normal density solves d/dr_ij = d^2/(dx_i dx_j), so dP/dr_i3 = p_2(h_i, h_3; r_i3) P(N_j <= h_j | N_i = h_i, N_3 = h_3) "
    "(Plackett), and the chain rule gives a factor r_i3 for each i. Integrate from t = 0, where P = Phi2 Phi. Given both, N_j has the mean ((r_ij - "
    "s w) h_i + (w - s r_ij) h_3)/(1 - s^2) and the variance det/(1 - s^2), s = t r_i3, w = t r_j3. A singular R is a limit.",
    rank=80,
    examples=lambda: (moment(Heaviside(Z) * Phi(Z) * Phi(Z + a), a),),
)
def three_gates_eq_integral(goal: Goal) -> Reduction | None:
    """Three gates with thresholds: Phi2 Phi where one gate is independent, and one integral over exp and Phi for each correlation that ties it."""
    found = orthant(goal)
    if found is None or found.count != 3 or not any(found.heights):
        return None
    m = min(range(3), key=lambda j: (sum(bool(found.r(i, j)) for i in range(3) if i != j), not found.heights[j], -j))
    others = [i for i in range(3) if i != m]
    total = cdf_form(found.heights[m]) * cdf2_form(found.heights[others[0]], found.heights[others[1]], found.r(*others))
    for i, j in (others, others[::-1]):
        if found.r(i, m):
            total = total + _tie(found, i, j, m)
    return Reduction(total, found.needed)


def _tie(found: Orthant, i: int, j: int, m: int) -> Form:
    """r_im/(2 pi) int_0^1 exp(-(h_i^2 - 2 s h_i h_m + h_m^2)/(2 D))/sqrt(D) Phi(...) dt, s = t r_im, D = 1 - s^2."""
    t = bound_letter(found.field.symbols)
    hi, hj, hm = (found.heights[k].expression() for k in (i, j, m))
    fixed, s, w = found.r(i, j).expression(), t * found.r(i, m).expression(), t * found.r(j, m).expression()
    spread = 1 - s**2
    determinant = 1 - fixed**2 - s**2 - w**2 + 2 * fixed * s * w
    numerator = factor(hj * (1 - s**2) - (fixed - s * w) * hi - (w - s * fixed) * hm)
    body = exp(-_quotient((hi**2 - 2 * s * hi * hm + hm**2) / spread) / 2) * Phi(numerator / _root(spread * determinant)) / _root(spread)
    return found.r(i, m) * integral_form(body, t, S.Zero, S.One, found.field) / (found.field.pi * 2)


@rule(
    title="Plackett's identity",
    statement=r"\mathbb P(N_1,\dots,N_n\le0)=2^{-n}\sum_{S}\mathbb E\Big[\prod_{j\in S}\operatorname{sign}N_j\Big],\qquad"
    r"\mathbb E[\sigma_1\sigma_2\sigma_3\sigma_4]=\frac4{\pi^2}\sum_{i\le3}\rho_{i4}\int_0^1\frac{\arcsin\rho_{jk\mid i4}(t)}{\sqrt{1-t^2\rho_{i4}^2}}\,dt",
    source=PLACKETT,
    proof="1{N <= 0} = (1 - sign N)/2 almost surely; products of an odd number of signs are odd and have mean zero, two signs have the mean (2/pi) "
    "arcsin(r). For four, multiply the correlations of N_4 by t. By Plackett's identity d/dr_i4 is 4 p_2(0, 0; r_i4) E[sign N_j sign N_k | N_i = "
    "N_4 = 0] = (4/pi^2) arcsin(r_jk|i4)/sqrt(1 - r_i4^2); at t = 0 the mean is zero by independence. If all six correlations are r they may grow "
    "together, with the conditional correlation t/(1 + 2t) and six equal terms, r > -1/3.",
    rank=80,
    examples=lambda: (moment(Phi(a * Z) ** 4, a),),
)
def gates_at_zero_eq_integral(goal: Goal) -> Reduction | None:
    """Four or five gates at zero: arcsines for the pairs, one integral of an arcsine for each four (one in all where they are exchangeable)."""
    found = orthant(goal)
    if found is None or found.count not in (4, 5) or any(found.heights):
        return None
    field = found.field
    total = field.one
    for i, j in combinations(range(found.count), 2):
        total = total + asin_form(found.r(i, j)) * 2 / field.pi
    for four in combinations(range(found.count), 4):
        total = total + _four_signs(found, four)
    return Reduction(total / 2**found.count, found.needed)


def _four_signs(found: Orthant, four: tuple[int, ...]) -> Form:
    """E[sign N_1 ... sign N_4]."""
    field = found.field
    if _is_exchangeable(found, four):
        return _exchangeable(found, found.r(*four[:2]))
    *rest, m = max((four[k + 1 :] + four[: k + 1] for k in range(4)), key=lambda order: (sum(not found.r(i, order[-1]) for i in order[:-1]), order[-1]))
    total = field.zero
    for i in rest:
        j, k = (n for n in rest if n != i)
        if found.r(i, m):
            total = total + found.r(i, m) * _arcsine_integral(found, i, j, k, m)
    return total * 4 / field.pi**2


def _is_exchangeable(found: Orthant, four: Iterable[int]) -> bool:
    return len({found.r(i, j) for i, j in combinations(four, 2)}) == 1


def _exchangeable(found: Orthant, r: Form) -> Form:
    """24/pi^2 int_0^r asin(t/(1 + 2t))/sqrt(1 - t^2) dt: all six correlations grow together."""
    field = found.field
    t = bound_letter(field.symbols)
    integral = integral_form(asin(t / (1 + 2 * t)) / sqrt(1 - t**2), t, S.Zero, r.expression(), field)
    return integral * 24 / field.pi**2


def _arcsine_integral(found: Orthant, i: int, j: int, k: int, m: int) -> Form:
    """int_0^1 asin(rho_jk|im)/sqrt(1 - s^2) dt with s = t r_im; N_m is tied to the others by t r_im, t r_jm, t r_km."""
    t = bound_letter(found.field.symbols)
    rij, rik, rjk = (found.r(*pair).expression() for pair in ((i, j), (i, k), (j, k)))
    s, jm, km = (t * found.r(n, m).expression() for n in (i, j, k))
    spread = 1 - s**2
    joint = factor(rjk * spread - (rij * rik - s * (rij * km + jm * rik) + jm * km))
    first, second = (factor(spread - (r**2 - 2 * s * r * w + w**2)) for r, w in ((rij, jm), (rik, km)))
    ratio = factor(joint / first) if first == second else joint / _root(first * second)
    return integral_form(asin(ratio) / _root(spread), t, S.Zero, S.One, found.field)


def _quotient(positive: Expr) -> Expr:
    """A quotient with a positive denominator."""
    above, below = fraction(factor(positive))
    sign = -1 if below.subs(_point(below)).is_negative else 1
    return sign * above / _oriented(sign * below)


def _point(expr: Expr) -> dict[Symbol, Rational]:
    return {letter: Rational(1, 3) for letter in expr.free_symbols}


def _root(positive: Expr) -> Expr:
    """The root of a positive rational function in factors, an even number of which change their sign: positive at one point of their letters."""
    root: Expr = S.One
    outside: Expr = S.One
    for part in Mul.make_args(_oriented(positive)):
        base, power = part.as_base_exp()
        if part.is_Rational:
            outside = outside * sqrt(part)
        elif power.is_even:
            outside = outside * _size(base) ** (power / 2)
        else:
            root = root * part
    return outside * sqrt(root)


def _size(base: Expr) -> Expr:
    """|base| for letters t in (0, 1): without bars where the sign is proved, t being a number between -1 and 1 as a correlation is."""
    letters = [letter for letter in base.free_symbols if letter.name == bound_letter(base.free_symbols - {letter}).name]
    if len(letters) == 1 and correlation not in base.free_symbols:
        moved = base.xreplace({letters[0]: correlation})
        field = field_of(moved.free_symbols)
        try:
            return base if positivity.sign(normal_form(moved, field)) > 0 else expand(-base)
        except Undecided:
            pass
    return Abs(base)


def _oriented(positive: Expr) -> Expr:
    """The factors, an even number of them with the other sign."""
    parts = Mul.make_args(factor(positive))
    flips = [-1 if part.subs(_point(positive)).is_negative else 1 for part in parts]
    if flips.count(-1) % 2:
        return Mul(*parts)
    return Mul(*(_times(part, flip) for part, flip in zip(parts, flips, strict=True)))


def _times(part: Expr, flip: int) -> Expr:
    """-(a - b) as b - a."""
    if flip > 0:
        return part
    base, power = part.as_base_exp()
    return Pow(expand(-base), power)


def _is_plain(goal: Moment) -> bool:
    return not goal.degree and not any(goal.shape.tilt) and not any(goal.shape.quad) and goal.shape.wave is None
