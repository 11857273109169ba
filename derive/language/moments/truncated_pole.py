"""Poles beyond a knot under the normal law: 1{Z > h} times a pair of complex poles, or times one real pole left of the knot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Heaviside, expand, fraction

from derive.language.forms.atoms import cdf_form
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import Expectation, Goal
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.pole_pair import HIGHEST, PolePair, read_pole_pair
from derive.language.symbols import Z


@dataclass(frozen=True)
class TruncatedPair:
    """1{Z > start} times a pair of poles."""

    start: Form
    pair: PolePair

    def mean(self, k: int, n: int) -> Form:
        """E of it with other powers, as a goal."""
        return cdf_form(-self.start) if n == 0 and not k else _mean(self.start, self.pair.powers(k, n).at(Z))


@dataclass(frozen=True)
class TruncatedPole:
    """1{Z > start} (Z + t)^-n, start + t > 0."""

    start: Form
    t: Form
    n: int

    def mean(self, n: int) -> Form:
        """E of it with another power, as a goal."""
        return cdf_form(-self.start) if n == 0 else _mean(self.start, (Z + self.t.expression()) ** -n)


def _mean(start: Form, body: Expr) -> Form:
    return start.field.atom(Expectation(Heaviside(Z - start.expression()) * body, Gaussian()))


@lru_cache(maxsize=1024)
def read_truncated_pair(goal: Goal, field: Field | None = None) -> TruncatedPair | None:
    """What a goal that `TruncatedPair.mean` makes stands for, else None; in the field of its own symbols, or in a larger one."""
    found = _gated(goal, field)
    if found is None:
        return None
    start, rest = found
    pair = read_pole_pair(rest, Z, start.field)
    return None if pair is None else TruncatedPair(start, pair)


@lru_cache(maxsize=1024)
def read_truncated_pole(goal: Goal, field: Field | None = None) -> TruncatedPole | None:
    """What a goal that `TruncatedPole.mean` makes stands for, else None; in the field of its own symbols, or in a larger one."""
    found = _gated(goal, field)
    if found is None:
        return None
    start, rest = found
    above, below = fraction(rest)
    base, n = below.as_base_exp()
    if above != 1 or not (n.is_Integer and 0 < n <= HIGHEST) or expand(base - Z).has(Z):
        return None
    return TruncatedPole(start, _form(base - Z, start.field), int(n))


def _gated(goal: Goal, field: Field | None) -> tuple[Form, Expr] | None:
    """h and the rest of 1{Z > h} times something."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1 or len(goal.body.atoms(Heaviside)) != 1:
        return None
    (gate,) = goal.body.atoms(Heaviside)
    start, field = expand(Z - gate.args[0]), field or field_of(goal.free_symbols)
    return None if start.has(Z) else (_form(start, field), goal.body / gate)


def _form(expr: Expr, field: Field) -> Form:
    return normal_form(expand(expr), field)
