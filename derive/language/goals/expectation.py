"""Goals: expressions that ask to be evaluated and never evaluate themselves.

Three kinds.

* `Expectation(body, law)`: E[body] under a standard normal law of one or two variables. The body is an ordinary function of the law's letters.
* `ActivationMoment(phi, monomial, q)`: E of a polynomial in phi, phi', phi'' (distributional derivatives at x = sqrt(q) z) and z.
* `DualKernel(phi, psi, m, n, q1, q2, c)`: E[phi^(m)(u) psi^(n)(v)], (u, v) centred normal with variances q1, q2 and correlation c,
  derivatives again as distributions.

The last two are what a theory asks, with the activation as a `Lambda`; rules turn them into the first, whose bodies are functions.
"""

from __future__ import annotations

from typing import Any

from sympy import Derivative, Expr, Lambda, Symbol, Tuple, sympify

from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import ddphi, dphi, phi, x, z


class Goal(Expr):  # type: ignore[misc]
    """An unevaluated question. Differentiating one leaves a `Derivative`: Price's theorem is a rule, not a reflex."""

    is_commutative = True

    def _eval_is_extended_real(self) -> bool:
        return True

    def _eval_derivative(self, s: Symbol) -> Expr:
        return Derivative(self, s, evaluate=False)

    def doit(self, **hints: Any) -> Expr:
        return self


class Expectation(Goal):
    """E[body], the body written in `law.letters`.

    >>> from derive.language.symbols import Z
    >>> Expectation(Z**2, Gaussian())
    Expectation(_Z**2, Gaussian())
    """

    def __new__(cls, body: Any, law: Gaussian) -> Expectation:
        body = sympify(body)
        if body.has(Goal):
            raise ValueError("an expectation inside an expectation: use one law for all variables")
        goal: Expectation = Expr.__new__(cls, body, law)
        return goal

    @property
    def body(self) -> Expr:
        return self.args[0]

    @property
    def law(self) -> Gaussian:
        law: Gaussian = self.args[1]
        return law

    @property
    def bound_symbols(self) -> tuple[Symbol, ...]:
        return self.law.letters

    @property
    def free_symbols(self) -> set[Symbol]:
        return set((self.body.free_symbols - set(self.bound_symbols)) | self.law.free_symbols)

    def _latex(self, printer: Any) -> str:
        return rf"\mathbb{{E}}\!\left[{printer._print(self.body)}\right]"


def _lambda(function: Any) -> Lambda:
    return function if isinstance(function, Lambda) else Lambda(x, function)


class MomentOfOne(Goal):
    """The expectation of a polynomial in what one function is at x = sqrt(q) z: the first two arguments and the last one."""

    @property
    def function(self) -> Lambda:
        return self.args[0]

    @property
    def polynomial(self) -> Expr:
        return self.args[1]

    @property
    def variance(self) -> Expr:
        return self.args[-1]


class ActivationMoment(MomentOfOne):
    """E[polynomial(phi, phi', phi'', z)] at x = sqrt(q) z, z ~ N(0, 1); derivatives are distributional.

    `function` is a Lambda (or an expression in x), `polynomial` an expression in the placeholder symbols `phi, dphi, ddphi, z`.
    """

    def __new__(cls, function: Any, polynomial: Any, variance: Any) -> ActivationMoment:
        goal: ActivationMoment = Expr.__new__(cls, _lambda(function), sympify(polynomial), sympify(variance))
        return goal

    @property
    def free_symbols(self) -> set[Symbol]:
        own = self.polynomial.free_symbols - {phi, dphi, ddphi, z}
        return set(own | self.function.free_symbols | self.variance.free_symbols)

    def _latex(self, printer: Any) -> str:
        argument = rf"(\sqrt{{{printer._print(self.variance)}}}\,Z)"
        names = {phi: Symbol(r"\phi"), dphi: Symbol(r"\phi'"), ddphi: Symbol(r"\phi''"), z: Symbol("Z")}
        return rf"\mathbb{{E}}\!\left[{printer._print(self.polynomial.xreplace(names))}\right]_{{\phi=\phi{argument}}}"


class DualKernel(Goal):
    """E[phi^(m)(u) psi^(n)(v)] for centred normal u, v with variances q1, q2 and correlation c; derivatives are distributional."""

    def __new__(cls, first: Any, second: Any, orders: Any, q1: Any, q2: Any, c: Any) -> DualKernel:
        goal: DualKernel = Expr.__new__(cls, _lambda(first), _lambda(second), Tuple(*orders), *map(sympify, (q1, q2, c)))
        return goal

    @property
    def functions(self) -> tuple[Lambda, Lambda]:
        return self.args[0], self.args[1]

    @property
    def orders(self) -> tuple[int, int]:
        return int(self.args[2][0]), int(self.args[2][1])

    @property
    def variances(self) -> tuple[Expr, Expr]:
        return self.args[3], self.args[4]

    @property
    def correlation(self) -> Expr:
        return self.args[5]

    @property
    def free_symbols(self) -> set[Symbol]:
        return set().union(*(part.free_symbols for part in (*self.functions, *self.variances, self.correlation)))

    def _latex(self, printer: Any) -> str:
        second = r"\phi" if self.args[0] == self.args[1] else r"\psi"
        marks = [{0: "", 1: "'", 2: "''"}.get(n, f"^{{({n})}}") for n in self.orders]
        return rf"\mathbb{{E}}\!\left[\phi{marks[0]}(u)\,{second}{marks[1]}(v)\right]"
