"""Activations with powers of the distance to any knot, times polynomials and exponentials of degree two.

On each piece such an activation is a split (`derive.language.moments.power_split`), and so is every product of phi, phi', phi'' and z, as long as no
two powers of distances to different points meet.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Abs, Expr, Max, Piecewise, S, Symbol, exp, sign

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.errors import Diverges, NotDefined
from derive.language.forms import positivity
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment
from derive.language.goals.single_derivative import products_by_parts, single_derivative
from derive.language.moments.asked import Asked, Monomials
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.moment import sum_forms
from derive.language.moments.point_mass import PointMass, point_masses
from derive.language.moments.power_goal import hypothesis
from derive.language.moments.power_moment import integrability, split_expectation, tails
from derive.language.moments.power_split import Split, read_split
from derive.language.sources import FELLER
from derive.language.symbols import ddphi, dphi, phi, q, x, z

a, b, t = Symbol("a", positive=True), Symbol("b", real=True), Symbol("t", positive=True)


@rule(
    title="powers at their knots",
    statement=r"\mathbb E\Big[\sum_jA_j\,(x-t_j)_\pm^{a_j}e^{b_jx+g_jx^2}\Big]=\sum_jA_jq^{a_j/2}\,\mathbb E\Big[(Z\mp h_j)_+^{a_j}"
    r"e^{\pm b_j\sqrt q\,Z+g_jqZ^2}\Big],\qquad h_j=t_j/\sqrt q",
    source=FELLER,
    proof="On each piece the integrand is a sum of terms A s^a log^k s exp(bx + gx^2), s = |x - t| with t an end of the piece or off it; x = sqrt(q) Z, "
    "or -sqrt(q) Z for the other side by the symmetry of the law, makes s = sqrt(q) |Z - h|. A term that changes its coefficient at a knot is a sum "
    "of terms with indicators. All are integrable if the exponents at their own knots are above -1 (returned, or refused), and 1 - 2gq > 0, which "
    "the rule for exp(gZ^2) returns. Jumps add densities at the knots, as in activation_moment_eq_sum.",
    rank=6,
    examples=lambda: (
        ActivationMoment(Max(x - t, 0) ** a, phi, q),
        ActivationMoment(sign(x) * Max(Abs(x) - t, 0) ** a, phi**2 * z**2, q),
        ActivationMoment(Max(x, 0) ** a * exp(b * x), dphi**2, q),
        ActivationMoment(Abs(x - 1) ** a * exp(-(x**2)) + Max(x, 0), phi * dphi, q),
        ActivationMoment(Piecewise((x**a, (x > 0) & (x < 1)), (0, True)), phi**2, q),
        ActivationMoment(Max(x - 1, 0) ** (a + 1) * x + Max(x, 0), phi * ddphi, q),
    ),
)
def activation_moment_eq_threshold_moments(goal: Goal) -> Reduction | None:
    """E[p(phi, phi', phi'', z)], each power as a power of Z - h, with densities for the jumps.

    Each derivative that occurs must be a function beside its deltas, and all exponents above -1: that is a hypothesis where it does not follow from the
    assumptions. Raises Diverges or NotDefined where it fails.
    """
    if not isinstance(goal, ActivationMoment):
        return None
    asked = Asked.of(goal)
    field, order, knots = asked.field, asked.order, asked.activation.knots
    try:
        pieces = Pieces.of(asked.activation, order)
        if not pieces.singular:
            return None
        root, needed = positivity.sqrt(normal_form(goal.variance, field))
        parts = integrand_of(pieces, asked.monomials, root.expression())
        conditions = integrability(knots, parts, field)
        if conditions is None:
            return None
        functions = [*pieces.functions(order, field), *tails(parts, root)]
        value = split_expectation(knots, parts, root)
        masses = asked.masses(pieces.masses, root)
    except (OutOfClass, Undecided):
        return None
    except (Diverges, NotDefined):
        if single_derivative(goal.polynomial) or (products_by_parts(goal.polynomial) and not asked.activation.jumps(0)):  # has a meaning as a distribution
            return None
        raise
    return Reduction(value + sum_forms(field, masses), (*needed, *strongest([*conditions, *functions], Form.expression)))


@dataclass(frozen=True)
class Pieces:
    """phi, phi', phi'' on each piece; `splits[n][i]` is phi^(n) between knots[i-1] and knots[i]."""

    knots: tuple[Expr, ...]
    splits: tuple[tuple[Split, ...], ...]

    @classmethod
    def of(cls, activation: Activation, order: int) -> Pieces:
        """Raises OutOfClass."""
        orders = [activation.derivative_pieces(n) for n in range(order + 1)]
        return cls(activation.knots, tuple(tuple(read_split(p.expr, p.lower, p.upper) for p in pieces) for pieces in orders))

    @property
    def singular(self) -> bool:
        """Some power is not whole."""
        return any(part.spots for part in self.splits[0])

    def functions(self, order: int, field: Field) -> list[Form]:
        """The conditions under which phi^(order) is a function beside its deltas; raises NotDefined."""
        conditions = []
        for exponent in self._exponents() if order else ():
            try:
                conditions.append(hypothesis(exponent - order + 1, normal_form(exponent - order + 1, field)))
            except ValueError as problem:
                what = f"phi{chr(39) * order} is like a power {exponent - order} of the distance to a knot, which is not a function there"
                raise NotDefined("the expectation", what, "a lower derivative") from problem
        return [condition for condition in conditions if condition is not None]

    def _exponents(self) -> dict[Expr, None]:
        """The exponents of powers of the distance to an end of their own piece."""
        found: dict[Expr, None] = {}
        for index, part in enumerate(self.splits[0]):
            ends = {1: self.knots[index - 1] if index else None, -1: self.knots[index] if index < len(self.knots) else None}
            found |= {spot.exponent: None for spot in part.spots if spot.place == ends[spot.side]}
        return found

    def masses(self, i: int, j: int, k: int) -> list[PointMass]:
        """The singular part of phi^i phi'^j phi''^k."""
        if not (j or k):
            return []
        return [mass for index in range(len(self.knots)) for mass in self._masses_at(index, i, j, k)]

    def _masses_at(self, index: int, i: int, j: int, k: int) -> list[PointMass]:
        """A kink with the same values and slopes at the knot has the same singular part there."""
        knot = self.knots[index]
        values = [[_value(self.splits[n][index + side], knot) if n < len(self.splits) else S.Zero for n in (0, 1)] for side in (0, 1)]
        if values[0][0] == values[1][0] and (not k or values[0] == values[1]):
            return []
        left, right = (value + slope * (x - knot) for value, slope in values)
        return point_masses(Activation.of(Piecewise((right, x > knot), (left, True))), i, j, k)


def _value(part: Split, knot: Expr) -> Expr:
    """The one-sided limit at a knot; powers of the distance to the knot itself vanish there, or are excluded by `functions`."""
    others = sum((value * spot.at(knot) for spot, value in part.spots.items() if spot.place != knot), start=S.Zero)
    return part.regular.subs(x, knot) + others


def integrand_of(pieces: Pieces, monomials: Monomials, root: Expr) -> list[Split]:
    """The integrand on each piece as a function of x, deltas left out."""
    parts = []
    for index in range(len(pieces.knots) + 1):
        at = [splits[index] for splits in pieces.splits]
        total = Split(S.Zero, {})
        for powers, value in monomials:
            term = Split(value * (x / root) ** powers[3], {})
            for factor, power in zip(at, powers[:3], strict=False):
                term = term * factor**power
            total = total + term
        parts.append(total)
    return parts



