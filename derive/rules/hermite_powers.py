"""Hermite coefficients of real powers, and of powers with logarithms, as functions of their order.

Integration by parts n times and the Mellin transform of the normal density give

    E[|Z|^a He_n] = (-2)^(n/2) (-a/2)_(n/2) E|Z|^a,      n even,
    E[sign(Z) |Z|^a He_n] = (-2)^((n-1)/2) ((1 - a)/2)_((n-1)/2) E|Z|^(a+1),      n odd,

and zero for the other orders, (x)_k the rising factorial. Logarithms come by d/da.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from math import factorial as whole_factorial

from sympy import Abs, Expr, Integer, Piecewise, RisingFactorial, S, expand, factorial, log, sign, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.hermite_sum import sign_power
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import power_form
from derive.language.forms.power_functions import polygamma_form
from derive.language.functions.activation import Activation
from derive.language.functions.power_sides import Sides, sides
from derive.language.functions.power_sum import PowerSum
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.moments.moment import sum_forms
from derive.language.moments.power_goal import absolute_moment, hypothesis
from derive.language.sources import MELLIN
from derive.language.symbols import phi, q, x
from derive.rules.hermite_series import LARGEST, from_order
from derive.rules.logarithm import faa_di_bruno


@rule(
    title="Hermite coefficients of powers",
    statement=r"\mathbb E[|Z|^a\mathrm{He}_{2m}(Z)]=(-2)^m\left(-\tfrac a2\right)_m\mathbb E|Z|^a",
    source=MELLIN,
    proof="For a > 2m by parts 2m times, E[|Z|^a He_2m] = E[(|z|^a)^(2m)] = a(a-1)...(a-2m+1) E|Z|^(a-2m), and E|Z|^s = (s-1) E|Z|^(s-2) leaves "
    "a(a-2)...(a-2m+2) E|Z|^a = (-2)^m (-a/2)_m E|Z|^a. Both sides are analytic in a for Re a > -1, so they agree there. The same with sign(Z) and "
    "2m + 1 gives (-2)^m ((1-a)/2)_m E|Z|^(a+1); other orders vanish by parity. x = sqrt(q) Z only changes the coefficients. a > -1 is the "
    "condition of integrability. |Z|^a log^k |Z| is the k-th derivative in a, under the integral by analyticity: log of (f)_m = Gamma(f + m)/Gamma(f) has the "
    "derivatives psi_i(f + m) - psi_i(f), and Faa di Bruno's formula gives those of (f)_m itself; at f = 0, -1, ... , -N with m > N, (f)_m = (f + N) g(f), "
    "g the product of the other factors, has r g^(r-1) for its r-th derivative.",
    rank=9,
    examples=lambda: (
        HermiteCoefficient(sign(x) * sqrt(Abs(x)), phi, order, q),
        HermiteCoefficient(sqrt(Abs(x)) * log(Abs(x)), phi, order, q),
        HermiteCoefficient(Piecewise((x * log(x), x > 0), (0, True)), phi, order, q),
    ),
)
def hermite_coefficient_eq_rising_factorial(goal: Goal) -> Reduction | None:
    """E[phi He_n] for sums of real powers and logarithms of |x| on each side of 0, integrable by hypothesis."""
    if not isinstance(goal, HermiteCoefficient) or goal.index != order:
        return None
    halves = sides(Activation.of(goal.composed))
    if halves is None or halves.whole:
        return None
    field = field_of(goal.free_symbols | set(halves.parameters))
    try:
        root, needed = positivity.sqrt(normal_form(goal.variance, field))
        parts = [_of_parity(halves.dilated(root.expression()), parity) for parity in (0, 1)]
        values = [_value(part, parity, field) for parity, part in enumerate(parts)]
        conditions = [_integrable(exponent, field) for exponent in halves.exponents()]
    except (Undecided, ValueError):
        return None
    needed = (*needed, *strongest([c for c in conditions if c is not None], Form.expression))
    first = max((int(exponent) + 1 for parity, part in enumerate(parts) for exponent, _ in part.terms if _is_smooth(exponent, parity)), default=0)
    return None if first > LARGEST else from_order(goal, first, values, needed)


def _is_smooth(exponent: Expr, parity: int) -> bool:
    """Whether |x|^a, for odd parity times sign(x), is the polynomial x^a, whose coefficients end at the order a."""
    return bool(exponent.is_Integer) and int(exponent) % 2 == parity


def _of_parity(halves: Sides, parity: int) -> PowerSum:
    """Half the sum of right and (-1)^n left."""
    return (halves.right + halves.left.scaled(Integer(-1) ** parity)).scaled(S.Half)


def _integrable(exponent: Expr, field: Field) -> Form | None:
    """The condition that |x|^exponent is integrable at 0, if it says something."""
    return hypothesis(exponent + 1, normal_form(exponent + 1, field))


def _value(both: PowerSum, parity: int, field: Field) -> Form:
    """The sum of the coefficient of each power times its value, beyond the polynomials."""
    half = field.symbol(order) / 2 - field.number(parity) / 2
    total = field.zero
    for (exponent, k), value in both.terms.items():
        first = expand((parity - exponent) / 2)
        parts = (_rising(first, j, half, field) * absolute_moment((expand(exponent + parity), k - j), field) * comb(k, j) for j in range(k + 1))
        total = total + normal_form(value, field) * sum_forms(field, parts)
    return total * sign_power(-parity, field) * power_form(field.number(2), half)


def _rising(first: Expr, j: int, m: Form, field: Field) -> Form:
    """The j-th derivative of (f)_m in a, f = (parity - a)/2 at `first`.

    At f = -N it is (f + N) g(f) for m > N, with g(-N) = (-1)^N N! (m - N - 1)!.
    """
    start = normal_form(first, field)
    smooth = first.is_Integer and first <= 0
    if not j:
        return field.zero if smooth else field.atom(RisingFactorial(first, m.expression()))
    if not smooth:
        slopes = [polygamma_form(i, start + m) - polygamma_form(i, start) for i in range(j)]
        return field.atom(RisingFactorial(first, m.expression())) * faa_di_bruno(slopes, field) * field.number(Fraction(-1, 2) ** j)
    skipped = -int(first)
    product: int = (-1) ** skipped * whole_factorial(skipped)
    rest = field.atom(factorial((m - field.number(skipped + 1)).expression())) * product
    slopes = [polygamma_form(i, m + start) - polygamma_form(i, field.one) - field.number(_passed(skipped, i)) for i in range(j - 1)]
    return rest * faa_di_bruno(slopes, field) * j * field.number(Fraction(-1, 2) ** j)


def _passed(skipped: int, i: int) -> Fraction:
    """i! (1 + 1/2^(i+1) + ... + 1/N^(i+1))."""
    return whole_factorial(i) * sum((Fraction(1, k ** (i + 1)) for k in range(1, skipped + 1)), start=Fraction(0))
