"""The goal E[p(phi(sqrt(q) Z)) He_n(Z)] with the order n a symbol: a Hermite coefficient as a function of its order.

`He_n` is the n-th probabilists' Hermite polynomial, not normalised. At a whole number n the goal is an ordinary moment of the activation.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, Integer, Lambda, Symbol, expand, hermite_prob, sympify

from derive.language.goals.expectation import ActivationMoment, MomentOfOne
from derive.language.symbols import phi, x, z

order = Symbol("n", integer=True, nonnegative=True)


class HermiteCoefficient(MomentOfOne):
    """E[polynomial(phi) He_index(Z)], phi the function at sqrt(variance) Z.

    >>> from derive.language.symbols import q
    >>> HermiteCoefficient(x**2, phi, 2, q).moment
    ActivationMoment(Lambda(x, x**2), phi*z**2 - phi, q)
    """

    def __new__(cls, function: Any, polynomial: Any, index: Any, variance: Any) -> HermiteCoefficient:
        named = function if isinstance(function, Lambda) else Lambda(x, function)
        goal: HermiteCoefficient = Expr.__new__(cls, named, sympify(polynomial), sympify(index), sympify(variance))
        return goal

    @property
    def index(self) -> Expr:
        return self.args[2]

    @property
    def composed(self) -> Lambda:
        """x -> p(phi(x))."""
        return Lambda(x, self.polynomial.subs(phi, self.function(x)))

    @property
    def free_symbols(self) -> set[Symbol]:
        return set(self.function.free_symbols | (self.polynomial.free_symbols - {phi}) | self.index.free_symbols | self.variance.free_symbols)

    @property
    def moment(self) -> ActivationMoment:
        """The same expectation for an order that is a number."""
        return self.at(int(self.index))

    def at(self, n: int) -> ActivationMoment:
        """The moment of order n."""
        return ActivationMoment(self.function, expand(self.polynomial * hermite_prob(Integer(n), z)), self.variance)

    def _latex(self, printer: Any) -> str:
        return rf"\mathbb{{E}}[{self._shown(printer)}\,\mathrm{{He}}_{{{printer._print(self.index)}}}(Z)]"

    def _sympystr(self, printer: Any) -> str:
        if type(printer).__name__ == "StrPrinter":
            return f"HermiteCoefficient({', '.join(printer._print(arg) for arg in self.args)})"
        return f"E[{self._shown(printer)}·He_{printer._print(self.index)}(Z)]"

    def _shown(self, printer: Any) -> str:
        """p(phi(u)), in brackets if it is a sum."""
        body = self.function.expr
        name = body.name if isinstance(body, Symbol) and body.name.startswith("=") else "=phi"
        text = str(printer._print(self.polynomial.xreplace({phi: Symbol(f"{name}(u)", real=True)})))
        return f"({text})" if self.polynomial.is_Add else text
