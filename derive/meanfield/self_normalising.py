"""The member of a family of activations that keeps mean 0 and variance 1, its constants derived and enclosed (theory in `theory.self_normalising`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import arb
from sympy import Expr, Rational, Symbol, expand, factor, false, sqrt

from derive.activations import of as activation_of
from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import time_limited
from derive.evidence.balls.precision import working
from derive.evidence.lower import enclose
from derive.evidence.maps.root import roots
from derive.language.errors import CannotEnclose, DeriveError, NotDefined
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import Goal
from derive.language.symbols import q
from derive.pipeline import expectation

SEARCHED = (Rational(1, 64), Rational(64))
SLACK = 8


@dataclass(frozen=True, slots=True)
class SelfNormalising:
    """lambda f_alpha with E = 0 and E[()^2] = 1 at a standard normal variable.

    `parameter` and `scale` are balls of alpha and lambda, `exact` both in closed form where E[f_alpha] is affine in alpha. `jacobian` are the entries
    d mu'/d nu and d nu'/d nu of the map of mean and variance at (0, 1) for weights with sum 0; the others are 0 there, so the fixed point attracts iff
    the second one is below 1 in absolute value. `chi_1` is E[phi'^2].
    """

    parameter: Ball | None
    scale: Ball
    exact: tuple[Expr | None, Expr] | None
    jacobian: tuple[Ball, Ball]
    chi_1: Ball

    @property
    def attracts(self) -> bool:
        """Whether (0, 1) is an attracting fixed point."""
        return bool(abs(self.jacobian[1].arb) < 1)


def self_normalising(family: Any, parameter: str | None = None, digits: int = 25, seconds: float | None = 60.0) -> SelfNormalising:
    """Solve E[f_alpha(Z)] = 0 for the one free parameter and scale; a function without parameters only needs E[f(Z)] = 0.

    >>> found = self_normalising("elu")
    >>> found.parameter.short(15), found.scale.short(15)
    ('1.67326324235438', '1.05070098735548')

    Raises NotDefined where no such member exists or it is not unique, DeriveError for a family with other free parameters, TimeLimit.
    """
    with time_limited(seconds):
        return _solved(family, parameter, digits)


def _solved(family: Any, parameter: str | None, digits: int) -> SelfNormalising:
    function = activation_of(family, {}, {})
    free = _free(function, parameter)
    mean = _closed(function, "E[phi]")
    second = _closed(function, "E[phi^2]")
    if free is None:
        if not enclose(mean, {}, digits).contains(0):
            raise NotDefined(f"a factor that normalises {function.name}", "E[f(Z)] is not 0, and there is no parameter to make it so", "another function")
        return _member(function, None, None, second, {}, digits)
    exact = _affine_root(mean, free)
    at = enclose(exact, {}, digits + SLACK) if exact is not None else _root(function, mean, free, digits + SLACK)
    if not at.arb > 0:
        raise NotDefined(f"a member of {function.name} with mean 0", f"it would need {free} = {at.short(8)}, which is not positive", "another family")
    return _member(function, at, exact, second, {free: at.arb}, digits)


def _free(function: Activation, name: str | None) -> Symbol | None:
    names = {p.name: p for p in function.parameters}
    if name is not None and name not in names:
        raise DeriveError(f"the parameter {name} of {function.name}", f"it has {', '.join(names) or 'no parameters'}", "one of these")
    if len(names) > 1:
        raise DeriveError(f"a self-normalising member of {function.name}", "it has several free parameters", f"values for all but {name or 'one'} of them")
    return next(iter(names.values()), None)


def _closed(function: Activation, quantity: str) -> Expr:
    """At unit variance."""
    found = expectation(function, quantity)
    if found.status in ("diverges", "undefined"):
        raise NotDefined(f"the mean and variance map of {function.name}", found.message or found.status, "another function")
    broken = [condition for condition in found.hypotheses if condition.subs(q, 1) == false]
    if broken:
        raise NotDefined(f"the mean and variance map of {function.name}", f"{quantity} exists only for {broken[0]}", "another function")
    return (found.goal if found.value is None else found.value).subs(q, 1)


def _affine_root(mean: Expr, free: Symbol) -> Expr | None:
    """The root of a closed form of degree 1 in the parameter."""
    rate = None if mean.has(Goal) else expand(mean).diff(free)
    return None if rate is None or rate == 0 or rate.has(free) else factor(-expand(mean).subs(free, 0) / rate)


def _root(function: Activation, mean: Expr, free: Symbol, digits: int) -> Ball:
    """The only root in the searched range."""
    found = roots(mean, free, *SEARCHED, digits)
    if not found.complete:
        raise CannotEnclose(f"the member of {function.name} with mean 0", f"roots of E[f(Z)] in {free} could not be isolated", "a value for the parameter")
    if len(found.roots) != 1:
        what = f"{len(found.roots)} values of {free} between {SEARCHED[0]} and {SEARCHED[1]} make E[f(Z)] = 0"
        raise NotDefined(f"the member of {function.name} with mean 0", what, "another family")
    return found.roots[0].ball


def _member(function: Activation, at: Ball | None, exact: Expr | None, second: Expr, point: dict[Symbol, arb], digits: int) -> SelfNormalising:
    """lambda and the Jacobian for a parameter that is a ball; `point` gives it."""
    with working(int(3.33 * digits) + 64):
        factor_ball = _value(function, "E[phi^2]", second, point, digits)
        if not factor_ball > 0:
            raise NotDefined(f"a factor that normalises {function.name}", "E[f(Z)^2] is not seen to be positive", "another function")
        scale = Ball(1 / factor_ball.sqrt())
        bend, slope, spread = (_value(function, name, None, point, digits) for name in ("E[ddphi]", "E[dphi^2]", "E[phi*ddphi]"))
        first, last = scale.arb * bend / 2, scale.arb * scale.arb * (slope + spread)
        chi = scale.arb * scale.arb * slope
    closed = None
    if not second.has(Goal) and (exact is not None or not point):
        closed = exact, 1 / sqrt(second.subs(dict.fromkeys(point, exact)))
    return SelfNormalising(at, scale, closed, (Ball(first), Ball(last)), Ball(chi))


def _value(function: Activation, quantity: str, known: Expr | None, point: dict[Symbol, arb], digits: int) -> arb:
    value: arb = enclose(_closed(function, quantity) if known is None else known, point, digits + SLACK).arb
    return value
