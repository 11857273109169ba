"""The letters of recurrences over layers.

Forward, of one input and of two: at the points where a network keeps its state x, p = E[x^2], gamma = E[x x'], m = E[x]; at the normal field h in front of a
nonlinearity, q = E[h^2], lambda = E[h h'], c = lambda/q. Backward, with E the loss: chi = E[(dE/dx)^2], and chi_w, chi_b, ... the same for the
parameters named w, b, .... Letters of the layer before are those of the state; `of(...)` names the fields of the branch.
"""

from __future__ import annotations

from sympy import Symbol

from derive.language.symbols import q

p = Symbol("p", positive=True)
gamma = Symbol("gamma", real=True)
m = Symbol("m", real=True)
chi = Symbol("chi", positive=True)
l = Symbol("l", positive=True)


def deviation(name: str) -> Symbol:
    """sigma_name, the scale of the parameters of this name.

    >>> deviation("v")
    sigma_v
    """
    return Symbol(f"sigma_{name}", nonnegative=True) if name in ("a", "b") else Symbol(f"sigma_{name}", positive=True)


def numbered(name: str, number: int) -> str:
    """The plain name for the first, then name_2, name_3, ...."""
    return name if number == 1 else f"{name}_{number}"


def variance_at(number: int) -> Symbol:
    """q of the field in front of the nonlinearity of this number."""
    return q if number == 1 else Symbol(f"q_{number}", positive=True)


def covariance_at(number: int) -> Symbol:
    """lambda of that field."""
    return Symbol(numbered("lambda", number), real=True)


def correlation_at(number: int) -> Symbol:
    """c of that field."""
    return Symbol(numbered("c", number), real=True)


def gradient_of(name: str) -> Symbol:
    """chi_name."""
    return Symbol(f"chi_{name}", nonnegative=True)
