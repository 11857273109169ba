r"""Expectations on an interval of a parameter, and their derivatives.

For an expression F(t, E_1(t), ..., E_k(t)) with E_i(t) = E[b_i(Z, t)] the integral is run with the parameter as a ball,
which encloses E_i for every t in the ball at once, tails included. Two derivatives:

    E_i' = E[db_i/dt]                                          where b_i is continuous and piecewise differentiable in t,
    E_i' = E[dh/dt + h (Z^2 - 1)/(2t)],  b_i = h(sqrt(t) Z, t)  where the knots of h in its first place do not move,

the second by differentiating the density of sqrt(t) Z; h may jump. Derivatives that would hold a delta are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log10
from typing import Any

from flint import arb
from sympy import Derivative, DiracDelta, Dummy, Expr, Heaviside, Integer, Piecewise, Symbol, diff, expand, sign, sqrt

from derive.evidence.balls.exact_point import exact_point
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.activation_moment import integrand
from derive.evidence.line.integral import expectation_1d
from derive.evidence.maps.crossing import RealFunction
from derive.evidence.maps.kernel_interval import on_ball, slope
from derive.language.errors import CannotEnclose
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation, Goal
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import Z

PLACE = Dummy("x", real=True)
JUMPING = (Heaviside, sign, Piecewise, DiracDelta)


class Bundle:
    """An expression with one-dimensional goals, as a function of one variable on balls."""

    def __init__(self, function: Expr, variable: Symbol, at: Mapping[Symbol, Any]) -> None:
        self.variable, self.at = variable, at
        goals = sorted(function.atoms(Goal), key=str)
        self.names: dict[Dummy, Expr] = {Dummy(f"E{k}"): _body(goal, variable, at) for k, goal in enumerate(goals)}
        self.shape: Expr = function.xreplace(dict(zip(goals, self.names, strict=True)))
        if self.shape.has(Goal, Derivative):
            raise CannotEnclose(f"{function} on an interval", "a goal inside a goal")

    def derivative(self) -> Bundle:
        """d/dt F = F_t + sum F_i E_i'."""
        slopes = {name: self._slope(body) for name, body in self.names.items()}
        shape = diff(self.shape, self.variable) + sum(diff(self.shape, name) * slope for name, slope in slopes.items())
        goals = {name: body if isinstance(body, DualKernel) else Expectation(body, Gaussian()) for name, body in self.names.items()}
        return Bundle(shape.xreplace(goals), self.variable, self.at)

    def on(self, digits: int) -> RealFunction:
        """t -> enclosure, NaN where there is none."""

        def value(t: arb) -> arb:
            point = {**self.at, self.variable: t}
            accuracy = digits + 4 if t.is_exact() else min(digits + 4, max(5, 3 - int(log10(min(1e300, max(1e-300, float(t.rad())))))))
            try:
                values = {name: self._value(body, t, point, accuracy) for name, body in self.names.items()}
                return real_constant(self.shape, {**point, **values})
            except CannotEnclose:
                return arb.nan()

        return value

    def _slope(self, body: Expr) -> Expr:
        return slope(body) if isinstance(body, DualKernel) else Expectation(_slope(body, self.variable), Gaussian())

    def _value(self, body: Expr, t: arb, point: Mapping[Symbol, Any], accuracy: int) -> arb:
        return on_ball(body, self.variable, t, accuracy) if isinstance(body, DualKernel) else expectation_1d(body, point, accuracy)


def _slope(body: Expr, variable: Symbol) -> Expr:
    """An integrand of the derivative."""
    if variable not in body.free_symbols:
        return Integer(0)
    if variable.is_positive:
        inner = _scaled(body.xreplace({Z: PLACE / sqrt(variable)}), variable)
        rate = diff(inner, variable)
        if not rate.has(DiracDelta, Derivative):
            return rate.xreplace({PLACE: sqrt(variable) * Z}) + body * (Z**2 - 1) / (2 * variable)
    if body.atoms(*JUMPING):
        raise CannotEnclose(f"the derivative in {variable}", "an integrand may jump")
    return diff(body, variable)


def _scaled(body: Expr, variable: Symbol) -> Expr:
    """Arguments of steps multiplied by sqrt(variable) > 0, so that x/sqrt(q) - t/sqrt(q) becomes x - t."""
    steps = {step: step.func(expand(step.args[0] * sqrt(variable)), *step.args[1:]) for step in body.atoms(Heaviside, sign)}
    return body.xreplace({old: new for old, new in steps.items() if variable not in new.free_symbols})


def _body(goal: Goal, variable: Symbol, at: Mapping[Symbol, Any]) -> Expr:
    """The goal's integrand in Z, or a kernel whose correlation is the variable; raises CannotEnclose for other goals."""
    if isinstance(goal, Expectation) and goal.law.dimension == 1:
        return goal.body
    if isinstance(goal, ActivationMoment):
        return integrand(goal.xreplace({symbol: value for symbol, value in exact_point(at).items() if symbol != variable}))
    if isinstance(goal, DualKernel) and goal.correlation == variable:
        kernel: Expr = goal.xreplace({symbol: value for symbol, value in exact_point(at).items() if symbol != variable})
        if kernel.free_symbols == {variable}:
            return kernel
    raise CannotEnclose(f"{goal} on an interval", "only one-dimensional integrands and kernels at a correlation are enclosed there")
