"""Orthant probabilities: what is left of a truncated moment once its polynomial is gone.

A product of gates is a probability: 1{w > 0} of the argument itself, Phi(w) of w - W with an auxiliary normal W. So E[prod_j G_j] = P(N_j <= h_j for
all j) with standard normals N_j of correlations r_jk, h_j = t_j/sd_j.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Heaviside, Symbol

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.forms import positivity
from derive.language.forms.atoms import asin_form, cdf2_form, cdf_form
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.moments.moment import Moment, dot
from derive.language.sources import FELLER, OWEN, SHEPPARD
from derive.language.special import Phi
from derive.language.symbols import X, Y, Z
from derive.rules.examples import moment

a, b = Symbol("a", positive=True), Symbol("b", positive=True)


@rule(
    title="normal probability",
    statement=r"\mathbb P(a\cdot X-\epsilon W\le t)=\Phi\big(t/\sqrt{a^\top Ra+\epsilon^2}\big)",
    source=FELLER,
    proof="a.X - W, with W independent for a soft gate and absent for an indicator, is normal with mean 0 and variance a'Ra + 1 or a'Ra. So P(a.X - W <= "
    "t) = Phi(t/sd), and Phi(w) = P(W <= w) makes E[Phi(a.X + t)] a probability of this kind by Fubini's theorem. The variance must be positive.",
    rank=30,
    examples=lambda: (moment(Heaviside(Z - a), a), moment(Phi(a * Z + b), a, b), moment(Heaviside(X - a), a, dimension=2)),
)
def gate_eq_normal_cdf(goal: Goal) -> Reduction | None:
    """E[1{a.X + t > 0}] = Phi(t/sd(a.X)), and E[Phi(a.X + t)] = Phi(t/sqrt(1 + Var(a.X))) by an auxiliary independent normal."""
    thresholds = _thresholds(goal, 1)
    return None if thresholds is None else Reduction(cdf_form(thresholds[0][0]), thresholds[2])


@rule(
    title="Sheppard's formula",
    statement=r"\mathbb P(X\ge0,\,Y\ge0)=\tfrac14+\tfrac1{2\pi}\arcsin\rho",
    source=SHEPPARD,
    proof="Write N_2 = r N_1 + sqrt(1 - r^2) W. The law of (N_1, W) is invariant under rotations, and N_1 <= 0, N_2 <= 0 is a wedge of angle pi - "
    "arccos(r) = pi/2 + arcsin(r): the probability is this angle over 2 pi. At r = 1 and r = -1 it is 1/2 and 0, as it must be.",
    rank=29,
    examples=lambda: (
        moment(Heaviside(X) * Heaviside(Y), dimension=2),
        moment(Phi(a * X) * Phi(b * Y), a, b, dimension=2),
        moment(Phi(a * Z) ** 2, a),
        moment(Heaviside(Z) * Phi(a * Z), a),
    ),
)
def two_gates_eq_arcsine(goal: Goal) -> Reduction | None:
    """P(N_1 <= 0, N_2 <= 0) = 1/4 + asin(r)/(2 pi) for standard normals with correlation r; soft gates through auxiliary normals."""
    thresholds = _thresholds(goal, 2)
    if thresholds is None or any(thresholds[0]):
        return None
    field = goal.field
    return Reduction(field.one / 4 + asin_form(thresholds[1][0]) / (field.pi * 2), thresholds[2])


@rule(
    title="bivariate normal distribution function",
    statement=r"\mathbb P(N_1\le h,\,N_2\le k)=\Phi_2(h,k;\rho)",
    source=OWEN,
    proof="By definition: each gate is the event N_j <= h_j for the standardised (a_j.X - W_j)/sd_j with independent auxiliary normals for soft gates, so "
    "r is the covariance a_1'R a_2 over the two standard deviations, both positive.",
    rank=30,
    examples=lambda: (
        moment(Heaviside(X - a) * Heaviside(Y + b), a, b, dimension=2),
        moment(Heaviside(X - a) * Phi(Y), a, dimension=2),
    ),
)
def two_gates_eq_bivariate_cdf(goal: Goal) -> Reduction | None:
    """P(N_1 <= h, N_2 <= k) = Phi2(h, k; r): the definition of the bivariate normal distribution function."""
    thresholds = _thresholds(goal, 2)
    if thresholds is None or not any(thresholds[0]):
        return None
    (h, k), (r,), needed = thresholds
    return Reduction(cdf2_form(h, k, r), needed)


@rule(
    title="three orthant probability",
    statement=r"\mathbb P(N_1,N_2,N_3\le0)=\tfrac18+\tfrac1{4\pi}(\arcsin\rho_{12}+\arcsin\rho_{13}+\arcsin\rho_{23})",
    source=SHEPPARD,
    proof="With A_j = {N_j <= 0}, the symmetry N -> -N gives P(A_1 A_2 A_3) = P(no A_j) almost surely, and by inclusion and exclusion P(no A_j) = 1 - 3/2 "
    "+ sum P(A_i A_j) - P(A_1 A_2 A_3). So 2 P(A_1 A_2 A_3) = -1/2 + sum (1/4 + arcsin(r_ij)/(2 pi)), the terms by Sheppard's formula.",
    rank=30,
    examples=lambda: (
        moment(Heaviside(X) * Heaviside(Y) * Phi(a * Y), a, dimension=2),
        moment(Phi(Z) ** 3),
    ),
)
def three_gates_eq_arcsines(goal: Goal) -> Reduction | None:
    """P(N_1, N_2, N_3 <= 0) = 1/8 + (asin r12 + asin r13 + asin r23)/(4 pi), by inclusion and exclusion from Sheppard's formula."""
    thresholds = _thresholds(goal, 3)
    if thresholds is None or any(thresholds[0]):
        return None
    field, total = goal.field, goal.field.zero
    for r in thresholds[1]:
        total = total + asin_form(r)
    return Reduction(field.one / 8 + total / (field.pi * 4), thresholds[2])


@dataclass(frozen=True)
class Orthant:
    """P(N_j <= heights[j] for all j) for standard normals with correlations[i, j], i < j, where all `needed` are positive."""

    field: Field
    heights: list[Form]
    correlations: dict[tuple[int, int], Form]
    needed: tuple[Form, ...] = ()

    @property
    def count(self) -> int:
        return len(self.heights)

    def r(self, i: int, j: int) -> Form:
        """The correlation of N_i and N_j."""
        return self.correlations[min(i, j), max(i, j)]


def orthant(goal: Goal) -> Orthant | None:
    """The probability that a product of gates without other factors is, or None if the goal is anything else."""
    count = len(goal.shape.gates) if isinstance(goal, Moment) else 0
    found = _thresholds(goal, count) if count else None
    if found is None:
        return None
    pairs = [(i, j) for i in range(count) for j in range(i + 1, count)]
    return Orthant(goal.field, found[0], dict(zip(pairs, found[1], strict=True)), found[2])


def _thresholds(goal: Goal, count: int) -> tuple[list[Form], list[Form], tuple[Form, ...]] | None:
    """The h_j, the correlations r_12, r_13, r_23, ... of a product of `count` gates, and what must be positive for it; None if the goal is anything else."""
    if not isinstance(goal, Moment) or goal.degree or len(goal.shape.gates) != count:
        return None
    if any(goal.shape.tilt) or any(goal.shape.quad) or goal.shape.wave is not None:
        return None
    field, gates = goal.field, goal.shape.gates
    slopes = [goal.covariances(gate.vector) for gate in gates]
    try:
        roots = [positivity.sqrt_where(dot(field, gate.vector, slope) + field.number(int(gate.soft))) for gate, slope in zip(gates, slopes, strict=True)]
    except Undecided:
        return None
    heights = [gate.offset / root for gate, (root, _) in zip(gates, roots, strict=True)]
    pairs = [(i, j) for i in range(count) for j in range(i + 1, count)]
    needed = strongest((form for _, forms in roots for form in forms), Form.expression)
    return heights, [dot(field, gates[i].vector, slopes[j]) / (roots[i][0] * roots[j][0]) for i, j in pairs], needed
