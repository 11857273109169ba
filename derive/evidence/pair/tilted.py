r"""Factors that grow like exponentials, moved to where they are large (Cameron and Martin).

With S = a^2 + 2 a c m + m^2 the law of X, Y under the density exp(a X + m Y - S/2) is that of X + a + c m, Y + m + c a, so that

    E[f(X) g(Y)] = exp(-S/2) E[f(X + a + c m) exp(-a X) g(Y + m + c a) exp(-m Y)].

The identity holds for all a and m; they are the places where f and g are largest against the normal density, if these are far from 0.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, collect, exp, expand

from derive.evidence.line.far_peak import far_place
from derive.language.symbols import Z


@dataclass(frozen=True, slots=True)
class Tilted:
    """E[f(X) g(Y)] = exp(exponent) E[first(X) second(Y)]."""

    first: Expr
    second: Expr
    exponent: Expr


def tilted(f: Expr, g: Expr, c: Expr) -> Tilted | None:
    """The pair at the places where the factors are large, None where both are near 0."""
    a, m = far_place(f, Z), far_place(g, Z)
    if a == m == 0:
        return None
    return Tilted(_moved(f, a + c * m, a), _moved(g, m + c * a, m), -(a * a + 2 * a * c * m + m * m) / 2)


def _moved(f: Expr, mean: Expr, slope: int) -> Expr:
    """f(Z + mean) exp(-slope Z), each exponential with one linear term."""
    body = f.xreplace({Z: Z + mean}) * exp(-slope * Z)
    return body.xreplace({node: exp(collect(expand(node.args[0]), Z)) for node in body.atoms(exp)})
