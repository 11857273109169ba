r"""Expectations on an interval of a parameter, and their derivatives.

For an expression F(t, E_1(t), ..., E_k(t)) with E_i(t) = E[b_i(Z, t)] the integral is run with the parameter as a ball,
which encloses E_i for every t in the ball at once, tails included. Where b_i is continuous and piecewise differentiable
in t, so is E_i, with E_i' = E[db_i/dt]: the tails of the right side are bounded uniformly on the ball. Bodies with
switches that may jump (Heaviside, sign, Piecewise) are refused for that reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log10
from typing import Any

from flint import arb
from sympy import Abs, Derivative, DiracDelta, Dummy, Expr, Heaviside, Max, Min, Piecewise, Symbol, diff, sign, sqrt

from derive.evidence.crossing import RealFunction
from derive.evidence.integral import expectation_1d
from derive.evidence.scalar import real_constant
from derive.language.errors import CannotEnclose
from derive.language.expectation import ActivationMoment, Expectation, Goal
from derive.language.gaussian import Gaussian
from derive.language.symbols import Z, ddphi, dphi, phi, z

JUMPING = (Heaviside, sign, Piecewise, DiracDelta)


class Bundle:
    """An expression with one-dimensional goals, as a function of one variable on balls."""

    def __init__(self, function: Expr, variable: Symbol, at: Mapping[Symbol, Any]) -> None:
        self.variable, self.at = variable, at
        goals = sorted(function.atoms(Goal), key=str)
        self.names: dict[Dummy, Expr] = {Dummy(f"E{k}"): _body(goal) for k, goal in enumerate(goals)}
        self.shape: Expr = function.xreplace(dict(zip(goals, self.names, strict=True)))
        if self.shape.has(Goal, Derivative):
            raise CannotEnclose(f"{function} on an interval", "a goal inside a goal")

    def derivative(self) -> Bundle:
        """d/dt F = F_t + sum F_i E[db_i/dt]."""
        if any(body.atoms(*JUMPING) for body in self.names.values()):
            raise CannotEnclose(f"the derivative in {self.variable}", "an integrand may jump")
        slopes = {name: Expectation(diff(body, self.variable), Gaussian()) for name, body in self.names.items()}
        shape = diff(self.shape, self.variable) + sum(diff(self.shape, name) * slope for name, slope in slopes.items())
        goals = {name: Expectation(body, Gaussian()) for name, body in self.names.items()}
        return Bundle(shape.xreplace(goals), self.variable, self.at)

    def on(self, digits: int) -> RealFunction:
        """t -> enclosure, NaN where there is none."""

        def value(t: arb) -> arb:
            point = {**self.at, self.variable: t}
            accuracy = digits + 4 if t.is_exact() else min(digits + 4, max(5, 3 - int(log10(max(1e-300, float(t.rad()))))))
            try:
                values = {name: expectation_1d(body, point, accuracy) for name, body in self.names.items()}
                return real_constant(self.shape, {**point, **values})
            except CannotEnclose:
                return arb.nan()

        return value


def _body(goal: Goal) -> Expr:
    """The goal's integrand in Z; raises CannotEnclose where it is not one-dimensional and continuous."""
    if isinstance(goal, Expectation) and goal.law.dimension == 1:
        body = goal.body
    elif isinstance(goal, ActivationMoment) and not goal.function.atoms(*JUMPING, Abs, Max, Min):
        (x,), branch, s = goal.function.variables, goal.function.expr, sqrt(goal.variance)
        parts = {symbol: diff(branch, x, k).xreplace({x: s * Z}) for k, symbol in enumerate((phi, dphi, ddphi))}
        body = goal.polynomial.xreplace({**parts, z: Z})
    else:
        raise CannotEnclose(f"{goal} on an interval", "only one-dimensional continuous integrands are enclosed there")
    return body
