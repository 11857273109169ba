r"""The logarithm of a distance beside a gate: log|X - t| and its derivative, the principal value of 1/(X - t), beyond Y > h.

For standard normals X, Y with correlation c, s = sqrt(1 - c^2), by the derivative in t of E[1{Y > h} log|X - t|] (`derive.language.special.voigt_arc`),

    E[1{Y > h}/(X - t)] = -sqrt(pi/2) exp(-t^2/2) (Phi(-h) erfi(t/sqrt(2))
                          - exp((t^2 - h^2)/2) c/(2s) Re w2(t/sqrt(2), (t - ch)/(s sqrt(2)); 1/s)),

w2 Faddeeva's function of two places; for t = h = 0 this is artanh(c)/sqrt(2 pi). For Y = X it is Z(h/sqrt(2), t/sqrt(2))/sqrt(2) for t < h, Z the incomplete
plasma dispersion function, and E[1/(X - t)] + Z(-h/sqrt(2), -t/sqrt(2))/sqrt(2) for t > h; for t = h there is none.
"""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Abs, Expr, Heaviside, Integer, Poly, log

from derive.language.forms import positivity
from derive.language.forms.atoms import cdf_form, erfi_form, incomplete_plasma_forms, voigt_arc_forms, voigt_pair_forms
from derive.language.forms.normal_form import Form
from derive.language.forms.power_form import log_form
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.moment import Gate, Shape, moment_form, sum_forms
from derive.language.moments.power_goal import absolute_moment
from derive.language.symbols import Z, x


def distance(place: Form) -> Expr:
    """log|x - t|."""
    return log(Abs(x - place.expression()))


def of_distances(body: Expr) -> Expr:
    """The same with log|w| for log(w), w or -w, of polynomials: both sides of a zero as one function."""
    return body.replace(lambda part: isinstance(part, log) and part.args[0].is_polynomial(x), lambda part: log(Abs(_leading(part.args[0])))).replace(
        lambda part: isinstance(part, log) and isinstance(part.args[0], Abs) and part.args[0].args[0].is_polynomial(x),
        lambda part: log(Abs(_leading(part.args[0].args[0]))),
    )


def _leading(inside: Expr) -> Expr:
    """A polynomial or minus it, the same for both."""
    return -inside if inside.has(x) and Poly(inside, x).LC().could_extract_minus_sign() else inside


def mean_power(k: int, place: Form) -> Form:
    """E[Z^k log|Z - t|] as a goal."""
    field = place.field
    if not place:
        return field.zero if k % 2 else absolute_moment((Integer(k), 1), field)
    return field.atom(Expectation(Z**k * log(Abs(Z - place.expression())), Gaussian()))


def beyond(start: Form, place: Form, c: Form) -> Form:
    """E[1{Y > h} log|X - t|]."""
    field = start.field
    root = positivity.sqrt(field.number(2))[0]
    across = voigt_arc_forms(place / root, field.zero, start / root, c)[1]
    return cdf_form(-start) * mean_power(0, place) - field.exp(-(start * start) / 2) / 2 * across


def on_the_edge(powers: Mapping[int, Form], place: Form, mean: Form, spread: Form) -> Form:
    """E[p(Z) log|X - t|] for X = spread Z + mean."""
    size = log_form(spread * spread) / 2
    free = moment_form(size.field, (), {(k,): value for k, value in powers.items()}, Shape((size.field.zero,), (size.field.zero,)))
    return size * free + sum_forms(size.field, (value * mean_power(k, (place - mean) / spread) for k, value in powers.items()))


def slope(k: int, start: Form, place: Form, rho: Form | None) -> Form:
    """E[X^k 1{Y > h}/(X - t)], a principal value, by X^k = t^k + (X - t) (t^(k-1) + ... + X^(k-1)). Raises OutOfClass, Undecided."""
    total = sum_forms(start.field, (_power(i, start, rho) * (place ** (k - 1 - i) if k - 1 - i else 1) for i in range(k)))
    if k and not place:
        return total
    alone = _principal_on_line(start, place) if rho is None else _principal(start, place, rho)
    return total + (alone * place**k if k else alone)


def _power(k: int, start: Form, rho: Form | None) -> Form:
    """E[X^k 1{Y > h}]."""
    field = start.field
    if rho is None:
        return field.atom(Expectation(Heaviside(Z - start.expression()) * Z**k, Gaussian()))
    zero = (field.zero, field.zero)
    return moment_form(field, (rho,), {(k, 0): field.one}, Shape(zero, zero, gates=(Gate((field.zero, field.one), -start, False),)))


def _principal(start: Form, place: Form, rho: Form) -> Form:
    field = start.field
    root, square = positivity.sqrt(field.number(2))[0], field.one - rho * rho
    spread = positivity.sqrt(square)[0]
    if not start and not place:
        return (log_form(field.one + rho) - log_form(field.one - rho)) / 2 / positivity.sqrt(field.pi * 2)[0]
    pair = voigt_pair_forms(place / root, field.zero, (place - rho * start) / (spread * root), field.zero, field.one / spread)[0]
    across = positivity.sqrt(field.pi / 2)[0] * field.exp(-(start * start) / 2) * rho / spread * pair / 2
    return cdf_form(-start) * _on_whole_line(place) + across


def _principal_on_line(start: Form, place: Form) -> Form:
    side, root = positivity.sign(start - place), positivity.sqrt(start.field.number(2))[0]
    if not side:
        raise OutOfClass("a pole at the knot")
    part = incomplete_plasma_forms(start * side / root, place * side / root, start.field.zero)[0] / root
    return part if side > 0 else _on_whole_line(place) + part


def _on_whole_line(place: Form) -> Form:
    """E[1/(Z - t)]."""
    field = place.field
    wave = erfi_form(place / positivity.sqrt(field.number(2))[0])
    return -positivity.sqrt(field.pi / 2)[0] * field.exp(-(place * place) / 2) * wave
