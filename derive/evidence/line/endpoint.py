"""The integral of an analytic piece against the normal density, singular ends included.

At an end a where the body is singular (a logarithm, a negative power), z = a + s exp(-t), s = 1 or -1, turns the end
into t = oo:

    int body(z) phi(z) dz = int_t0^oo body(a + s exp(-t)) exp(-t) phi(z) dt,

and where log |body exp(-t)| <= l(t) = a0 + b t + g t^2 with g <= 0 and l'(T) < 0 beyond T, what is cut off is at most exp(l(T))/(-l'(T)), phi < 1.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import acb, arb
from sympy import Dummy, Expr, Pow, Rational, Symbol, exp, expand, expand_log, log

from derive.evidence.balls.callback import Callback
from derive.evidence.balls.removable import RemovableBall
from derive.evidence.balls.scalar import Point, compile_ball, real_part
from derive.evidence.balls.stable_form import stable_form
from derive.evidence.line.asked import mean
from derive.evidence.line.frozen import log_size_near_end
from derive.evidence.line.growth import POLE, HalfLine
from derive.language.errors import CannotEnclose, Diverges

T = Dummy("t", positive=True, dummy_index=7_000_011)
STEPS = 12
MANY, NARROW, SHORT = 1000, 1e-30, 64  # for so many bits halving towards a root, which is bounded, takes longer than z = a + exp(-t)


def integrate_piece(body: Expr, letter: Symbol, at: Point, lower: arb, upper: arb, bits: int, patience: int = 1) -> arb:
    """int_lower^upper body phi for exact ends, to about 2^-bits; NaN where the quadrature does not converge.

    Raises Diverges where |body| is proven not to be integrable at an end, CannotEnclose where nothing is proven
    about a singular end.
    """
    function, total = compile_ball(stable_form(body, letter), (letter,), at), arb(0)
    width = (upper - lower) / 4
    if not any(function(acb(lower + width * k), False).is_finite() for k in (1, 2, 3)):
        raise CannotEnclose(mean(body), "the function has no finite value on an interval", "choose another point")
    near = [end + side * width.min(arb(1) / 4) for end, side in ((lower, 1), (upper, -1))]
    ends = [lower, upper]
    for k, side in ((0, 1), (1, -1)):
        if not function(acb(ends[k]), False).is_finite() or (bits > MANY and _is_root(function, ends[k])):
            inner = near[k].mid()
            total += _singular_end(body, letter, at, ends[k], side, inner, bits)
            ends[k] = inner
    return total + _quadrature(lambda w, analytic: function(w, analytic) * _density(w), body, ends[0], ends[1], bits, patience)


def _is_root(function: Callable[..., acb], end: arb) -> bool:
    """The function is finite and not analytic at an end that is known exactly: a short number."""
    return bool(end.bits() < SHORT) and not function(acb(arb(end, NARROW)), True).is_finite()


def _density(w: acb) -> acb:
    """sqrt(2 pi) phi(w)."""
    return (-(w * w) / 2).exp()


def _quadrature(function: Callable[[acb, bool], acb], body: Expr, lower: arb, upper: arb, bits: int, patience: int = 1) -> arb:
    tolerance = arb(2) ** -bits
    degree, evaluations = min(120 + bits, 200 + bits // 5), patience * (20_000 + 100 * bits)  # nodes of high degree cost more than more panels
    loop = Callback(function, body)
    value = acb.integral(loop, lower, upper, rel_tol=tolerance, abs_tol=tolerance, deg_limit=degree, eval_limit=evaluations)
    return real_part(loop.checked(value)) / (2 * arb.pi()).sqrt()


def _singular_end(body: Expr, letter: Symbol, at: Point, end: arb, side: int, inner: arb, bits: int) -> arb:
    """The integral between a singular end and an inner point."""
    shifted = expanded(body, letter, rational(end) + side * exp(-T)) * exp(-T)
    function = compile_ball(shifted, (T,), at)
    start = -abs(inner - end).log()
    last, beyond = _cut(shifted, body, at, start.upper().ceil(), bits)
    centre = acb(end)
    whole = _quadrature(lambda t, analytic: function(t, analytic) * _density(centre + side * (-t).exp()), body, start.mid(), last, bits)
    return whole + arb(0, beyond) + _sliver(function, start)


def expanded(body: Expr, letter: Symbol, place: Expr) -> Expr:
    """body(place), the arguments of powers and logarithms multiplied out, so that a root is seen, and logarithms of products as sums."""
    moved = body.xreplace({letter: expand(place)})
    return expand_log(with_arguments_multiplied_out(moved))


def with_arguments_multiplied_out(body: Expr) -> Expr:
    """The arguments of powers and logarithms expanded, quotients with removable points left as they are."""
    whole: dict[Expr, Expr] = {node: Dummy() for node in body.atoms(RemovableBall)}
    named = body.xreplace(whole)
    return named.xreplace({node.args[0]: expand(node.args[0]) for node in named.atoms(Pow, log)}).xreplace({name: node for node, name in whole.items()})


def _sliver(function: Callable[..., acb], start: arb) -> arb:
    """The start is a ball: its width times the integrand there (density below 1)."""
    value = real_part(function(acb(start), False))
    return arb(0, (value.abs_upper() * start.rad()).upper()) if value.is_finite() else value


def _cut(shifted: Expr, body: Expr, at: Point, start: arb, bits: int) -> tuple[arb, arb]:
    """(last, bound): beyond `last` the integral over t is at most the bound, about 2^-bits."""
    last = (start + 2).max(arb(bits)).ceil().mid()
    for _ in range(STEPS):
        bound = log_size_near_end(shifted, T, last, at)
        slope = bound.b + 2 * bound.g * last if bound is not None and bound.g <= 0 else None
        if bound is None or slope is None or not slope < 0:
            below = HalfLine(T, 1, last, at).log_below(shifted)
            if below is not None and below.g >= 0 and below.b >= 0:
                raise Diverges(mean(body), POLE, "a function that is integrable there")
            raise CannotEnclose(mean(body), "no bound was derived at a singular point", "rewrite the function there")
        beyond = ((bound.a + bound.b * last + bound.g * last * last).exp() / -slope).upper()
        if beyond <= arb(2) ** -bits:
            return last, beyond
        last = (last * 2).mid()
    raise CannotEnclose(mean(body), "the integral converges too slowly at a singular point", "ask for fewer digits")


def rational(number: arb) -> Rational:
    """The middle of a ball as a fraction."""
    mantissa, exponent = number.man_exp()
    return Rational(int(mantissa)) * Rational(2) ** int(exponent)
