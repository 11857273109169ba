"""Real powers and logarithms of one variable.

If phi is a sum of terms |x|^a log^k |x| on each side of 0, so is every product of phi, phi', phi'' and z, and by the symmetry of the normal law only
E[|Z|^s log^k |Z|] is left. For k = 0 that is the Mellin transform of the normal density,

    E|Z|^s = 2 int_0^oo t^s exp(-t^2/2)/sqrt(2 pi) dt = 2^(s/2) Gamma((s + 1)/2)/sqrt(pi),        s > -1        (t^2 = 2w).
"""

from __future__ import annotations

import sympy
from sympy import Abs, Expr, Piecewise, Poly, S, Symbol, sign, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.errors import Diverges, NotDefined
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import power_form
from derive.language.forms.power_functions import gamma_form
from derive.language.functions.activation import Activation
from derive.language.functions.power_sides import Sides, sides
from derive.language.functions.power_sum import PowerSum
from derive.language.goals.expectation import ActivationMoment, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.goals.single_derivative import products_by_parts, single_derivative
from derive.language.moments.moment import sum_forms
from derive.language.moments.point_mass import point_masses
from derive.language.moments.power_goal import absolute_moment, hypothesis, integrable_exponent, one_power
from derive.language.sources import FELLER, MELLIN
from derive.language.symbols import Z, ddphi, dphi, phi, q, x, z

a, b = Symbol("a", positive=True), Symbol("b", positive=True)
n = Symbol("n", positive=True, integer=True)
PLACEHOLDERS = (phi, dphi, ddphi, z)


@rule(
    title="homogeneity and symmetry",
    statement=r"\mathbb E\Big[\sum_jA_jx_+^{a_j}+\sum_jB_jx_-^{b_j}\Big]="
    r"\tfrac12\sum_jA_jq^{a_j/2}\,\mathbb E|Z|^{a_j}+\tfrac12\sum_jB_jq^{b_j/2}\,\mathbb E|Z|^{b_j}",
    source=FELLER,
    proof="On each side of 0 a product of phi, phi', phi'' and z is a sum of A |x|^s log^k |x|; x = sqrt(q) Z scales it, |x|^s = q^(s/2) |Z|^s, and each "
    "side has half of the law, so E[A x_+^s log^k x_+] = A E[|x|^s log^k |x|]/2. It is integrable at 0 for s > -1, and phi^(n) is a function plus "
    "deltas for exponents above n - 1: both are returned as conditions, or refused where they fail. Deltas at 0 come from the part of degree one.",
    rank=4,
    examples=lambda: (
        ActivationMoment(Piecewise((x**a, x > 0), (0, True)), phi**2, q),
        ActivationMoment(Piecewise((x**a, x > 0), (0, True)), dphi**2, q),
        ActivationMoment(Piecewise((x**a, x > 0), (-3 * (-x) ** b, True)), phi * z**3, q),
        ActivationMoment(sign(x) * sqrt(Abs(x)), phi * dphi, q),
        ActivationMoment(sympy.log(Abs(x)), phi**2, q),
        ActivationMoment(x**n, phi * z + dphi**2, q),
    ),
)
def activation_moment_eq_absolute_moments(goal: Goal) -> Reduction | None:
    """E[p(phi, phi', phi'', z)] for phi = sum A |x|^a log^k |x| on each side of 0, with |x| = sqrt(q) |Z|, as a sum of E[|Z|^s log^k |Z|].

    Each derivative that occurs must be a function beside its deltas, and all s above -1: that is a hypothesis where it does not follow from the
    assumptions. Raises Diverges or NotDefined where it fails.
    """
    if not isinstance(goal, ActivationMoment):
        return None
    activation = Activation.of(goal.function)
    halves = sides(activation)
    if halves is None or halves.whole:
        return None
    field = field_of(goal.free_symbols | set(activation.parameters))
    try:
        root, needed = positivity.sqrt(normal_form(goal.variance, field))
        monomials = Poly(goal.polynomial, *PLACEHOLDERS).terms()
        regular = _regular(halves, monomials, root.expression())
        conditions = [*_integrable(regular, field), *_functions(halves, monomials, field)]
        total = (regular.left + regular.right).scaled(S.Half)
        parts = [normal_form(value, field) * absolute_moment(key, field) for key, value in total.terms.items()]
        masses = [
            mass.expectation(powers[3], root, field) * normal_form(value, field)
            for powers, value in monomials
            for mass in point_masses(halves.linear_part, *powers[:3])
        ]
    except Undecided:
        return None
    except (Diverges, NotDefined):
        if single_derivative(goal.polynomial) or (products_by_parts(goal.polynomial) and not activation.jumps(0)):  # has a meaning as a distribution
            return None
        raise
    if conditions and not activation.knots:  # x^n has all derivatives; the powers whose means would not exist have the factor 0
        return None
    return Reduction(sum_forms(field, parts + masses), (*needed, *strongest(conditions, Form.expression)))


Monomials = list[tuple[tuple[int, ...], Expr]]


def _regular(halves: Sides, monomials: Monomials, root: Expr) -> Sides:
    """The integrand on each side as a function of |z|, deltas left out."""
    at = [halves.derivative(n).dilated(root) for n in range(3)]
    left, right = PowerSum({}), PowerSum({})
    for (i, j, k, m), value in monomials:
        letter = PowerSum({(sympy.Integer(m), 0): value})
        left = left + at[0].left ** i * at[1].left ** j * at[2].left ** k * letter.scaled(S.NegativeOne**m)
        right = right + at[0].right ** i * at[1].right ** j * at[2].right ** k * letter
    return Sides(left, right, halves.parameters)


def _integrable(regular: Sides, field: Field) -> list[Form]:
    """The conditions under which the integrand is integrable at 0; raises Diverges, or NotDefined where only a principal value exists."""
    conditions = []
    for side in (regular.left, regular.right):
        for (exponent, k), _ in side.terms.items():
            try:
                conditions.append(hypothesis(exponent + 1, normal_form(exponent + 1, field)))
            except ValueError:
                _refuse(regular, exponent, k)
    return [condition for condition in conditions if condition is not None]


def _refuse(regular: Sides, exponent: Expr, k: int) -> None:
    term = str(Abs(x) ** exponent * sympy.log(Abs(x)) ** k)
    if (regular.left + regular.right).terms.get((exponent, k)) is None:
        raise NotDefined(
            "the expectation", f"it exists as a principal value only: the integrand is like {term} near 0, with opposite signs", "another quantity"
        )
    raise Diverges("the expectation", f"the integrand is like {term} near 0, which is not integrable", "a lower power, or a smoother activation")


def _functions(halves: Sides, monomials: Monomials, field: Field) -> list[Form]:
    """The conditions under which the derivatives that occur are functions beside their deltas; raises NotDefined."""
    order = max((2 if powers[2] else 1 if powers[1] else 0) for powers, _ in monomials)
    conditions = []
    for exponent in halves.exponents() if order else ():
        try:
            conditions.append(hypothesis(exponent - order + 1, normal_form(exponent - order + 1, field)))
        except ValueError as problem:
            name = "phi" + "'" * order
            raise NotDefined(
                "the expectation", f"{name} is like |x|**({exponent - order}) near 0, which is not a function there", "a lower derivative"
            ) from problem
    return [condition for condition in conditions if condition is not None]


@rule(
    title="Mellin transform of the normal density",
    statement=r"\mathbb E|Z|^s=\frac{2^{s/2}}{\sqrt\pi}\,\Gamma\Big(\frac{s+1}2\Big),\qquad s>-1",
    source=MELLIN,
    proof="E|Z|^s = 2 int_0^oo t^s exp(-t^2/2) dt/sqrt(2 pi), and t^2 = 2w makes it 2^(s/2)/sqrt(pi) int_0^oo w^((s-1)/2) exp(-w) dw, Euler's integral, "
    "which converges exactly for s > -1.",
    rank=25,
    examples=lambda: (
        Expectation(Abs(Z) ** a, Gaussian()),
        Expectation(Abs(Z) ** (2 * a - 2), Gaussian()),
        Expectation(sqrt(Abs(Z)), Gaussian()),
        Expectation(Abs(Z) ** 3, Gaussian()),
    ),
)
def absolute_power_eq_gamma(goal: Goal) -> Reduction | None:
    """E|Z|^s = 2^(s/2) Gamma((s + 1)/2)/sqrt(pi) for s > -1."""
    key = one_power(goal)
    if key is None or key[1]:
        return None
    try:
        s, conditions = integrable_exponent(key[0], field_of(goal.free_symbols))
    except ValueError:
        return None
    return Reduction(mellin(s), conditions)


def mellin(s: Form) -> Form:
    """2^(s/2) Gamma((s + 1)/2)/sqrt(pi)."""
    field = s.field
    return power_form(field.number(2), s / 2) * gamma_form((s + field.one) / 2) / positivity.sqrt(field.pi)[0]
