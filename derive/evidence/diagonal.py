r"""Expectations over a pair with correlation near 1 or -1, by quadrature in the plane.

The density p(x, y) = exp(-(x^2 - 2cxy + y^2)/(2 s^2)) / (2 pi s), s^2 = 1 - c^2, c > 0, obeys for real y

    |p(x + iu, y)| <= exp(-(x^2 + y^2)/4 + u^2/(2 s^2)) / (2 pi s),

because x^2 - 2cxy + y^2 >= (1 - c)(x^2 + y^2) and 1 + c <= 2. So the errors of Gauss and Legendre on panels of f(x)
exp(-x^2/4 + u^2/(2 s^2)) serve for all y, and with their sum e_f, the sum A_f = sum_j w_j |f(x_j)| exp(-x_j^2/4), and
B_g = int_-T^T |g| exp(-y^2/4) <= (2T)^(1/2) (2 pi)^(1/4) |g|,

    |int int f g p - sum_jk w_j w_k f(x_j) g(y_k) p(x_j, y_k)| <= (e_f B_g + A_f e_g) / (2 pi s)

on the square [-T, T]^2; outside, at most (int_tail f^2)^(1/2) |g| + |f| (int_tail g^2)^(1/2) by Cauchy and Schwarz.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import acb, arb, ctx
from sympy import Expr

from derive.evidence.clock import check_clock
from derive.evidence.factor import factor_pieces, factor_vector
from derive.evidence.hermite_vector import clip, reach, size
from derive.evidence.panels import mesh, rule
from derive.evidence.scalar import real_constant
from derive.language.errors import CannotEnclose
from derive.language.symbols import X, Y, Z

NARROWEST = 1e-6  # of 1 - c^2


@dataclass(frozen=True, slots=True)
class Block:
    """Nodes of a panel with w_j f(x_j), and the sum of w_j |f(x_j)|."""

    lower: arb
    upper: arb
    nodes: tuple[arb, ...]
    values: tuple[arb, ...]
    mass: arb


@dataclass(frozen=True, slots=True)
class Side:
    """One factor on [-T, T]: `error` is e_f, `damped` is A_f, `norm` is |f|, `outside` the root of the energy beyond
    T."""

    blocks: tuple[Block, ...]
    error: arb
    damped: arb
    norm: arb
    outside: arb
    reach: arb
    size: arb


def expectation_near_diagonal(f: Expr, g: Expr, c: Expr, digits: int) -> arb:
    """E[f(X) g(Y)] at an exact correlation, 0 < |c| < 1; the work grows like 1/sqrt(1 - c^2). Raises CannotEnclose
    nearer
    to 1 than NARROWEST.
    """
    with ctx.workprec(int(3.33 * digits) + 48):
        correlation = real_constant(c, {})
        if correlation < 0:
            return expectation_near_diagonal(f, g.xreplace({Y: -Y}), -c, digits)
        narrow = 1 - correlation**2
        if not (narrow > NARROWEST and correlation > 0):
            raise CannotEnclose(
                f"an expectation at correlation {c}",
                f"1 - c^2 < {NARROWEST} is too near to a degenerate pair",
                "c = 1 or -1 exactly, or further away",
            )
        first, second = _side(f.xreplace({X: Z}), narrow, digits), _side(g.xreplace({Y: Z}), narrow, digits)
        total, skipped = _sum(first, second, correlation, narrow, digits)
        bound = (first.error * _damped_norm(second) + first.damped * second.error + skipped) / (2 * arb.pi() * narrow.sqrt())
        bound += first.outside * second.norm + first.norm * second.outside
        return total / (2 * arb.pi() * narrow.sqrt()) + arb(0, bound.upper())


def _damped_norm(side: Side) -> arb:
    """B_g of the module docstring."""
    return (2 * side.reach * (2 * arb.pi()).sqrt()).sqrt() * side.norm


def _side(body: Expr, narrow: arb, digits: int) -> Side:
    functions, tail = factor_pieces(body, int(ctx.prec) + 32)
    norm = factor_vector(body, Z, 0, digits).square.upper().sqrt()
    scale = size(functions)
    goal = (scale * arb(10) ** -(digits + 2)).upper()
    end, count = reach(functions, tail, goal), 16 + int(1.1 * digits)

    def family(m: arb, x: arb, u: arb) -> arb:
        return m * (-(x.abs_lower() ** 2) / 4 + u.abs_upper() ** 2 / (2 * narrow)).exp()

    blocks, error, damped = [], arb(0), arb(0)
    for lower, upper, f in clip(functions, end):
        panels = mesh(f, lower, upper, count, (family,), ((goal * narrow.sqrt()).upper(),))
        if panels is None:
            raise CannotEnclose(f"an expectation of {body}", "the function is unbounded at a knot", "a bounded function")
        for panel in panels:
            error += panel.errors[0]
            if panel.nodes:
                half, centre = (panel.upper - panel.lower) / 2, (panel.upper + panel.lower) / 2
                nodes = tuple(centre + half * t for t, _ in rule(count))
                values = tuple(half * w * f(acb(x), False).real for x, (_, w) in zip(nodes, rule(count), strict=True))
                blocks.append(Block(panel.lower, panel.upper, nodes, values, sum((abs(v) for v in values), arb(0))))
                damped += sum((abs(v) * (-x * x / 4).exp() for x, v in zip(nodes, values, strict=True)), arb(0))
    return Side(tuple(blocks), error, damped, norm, tail(end).sqrt(), end, scale)


def _sum(first: Side, second: Side, c: arb, narrow: arb, digits: int) -> tuple[arb, arb]:
    """The double sum without the factor 1/(2 pi s), and a bound of the pairs of panels that were left out."""
    total, skipped = arb(0), arb(0)
    least = first.size * second.size * arb(10) ** -(digits + 4) * narrow.sqrt()
    for one in first.blocks:
        check_clock()
        for other in second.blocks:
            bound = one.mass * other.mass * _peak(one, other, c, narrow)
            if bound < least:
                skipped += bound.upper()
            else:
                total += _pair(one, other, c, narrow)
    return total, skipped


def _peak(one: Block, other: Block, c: arb, narrow: arb) -> arb:
    """Largest value of exp(-((x - cy)^2 + s^2 y^2)/(2 s^2)) on two panels."""
    x, y = one.lower.union(one.upper), other.lower.union(other.upper)
    return (-((x - c * y).abs_lower() ** 2 / narrow + y.abs_lower() ** 2) / 2).exp().upper()


def _pair(one: Block, other: Block, c: arb, narrow: arb) -> arb:
    """sum_jk f_j g_k exp(-(x_j - c y_k)^2/(2 s^2)) exp(-y_k^2/2)."""
    total, scale = arb(0), -1 / (2 * narrow)
    for y, g in zip(other.nodes, other.values, strict=True):
        shift, inner = c * y, arb(0)
        for x, f in zip(one.nodes, one.values, strict=True):
            distance = x - shift
            inner += f * (distance * distance * scale).exp()
        total += inner * g * (-y * y / 2).exp()
    return total
