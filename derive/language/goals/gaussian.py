"""Standard normal laws of one and two variables."""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, Symbol, sympify

from derive.language.symbols import X, Y, Z


class Gaussian(Basic):  # type: ignore[misc]
    """`Gaussian()` is Z ~ N(0, 1); `Gaussian(c)` is a pair (X, Y) of standard normals with E[XY] = c, |c| <= 1.

    Variances and means never enter the law: they are in the integrand, as in phi(sqrt(q) Z). A degenerate pair (c = 1 or -1) is allowed.
    """

    def __new__(cls, *correlation: Any) -> Gaussian:
        if len(correlation) > 1:
            raise ValueError("a law has no correlation (one variable) or one correlation (two variables)")
        law: Gaussian = Basic.__new__(cls, *(sympify(rho) for rho in correlation))
        return law

    @property
    def dimension(self) -> int:
        return 1 + len(self.args)

    @property
    def letters(self) -> tuple[Symbol, ...]:
        return (X, Y) if self.args else (Z,)

    @property
    def correlation(self) -> Expr:
        return self.args[0]

    def _latex(self, printer: Any) -> str:
        if self.dimension == 1:
            return r"\mathcal{N}(0,1)"
        rho = printer._print(self.correlation)
        return rf"\mathcal{{N}}\!\left(0,\begin{{pmatrix}}1&{rho}\\{rho}&1\end{{pmatrix}}\right)"
