"""The functions that moments of powers end in: gamma, polygamma, 2F1, the parabolic cylinder and Hermite's function, with canonical arguments.

Gamma(a + 1) = a Gamma(a)                       the constant term of a is brought into (0, 1]; half-whole numbers are evaluated
psi_n(a + 1) = psi_n(a) + (-1)^n n!/a^(n+1)     likewise
2F1(a, b; c; w) = 2F1(b, a; c; w)               a polynomial in w if a or b is 0, -1, -2, ...
Gamma(a, w)                                     exponentials, E_1 and Phi for whole and half-whole numbers a
D_nu(z)                                         Hermite polynomials and Phi for whole nu, gammas at z = 0
He_nu(x + iy)                                   Hermite polynomials and Faddeeva's function for whole nu, D_nu for y = 0
"""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from math import factorial, floor

from sympy import EulerGamma, pi, zeta

from derive.language.forms import positivity
from derive.language.forms.atoms import FunctionAtom, cdf_form, expint_form, voigt_forms
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.power_form import log_form, power_form

LARGEST_SHIFT = 200
LARGEST_STEPS = 12


def gamma_form(a: Form) -> Form:
    """Gamma(a), by Gamma(a + 1) = a Gamma(a) a multiple of Gamma with the constant term of its argument in (0, 1].

    Raises ZeroDivisionError at a pole.
    """
    field, shift = a.field, _shift(a)
    base = a - field.number(shift)
    value = _gamma_at(base)
    for k in range(abs(shift)):
        value = value * (base + field.number(k)) if shift > 0 else value / (base - field.number(k + 1))
    return value


def _gamma_at(base: Form) -> Form:
    field, number = base.field, base.constant
    if number == 1:
        return field.one
    if number == Fraction(1, 2):
        return positivity.sqrt(field.pi)[0]
    return field.atom(FunctionAtom("gamma", (base,)))


def polygamma_form(n: int, a: Form) -> Form:
    """psi_n(a), the n-th derivative of the logarithmic derivative of Gamma; shifted like Gamma, numbers by sympy's table."""
    field, shift = a.field, _shift(a)
    base, sign = a - field.number(shift), (-1) ** n * factorial(n)
    value = _polygamma_at(n, base)
    for k in range(abs(shift)):
        place = base + field.number(k) if shift > 0 else base - field.number(k + 1)
        step = (place ** (n + 1)).inverse() * sign
        value = value + step if shift > 0 else value - step
    return value


def _polygamma_at(n: int, base: Form) -> Form:
    """psi_n at 1 and 1/2 by the zeta function, an atom elsewhere."""
    field = base.field
    half = base.constant == Fraction(1, 2)
    if base.constant != 1 and not half:
        return field.atom(FunctionAtom("polygamma", (field.number(n), base)))
    if n == 0:
        return -field.atom(EulerGamma) - (log_form(field.number(2)) * 2 if half else field.zero)
    sign: int = (-1) ** (n + 1) * factorial(n)
    weight: int = 2 ** (n + 1) - 1 if half else 1
    return _zeta(field, n + 1) * (sign * weight)


def _zeta(field: Field, n: int) -> Form:
    """zeta(n): a rational multiple of pi^n for even n."""
    if n % 2:
        return field.atom(zeta(n))
    ratio = zeta(n) / pi**n
    return field.number(Fraction(int(ratio.p), int(ratio.q))) * field.pi**n


def _shift(a: Form) -> int:
    """The whole number n for which the constant term of a - n lies in (0, 1]; 0 if a has no constant term or is not a quotient of polynomials."""
    ratio = a.rational
    if ratio is None or not ratio.den.is_constant():
        return 0
    constant = next((int(value) for powers, value in ratio.num.to_dict().items() if not any(powers)), 0)
    n = -floor(-Fraction(constant, int(ratio.den.leading_coefficient()))) - 1
    return n if abs(n) <= LARGEST_SHIFT else 0


def hypergeometric_form(a: Form, b: Form, c: Form, w: Form) -> Form:
    """2F1(a, b; c; w)."""
    field = w.field
    for top, other in ((a, b), (b, a)):
        number = top.constant
        if number is not None and number.denominator == 1 and -LARGEST_SHIFT <= number <= 0:
            return _polynomial(int(-number), other, c, w)
    if not w:
        return field.one
    first, second = sorted((a, b), key=lambda form: str(form.expression()))
    return field.atom(FunctionAtom("hyper", (first, second, c, w)))


def _polynomial(n: int, b: Form, c: Form, w: Form) -> Form:
    """2F1(-n, b; c; w) = sum_k (-n)_k (b)_k/((c)_k k!) w^k."""
    field = w.field
    total = term = field.one
    for k in range(n):
        shift = field.number(k)
        term = term * (b + shift) * w * (k - n) / ((c + shift) * (k + 1))
        total = total + term
    return total


def parabolic_form(nu: Form, z: Form) -> Form:
    """D_nu(z): Hermite polynomials for nu = 0, 1, ..., the normal distribution function for nu = -1, -2, ..., its value at z = 0."""
    field, number = nu.field, nu.constant
    if number is not None and number.denominator == 1 and abs(number) <= LARGEST_SHIFT:
        return _parabolic_at(int(number), z)
    if not z:
        try:
            return power_form(field.number(2), nu / 2) * positivity.sqrt(field.pi)[0] / gamma_form((field.one - nu) / 2)
        except ZeroDivisionError:
            return field.zero
    return field.atom(FunctionAtom("ParabolicCylinderD", (nu, z)))


def _parabolic_at(n: int, z: Form) -> Form:
    """D_0 = exp(-z^2/4), D_(-1) = sqrt(2 pi) exp(z^2/4) Phi(-z), and D_(nu+1) = z D_nu - nu D_(nu-1) in both directions."""
    field = z.field
    above = field.exp(-(z * z) / 4)
    below = positivity.sqrt(field.pi * 2)[0] * field.exp(z * z / 4) * cdf_form(-z)
    if n >= 0:
        for k in range(n):
            below, above = above, z * above - below * k
        return above
    for k in range(1, -n):
        below, above = (above - z * below) / k, below
    return below


def hermite_function_forms(nu: Form, x: Form, y: Form) -> tuple[Form, Form]:
    """(Re, Im) of He_nu(x + iy), the first even and the second odd in y: polynomials for nu = 0, 1, ..., Faddeeva's function for nu = -1, -2, ..."""
    field, number = nu.field, nu.constant
    if not y:
        return field.exp(x * x / 4) * parabolic_form(nu, x), y
    if number is not None and number.denominator == 1 and abs(number) <= LARGEST_SHIFT:
        return _complex_hermite(int(number), x, y)
    side = y.leading_sign
    real, imaginary = (field.atom(FunctionAtom(name, (nu, x, y * side))) for name in ("HermiteK", "HermiteL"))
    return real, imaginary * side


def _complex_hermite(n: int, x: Form, y: Form) -> tuple[Form, Form]:
    """He_(-1)(z) = sqrt(pi/2) w(iz/sqrt(2)), He_0 = 1, and He_(nu+1) = z He_nu - nu He_(nu-1) in both directions."""
    field = x.field
    root, half = positivity.sqrt(field.number(2))[0], positivity.sqrt(field.pi / 2)[0]
    k, l = voigt_forms(y / root, x / root)
    below, above = (half * k, -(half * l)), (field.one, field.zero)
    for j in range(n):
        (a, b), (c, d) = above, below
        below, above = above, (x * a - y * b - c * j, x * b + y * a - d * j)
    for j in range(1, -n):
        (a, b), (c, d) = below, above
        below, above = ((c - x * a + y * b) / j, (d - x * b - y * a) / j), below
    return above if n >= 0 else below


def upper_gamma_form(a: Form, w: Form) -> Form:
    """The incomplete gamma function of a from w > 0 to infinity: exponentials, E_1 and the normal distribution function for whole and half-whole numbers a."""
    number = a.constant
    if number is not None and number.denominator <= 2 and abs(number) <= LARGEST_STEPS:
        with suppress(Undecided):
            return _upper_gamma_at(number, w)
    return a.field.atom(FunctionAtom("uppergamma", (a, w)))


def _upper_gamma_at(a: Fraction, w: Form) -> Form:
    """Gamma(0, w) = E_1(w), Gamma(1/2, w) = 2 sqrt(pi) Phi(-sqrt(2w)), and Gamma(b + 1, w) = b Gamma(b, w) + w^b exp(-w) in both directions."""
    field, root = w.field, positivity.sqrt(w * 2)
    if root[1]:
        raise Undecided("the root of a number of unknown sign")
    half = a.denominator == 2
    low = Fraction(1, 2) if half else Fraction(int(a > 0))
    value = cdf_form(-root[0]) * positivity.sqrt(field.pi)[0] * 2 if half else field.exp(-w) if low else expint_form(field.one, w)
    steps = int(a - low)
    for k in range(abs(steps)):
        b = low + k if steps > 0 else low - k - 1
        edge = w ** (b.numerator // b.denominator) * field.exp(-w)
        edge = edge * root[0] / positivity.sqrt(field.number(2))[0] if half else edge
        value = value * field.number(b) + edge if steps > 0 else (value - edge) / field.number(b)
    return value
