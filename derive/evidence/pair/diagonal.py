r"""Expectations over a pair with correlation near 1 or -1, for factors that may grow like exp(g x^2): rectangles that cover the whole square [-T, T]^2.

Outside the square they are at most (int_tail f^2)^(1/2) |g| + |f| (int_tail g^2)^(1/2) by Cauchy and Schwarz. The work grows like 1/sqrt(1 - c^2).
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb
from sympy import Expr

from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.factor import factor_pieces, factor_vector
from derive.evidence.line.hermite_vector import clip, reach, size
from derive.evidence.pair.rectangle import Edge, edge, over_rectangle
from derive.language.errors import CannotEnclose
from derive.language.symbols import X, Y, Z

NARROWEST = 1e-6  # of 1 - c^2


@dataclass(frozen=True, slots=True)
class Side:
    """One factor on [-T, T]: `norm` is |f|, `outside` the root of the energy beyond T."""

    edge: Edge
    norm: arb
    outside: arb
    size: arb


def expectation_near_diagonal(f: Expr, g: Expr, c: Expr, digits: int) -> arb:
    """E[f(X) g(Y)] at an exact correlation, 0 < |c| < 1. Raises CannotEnclose nearer to 1 than NARROWEST."""
    with working(int(3.33 * digits) + 64):
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
        least = first.size * second.size * arb(10) ** -(digits + 4) * narrow.sqrt()
        beyond = first.outside * second.norm + first.norm * second.outside
        return over_rectangle(first.edge, second.edge, correlation, narrow, least) + arb(0, beyond.upper())


def _side(body: Expr, narrow: arb, digits: int) -> Side:
    functions, tail = factor_pieces(body, int(3.33 * digits) + 96)
    norm = factor_vector(body, Z, 0, digits).square.upper().sqrt()
    scale = size(functions)
    goal = (scale * arb(10) ** -(digits + 2)).upper()
    end = reach(functions, tail, goal)
    found = edge(clip(functions, end), narrow, digits, (goal * narrow.sqrt()).upper())
    return Side(found, norm, tail(end).sqrt(), scale)
