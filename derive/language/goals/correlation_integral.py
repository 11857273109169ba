"""The goal of Price's route: a function of the correlation, integrated from c = 0, where u and v are independent.

CorrelationIntegral(f, c) = int_0^c f(t) dt,         f an expression in the bound letter T, which may hold kernels with correlation T.
"""

from __future__ import annotations

from typing import Any

from sympy import Dummy, Expr, Symbol, sympify

from derive.language.goals.expectation import Goal
from derive.language.symbols import c

T = Dummy("t", real=True, dummy_index=7_000_004)


class CorrelationIntegral(Goal):
    """int_0^upper integrand dT.

    >>> CorrelationIntegral.of(c**2, c)
    CorrelationIntegral(_t**2, c)
    """

    def __new__(cls, integrand: Any, upper: Any) -> CorrelationIntegral:
        goal: CorrelationIntegral = Expr.__new__(cls, sympify(integrand), sympify(upper))
        return goal

    @classmethod
    def of(cls, function: Expr, upper: Expr) -> CorrelationIntegral:
        """The integral from 0 of a function that is written in the letter c."""
        return cls(function.xreplace({c: T}), upper)

    @property
    def integrand(self) -> Expr:
        return self.args[0]

    @property
    def upper(self) -> Expr:
        return self.args[1]

    @property
    def function(self) -> Expr:
        """The integrand written in the letter c."""
        return self.integrand.xreplace({T: c})

    @property
    def bound_symbols(self) -> tuple[Symbol, ...]:
        return (T,)

    @property
    def free_symbols(self) -> set[Symbol]:
        return set((self.integrand.free_symbols - {T}) | self.upper.free_symbols)

    def _latex(self, printer: Any) -> str:
        return rf"\int_0^{{{printer._print(self.upper)}}}{printer._print(self.integrand)}\,dt"

    def _sympystr(self, printer: Any) -> str:
        if type(printer).__name__ == "StrPrinter":
            return f"CorrelationIntegral({printer._print(self.integrand)}, {printer._print(self.upper)})"
        return f"∫_0^{printer._print(self.upper)} {printer._print(self.integrand)} dt"
