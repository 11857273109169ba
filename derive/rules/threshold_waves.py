r"""Waves beside powers with a threshold and exponentials: Hermite's function of a complex argument.

    E[(Z - h)_+^a exp((b + iw) Z)] = Gamma(a + 1)/sqrt(2 pi) exp(-h^2/2 + (b + iw) h) He_(-a-1)(h - b - iw),        He_nu(z) = exp(z^2/4) D_nu(z),

Whittaker's integral, which is entire in b + iw. Waves are exponentials with an imaginary tilt, so products of waves are sums of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sympy import Abs, Expr, Heaviside, I, Max, Rational, S, Symbol, cos, exp, expand, re, sign, sin, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.deciding.order import constant_sign
from derive.language.errors import DeriveError, Diverges
from derive.language.forms import positivity
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import power_form
from derive.language.forms.power_functions import gamma_form, hermite_function_forms
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.goals.single_derivative import products_by_parts, single_derivative
from derive.language.moments.asked import Asked
from derive.language.moments.integrand import OutOfClass, glue
from derive.language.moments.power_goal import hypothesis
from derive.language.moments.power_moment import refused, regular_part, tails, thresholds
from derive.language.moments.power_split import Split, Spot, exponential_terms, read_split
from derive.language.moments.power_threshold import Threshold
from derive.language.moments.wave import cosine, sine
from derive.language.moments.wave_threshold import WaveThreshold, read_wave_threshold
from derive.language.sources import FELLER, WHITTAKER
from derive.language.symbols import Z, dphi, phi, q, x, z
from derive.rules.shifted_powers import Pieces, integrand_of

a, b, w, t = Symbol("a", positive=True), Symbol("b", real=True), Symbol("w", positive=True), Symbol("t", positive=True)


@rule(
    title="powers at their knots",
    statement=r"\mathbb E\Big[\sum_jA_j\,(x-t_j)_\pm^{a_j}e^{b_jx+g_jx^2}\cos(w_jx+f_j)\Big]=\sum_jA_jq^{a_j/2}\,\mathbb E\Big[(Z\mp h_j)_+^{a_j}"
    r"e^{\pm b_j\sqrt q\,Z+g_jqZ^2}\cos(\pm w_j\sqrt q\,Z+f_j)\Big],\qquad h_j=t_j/\sqrt q",
    source=FELLER,
    proof="Waves are sums of exponentials with imaginary tilts, so on each piece the integrand is the real part of a sum of terms A s^a exp((b + iw)x + "
    "gx^2), s = |x - t| with t an end of the piece; x = sqrt(q) Z, or -sqrt(q) Z for the other side by the symmetry of the law, makes s = sqrt(q) |Z - h|. "
    "Re[A exp(iwx)] = Re A cos(wx) - Im A sin(wx). All terms are integrable if the exponents at their own knots are above -1 (returned), and 1 - 2gq > 0, "
    "which the rule for such goals returns. phi^(n) is a function without deltas, by its exponents and since phi^(k), k < n, does not jump.",
    rank=59,
    examples=lambda: (
        ActivationMoment(Max(x - t, 0) ** a * cos(w * x), phi, q),
        ActivationMoment(sign(x) * Max(Abs(x) - 1, 0) ** a * sin(x), phi * z, q),
        ActivationMoment(Max(x, 0) ** a * exp(b * x) * sin(w * x + 1) + Max(x, 0), phi, q),
        ActivationMoment(sqrt(Max(x - 1, 0)) * cos(x) * exp(-(x**2)), phi**2 + phi, q),
        ActivationMoment(Max(x + 1, 0) ** (a + 1) * cos(x), dphi * z, q),
    ),
)
def activation_moment_eq_threshold_waves(goal: Goal) -> Reduction | None:
    """E[p(phi, phi', phi'', z)] for phi a sum of powers at their knots times exponentials of degree two and waves, as goals with one threshold and one wave."""
    if not isinstance(goal, ActivationMoment) or not goal.function.has(cos, sin):
        return None
    asked = Asked.of(goal)
    activation, field, order = asked.activation, asked.field, asked.order
    try:
        if any(activation.jumps(n) for n in range(order)):
            return None
        pieces = tilted(activation, order)
        if not pieces.singular:
            return None
        root, needed = positivity.sqrt(normal_form(goal.variance, field))
        parts = integrand_of(pieces, asked.monomials, root.expression())
        conditions = [*_integrable(activation.knots, parts, field), *pieces.functions(order, field), *tails(parts, root)]
        return Reduction(_expectation(activation.knots, parts, root), (*needed, *strongest(conditions, Form.expression)))
    except Diverges:
        if single_derivative(goal.polynomial) or products_by_parts(goal.polynomial):  # may have a meaning as a distribution
            return None
        raise
    except (OutOfClass, Undecided, DeriveError):
        return None


def tilted(activation: Activation, order: int) -> Pieces:
    """phi and its derivatives, waves written as exponentials. Raises OutOfClass."""
    orders = [activation.derivative_pieces(n) for n in range(order + 1)]
    return Pieces(activation.knots, tuple(tuple(read_split(p.expr.rewrite([cos, sin], exp), p.lower, p.upper) for p in pieces) for pieces in orders))


def _integrable(knots: tuple[Expr, ...], parts: list[Split], field: Field) -> list[Form]:
    """The conditions e > -1 at the knots where powers start. Raises Diverges, or OutOfClass where terms that are not integrable may cancel."""
    conditions: list[Form | None] = []
    for i, knot in enumerate(knots):
        poles: dict[int, list[tuple[Spot, Expr]]] = {}
        for side, part in ((-1, parts[i]), (1, parts[i + 1])):
            for spot, value in _at_the_knot(part, knot, side).items():
                try:
                    conditions.append(hypothesis(spot.exponent + 1, normal_form(spot.exponent + 1, field)))
                except ValueError:
                    poles.setdefault(side, []).append((spot, value))
        certain = all(constant_sign(value) in (1, -1) for terms in poles.values() for _, value in terms)  # a wave may vanish at the knot
        if poles and not (certain and refused(knot, poles)):
            raise OutOfClass("terms that are not integrable, which may cancel")
    return [condition for condition in conditions if condition is not None]


def _at_the_knot(part: Split, knot: Expr, side: int) -> dict[Spot, Expr]:
    """The powers of the distance to the knot, with the values there of what stands beside them."""
    found: dict[Spot, Expr] = {}
    for spot, value in part.spots.items():
        if (spot.place, spot.side) == (knot, side):
            bare = replace(spot, tilt=S.Zero, square=S.Zero)
            found[bare] = found.get(bare, S.Zero) + value * exp(spot.tilt * knot + spot.square * knot**2)
    return {spot: re(expand(value, complex=True)) for spot, value in found.items()}


def _expectation(knots: tuple[Expr, ...], parts: list[Split], scale: Form) -> Form:
    """E of the real part of the function that is parts[i] between knots[i-1] and knots[i]. Raises OutOfClass, Undecided."""
    field = scale.field
    places = [normal_form(knot, field) for knot in knots]
    total = glue(field, places, [regular_part(_real_part(part.regular), scale) for part in parts], (scale,)).expectation(())
    for spot in dict.fromkeys(spot for part in parts for spot in part.spots):
        tilt, frequency = complex_parts(spot.tilt)
        still = Spot(spot.place, spot.side, spot.exponent, spot.log, tilt, spot.square)
        values = [complex_parts(part.spots.get(spot, S.Zero)) for part in parts]
        for wave, numbers in ((cos, [real for real, _ in values]), (sin, [-imaginary * spot.side for _, imaginary in values])):
            for found, value in thresholds(still, places, [normal_form(number, field) for number in numbers], scale):
                total = total + value * _waved(found, wave, normal_form(frequency, field) * scale)
    return total


def _waved(found: Threshold, wave: type[cos] | type[sin], frequency: Form) -> Form:
    """The threshold goal times a wave. Raises OutOfClass."""
    if not found.open or found.log:
        raise OutOfClass("a power cut away from its place, or a logarithm")
    if not frequency:
        return found.goal() if wave is cos else frequency
    sign_: int = frequency.leading_sign
    goal = WaveThreshold(found.exponent, found.place, found.tilt, found.square, wave, frequency * sign_).goal()
    return goal if wave is cos else goal * sign_


def _real_part(regular: Expr) -> Expr:
    """The real part of a sum of A x^n exp((b + iw) x + g x^2)."""
    total = S.Zero
    for value, n, tilt, square in exponential_terms(regular):
        (real, imaginary), (slope, frequency) = complex_parts(value), complex_parts(tilt)
        total = total + x**n * exp(slope * x + square * x**2) * (real * cos(frequency * x) - imaginary * sin(frequency * x))
    return total


def complex_parts(value: Expr) -> tuple[Expr, Expr]:
    """Real and imaginary part of a sum of products of real numbers, i, and exponentials of such sums. Raises OutOfClass.

    >>> from sympy import Symbol
    >>> complex_parts((2 + I) * Symbol("f", real=True) + exp(I * Symbol("f", real=True)))
    (2*f + cos(f), f + sin(f))
    """
    parts = [_product_parts(term.as_ordered_factors()) for term in expand(value).as_ordered_terms()]
    return sum((real for real, _ in parts), start=S.Zero), sum((imaginary for _, imaginary in parts), start=S.Zero)


def _product_parts(factors: Iterable[Expr]) -> tuple[Expr, Expr]:
    real, imaginary = S.One, S.Zero
    for factor in factors:
        if not factor.has(I):
            real, imaginary = real * factor, imaginary * factor
        elif factor == I:
            real, imaginary = -imaginary, real
        elif isinstance(factor, exp):
            size, angle = complex_parts(factor.args[0])
            turned = exp(size) * cos(angle), exp(size) * sin(angle)
            real, imaginary = real * turned[0] - imaginary * turned[1], real * turned[1] + imaginary * turned[0]
        else:
            raise OutOfClass(f"the parts of {factor}")
    return real, imaginary


@rule(
    title="Whittaker's integral",
    statement=r"\mathbb E\big[(Z-h)_+^ae^{(b+iw)Z+gZ^2}\big]=\sigma^{a+1}\frac{\Gamma(a+1)}{\sqrt{2\pi}}\,e^{-k^2/2+(b+iw)h}\,"
    r"\mathrm{He}_{-a-1}\big(k-\sigma b-i\sigma w\big),\qquad\sigma=(1-2g)^{-1/2},\ k=h/\sigma,\ a>-1",
    source=WHITTAKER,
    proof="exp(g z^2 - z^2/2) = exp(-z^2/(2 sigma^2)) with sigma^2 = 1/(1 - 2g), for 1 - 2g > 0 (returned), so z = sigma y gives sigma^(a+1) "
    "E[(Y - k)_+^a exp(u Y)], u = sigma (b + iw). With y = k + s this is exp(-k^2/2 + u k)/sqrt(2 pi) int_0^oo s^a exp(-s^2/2 - (k - u) s) ds, and "
    "the integral is Gamma(a + 1) He_(-a-1)(k - u) with He_nu(z) = exp(z^2/4) D_nu(z), which is Whittaker's for real k - u, both sides being entire "
    "in u. a > -1 is returned where it does not follow. The cosine has the real part, the sine the imaginary part.",
    rank=26,
    examples=lambda: (
        Expectation(Abs(Z - t) ** a * cos(w * Z) * Heaviside(Z - t), Gaussian()),
        Expectation(Abs(Z + 2) ** Rational(3, 2) * sin(Z) * Heaviside(Z + 2), Gaussian()),
        Expectation(sqrt(Abs(Z)) * exp(b * Z) * sin(w * Z) * Heaviside(Z), Gaussian()),
        Expectation(Abs(Z - 1) ** (a - 1) * exp(-w * Z**2 + Z) * cos(2 * Z) * Heaviside(Z - 1), Gaussian()),
    ),
)
def wave_threshold_eq_hermite_function(goal: Goal) -> Reduction | None:
    """E[(Z - h)_+^a exp(bZ + gZ^2) cos(wZ)] and with a sine: Whittaker's integral at a complex place."""
    found = read_wave_threshold(goal)
    if found is None:
        return None
    field, s = found.place.field, normal_form(found.exponent, found.place.field)
    try:
        condition = hypothesis(found.exponent + 1, s + field.one)
        narrow, needed = positivity.positive_sqrt(field.one - found.square * 2)
        sigma = narrow.inverse()
        weight = sigma * power_form(sigma, s, needed) * gamma_form(s + field.one) / positivity.sqrt(field.pi * 2)[0]
    except (ValueError, Undecided):
        return None
    k, angle = found.place * narrow, found.frequency * found.place
    real, imaginary = hermite_function_forms(-s - field.one, k - found.tilt * sigma, -(found.frequency * sigma))
    turned = (cosine(angle), sine(angle))
    value = turned[0] * real - turned[1] * imaginary if found.wave is cos else turned[1] * real + turned[0] * imaginary
    return Reduction(weight * field.exp(found.tilt * found.place - k * k / 2) * value, needed if condition is None else (*needed, condition))
