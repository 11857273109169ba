r"""Rational functions between knots beside waves, and exponentials of degree one and two: the law moves, and knots, poles and phases with it.

E[exp(bZ + gZ^2) cos(wZ + f) 1{h < Z < k} R(Z)] = s exp(b^2 s^2/2) E[1{h < sZ + bs^2 < k} cos(wsZ + wbs^2 + f) R(sZ + bs^2)],      s = (1 - 2g)^(-1/2),

and cos(wsZ + f') = cos(f') cos(wsZ) - sin(f') sin(wsZ) leaves waves beside the partial fractions of R beyond each knot; see `waves_beyond_knots`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Abs, Expr, Heaviside, Max, Mul, Pow, S, Symbol, cos, exp, expand, pi, sin

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.real_fractions import Linear
from derive.language.forms.real_quadratics import real_partial_fractions
from derive.language.forms.summands import summands
from derive.language.goals.expectation import ActivationMoment
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.pole_pair import PolePair, fractions_of
from derive.language.moments.truncated_pole import TruncatedPair, TruncatedPole
from derive.language.moments.truncated_wave import HalfLineWave
from derive.language.moments.wave import cosine, sine
from derive.language.sources import CAMERON_MARTIN
from derive.language.symbols import Z, phi, q, x, z
from derive.rules.between_knots import Ends, moment_between_knots, tilted
from derive.rules.truncated_poles import means_between

a = Symbol("a", positive=True)
HIGHEST = 8  # waves in one product
Waves = dict[tuple[Expr, Expr], Expr]  # the factor of cos(rate x + phase) by (rate, phase)


@rule(
    title="Cameron-Martin theorem",
    statement=r"\mathbb E\big[e^{bZ+gZ^2}\cos(wZ+f)\,\mathbf 1\{h<Z<k\}R(Z)\big]=\sigma e^{b^2\sigma^2/2}\,"
    r"\mathbb E\big[\cos(w\sigma Z+wb\sigma^2+f)\,\mathbf 1\{h<\sigma Z+b\sigma^2<k\}\,R(\sigma Z+b\sigma^2)\big],\qquad\sigma=(1-2g)^{-1/2}",
    source=CAMERON_MARTIN,
    proof="b z + g z^2 - z^2/2 = -(z - b s^2)^2/(2 s^2) + b^2 s^2/2 with s^2 = 1/(1 - 2g), for 1 - 2g > 0, which is returned: the law becomes normal with "
    "mean b s^2 and variance s^2, and the integral over the new density gets the factor s. Products of waves are sums of waves, and cos(u + f) = cos f "
    "cos u - sin f sin u. R(s z + b s^2) is the sum of its partial fractions; a polynomial and a pair of complex poles are bounded by polynomials on "
    "the line, so the mean of each between two knots is the one beyond the first less the one beyond the second; before one knot it is, by Z -> -Z, "
    "one beyond a knot. So it is for a real pole left of both, and for one right of both after Z -> -Z. A real pole between them is refused. Deltas at "
    "the knots are densities, as in activation_moment_eq_sum.",
    rank=55,
    examples=lambda: (
        ActivationMoment(cos(x) / (1 + Abs(x)), phi, q),
        ActivationMoment(Max(x, 0) * sin(x) / (1 + x**2), phi * z, q),
        ActivationMoment(sin(a * x) * Heaviside(x) / (1 + x), phi**2, q),
        ActivationMoment(exp(x) * cos(x) * Heaviside(x) / (1 + x**2), phi, q),
    ),
)
def activation_moment_eq_truncated_waves(goal: Goal) -> Reduction | None:
    """E[p(phi, phi', phi'', z)] where phi is rational between its knots but for waves, and exponentials of degree one and two."""
    if not isinstance(goal, ActivationMoment) or not goal.function.has(cos, sin):
        return None
    return moment_between_knots(goal, _means)


def _means(body: Expr, between: Ends, root: Form, needed: list[Form]) -> Iterator[Form]:
    """E[1{lower < Z < upper} body] in parts, one for each exponential and wave."""
    field = root.field
    for part in tilted(body, between, root, needed):
        for (rate, phase), rational in waves(part.function).items():
            moved = rational.subs(x, part.place)
            if rate == 0:
                yield from (part.weight * cosine(normal_form(phase, field)) * mean for mean in means_between(moved, part.ends, field))
                continue
            slope = normal_form(rate, field)
            shift, frequency = normal_form(phase, field) + slope * part.mean, slope * part.scale
            side = frequency.leading_sign
            for turned, amplitude in ((False, cosine(shift)), (True, -sine(shift) * side)):
                if amplitude:
                    yield from (part.weight * amplitude * mean for mean in _wave_means(moved, part.ends, frequency * side, turned))


def waves(body: Expr) -> Waves:
    """A function of x as a sum of cosines with other factors; raises OutOfClass for waves of other arguments."""
    found = Waves()
    for term in summands(body):
        factors = [factor for factor in Mul.make_args(term) if factor.has(cos, sin) and factor.has(x)]
        rest, product = term / Mul(*factors), {(S.Zero, S.Zero): S.One}
        for argument in (argument for factor in factors for argument in _arguments(factor)):
            product = _times(product, argument)
        for key, value in product.items():
            found[key] = found.get(key, S.Zero) + value * rest
    return {key: value for key, value in found.items() if value != 0}


def _arguments(factor: Expr) -> list[tuple[Expr, Expr]]:
    """The rates and phases of the cosines whose product a power of a wave is."""
    base, n = factor.as_base_exp() if isinstance(factor, Pow) else (factor, S.One)
    if not isinstance(base, cos | sin) or not (n.is_Integer and 0 < n <= HIGHEST):
        raise OutOfClass("a function of a wave")
    argument = expand(base.args[0])
    rate = argument.coeff(x, 1)
    phase = expand(argument - rate * x)
    if phase.has(x):
        raise OutOfClass("a wave of a function that is not linear")
    return [(rate, phase - pi / 2 if isinstance(base, sin) else phase)] * int(n)


def _times(product: Waves, other: tuple[Expr, Expr]) -> Waves:
    """cos u cos v = (cos(u - v) + cos(u + v))/2 for each u."""
    found = Waves()
    for (rate, phase), value in product.items():
        for side in (1, -1):
            key = expand(rate + side * other[0]), expand(phase + side * other[1])
            if key[0].could_extract_minus_sign():
                key = -key[0], -key[1]
            found[key] = found.get(key, S.Zero) + value / 2
    return found


def _wave_means(body: Expr, between: Ends, frequency: Form, turned: bool) -> Iterator[Form]:
    """E[1{lower < Z < upper} body cos(frequency Z)], or with the sine, in parts; raises Undecided where a part has no closed form."""
    lower, upper = between
    polynomial, fractions, real = real_partial_fractions(body, Z, frequency.field)
    for k, value in enumerate(polynomial):
        if value:
            beyond = HalfLineWave(lower, frequency, turned).power_mean(k)
            yield value * (beyond if upper is None else beyond - HalfLineWave(upper, frequency, turned).power_mean(k))
    for value, pair in (part for term in fractions for part in fractions_of(term)):
        yield value * _pair_mean(pair, between, frequency, turned)
    for term in real:
        yield term.d * _real_mean(term.base, between, frequency, turned)


def _pair_mean(pair: PolePair, between: Ends, frequency: Form, turned: bool) -> Form:
    lower, upper = between
    if lower is None:
        assert upper is not None  # there is a knot
        mirrored = PolePair(-pair.m, pair.s, pair.k, pair.n)
        return _pair_mean(mirrored, (-upper, None), frequency, turned) * (-1 if (pair.k + turned) % 2 else 1)
    beyond = HalfLineWave(lower, frequency, turned).beside(TruncatedPair(lower, pair), pair.k, pair.n)
    return beyond if upper is None else beyond - _pair_mean(pair, (upper, None), frequency, turned)


def _real_mean(base: Linear, between: Ends, frequency: Form, turned: bool) -> Form:
    """E[1{lower < Z < upper} wave (Z + t)^-n] for a pole outside; raises Undecided for one inside, or at an end."""
    lower, upper = between
    if lower is not None and positivity.sign(lower + base.t) > 0:
        beyond = HalfLineWave(lower, frequency, turned).beside(TruncatedPole(lower, base.t, base.n), 0, base.n)
        return beyond if upper is None else beyond - _real_mean(base, (upper, None), frequency, turned)
    if upper is not None and positivity.sign(upper + base.t) < 0:
        mirrored = _real_mean(Linear(-base.t, base.n), (-upper, None if lower is None else -lower), frequency, turned)
        return mirrored * (-1 if (base.n + turned) % 2 else 1)
    raise Undecided("a pole on a piece")
