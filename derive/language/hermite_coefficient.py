"""The goal E[f(sqrt(q) Z) He_n(Z)] with the order n a symbol: a Hermite coefficient as a function of its order.

`He_n` is the n-th probabilists' Hermite polynomial, not normalised. At a whole number n the goal is an ordinary moment of the activation.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, Integer, Lambda, Symbol, hermite_prob, sympify

from derive.language.expectation import ActivationMoment, Goal
from derive.language.symbols import phi, x, z

order = Symbol("n", integer=True, nonnegative=True)


class HermiteCoefficient(Goal):
    """E[function(sqrt(variance) Z) He_order(Z)].

    >>> from derive.language.symbols import q
    >>> HermiteCoefficient(x**2, 2, q).moment
    ActivationMoment(Lambda(x, x**2), phi*(z**2 - 1), q)
    """

    def __new__(cls, function: Any, index: Any, variance: Any) -> HermiteCoefficient:
        named = function if isinstance(function, Lambda) else Lambda(x, function)
        goal: HermiteCoefficient = Expr.__new__(cls, named, sympify(index), sympify(variance))
        return goal

    @property
    def function(self) -> Lambda:
        return self.args[0]

    @property
    def index(self) -> Expr:
        return self.args[1]

    @property
    def variance(self) -> Expr:
        return self.args[2]

    @property
    def free_symbols(self) -> set[Symbol]:
        return set(self.function.free_symbols | self.index.free_symbols | self.variance.free_symbols)

    @property
    def moment(self) -> ActivationMoment:
        """The same expectation for an order that is a number."""
        return self.at(int(self.index))

    def at(self, n: int) -> ActivationMoment:
        """The moment of order n."""
        return ActivationMoment(self.function, phi * hermite_prob(Integer(n), z), self.variance)

    def _latex(self, printer: Any) -> str:
        name, index = self._shown("\\phi", printer)
        return rf"\mathbb{{E}}[{name}(u)\,\mathrm{{He}}_{{{index}}}(Z)]"

    def _sympystr(self, printer: Any) -> str:
        if type(printer).__name__ == "StrPrinter":
            return f"HermiteCoefficient({', '.join(printer._print(arg) for arg in self.args)})"
        name, index = self._shown("φ", printer)
        return f"E[{name}(u)·He_{index}(Z)]"

    def _shown(self, default: str, printer: Any) -> tuple[str, str]:
        body = self.function.expr
        named = isinstance(body, Symbol) and body.name.startswith("=")
        return (printer._print(body) if named else default), str(printer._print(self.index))
