"""Points of the edge of chaos: where they are, how correlations decay there, and whether the variance map holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flint import arb
from sympy import Rational

from derive.activations import of
from derive.claims.statement import Statement
from derive.claims.value import Value
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.language.errors import DeriveError
from derive.meanfield.edge import EdgeOfChaos, Points
from derive.meanfield.point import EdgePoint as Found
from derive.prose.notation import plain

_METHOD = "interval Newton on the curve sigma_b^2(q)"
_KINDS = ("stable", "repelling", "neutral", "half-stable")
_STRENGTH = (Verdict.CERTIFIED, Verdict.UNDECIDED, Verdict.REFUTED)


@dataclass(frozen=True, slots=True)
class EdgePoints(Statement):
    """At `sigma_b` (exact) the edge of chaos has exactly `count` points; the first of them has the stated decimals (of q, sigma_w, chi_par, beta_q) and is
    of the stated `kind`: stable, repelling or neutral.

    >>> EdgePoints("tanh", "1/5", {"sigma_w": "1.3041458"}, "stable").text
    'the edge of chaos of tanh(x) at sigma_b = 1/5 is one point, sigma_w = 1.3041458, stable'
    """

    activation: Any
    sigma_b: str
    decimals: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    count: int = 1

    def __post_init__(self) -> None:
        if not isinstance(self.decimals, Mapping) or not all(isinstance(text, str) for text in self.decimals.values()):
            raise TypeError(f"decimals = {self.decimals!r} are no texts by the names of numbers, such as {{'sigma_w': '1.3041458'}}")

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        wanted = max([20, *(len(text) for text in self.decimals.values())])
        try:
            found = _points(self.activation, self.sigma_b, wanted + 5, time_limit)
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, _METHOD, str(error))
        return self._compared(found, wanted)

    def _compared(self, found: Points, digits: int) -> Certificate:
        counted = Certificate(Verdict.CERTIFIED, digits, max(1, len(found.points)), _METHOD, found.message)
        if len(found.points) > self.count or (found.complete and len(found.points) < self.count):
            sides = (Ball(arb(len(found.points))), Ball(arb(self.count)))
            return replace(counted, verdict=Verdict.REFUTED, counterexample=Counterexample({"sigma_b": self.sigma_b}, *sides))
        if not found.complete:
            return replace(counted, verdict=Verdict.UNDECIDED, digits=0)
        if not found.points:
            return counted
        audits = [self._value(found.points[0], name, text) for name, text in self.decimals.items()]
        if self.kind and found.points[0].kind != self.kind:
            return replace(counted, verdict=Verdict.REFUTED, message=f"the point is {found.points[0].kind}, chi_par = {found.points[0].chi_par.short()}")
        return max(audits, key=lambda audit: _STRENGTH.index(audit.verdict), default=counted)

    def _value(self, point: Found, name: str, text: str) -> Certificate:
        ball = getattr(point, name)
        if ball is None:
            return Certificate(Verdict.REFUTED, 0, 1, _METHOD, point.reason)
        return replace(Value.of_ball(ball, text, {"sigma_b": self.sigma_b, "quantity": name}), method=_METHOD)

    def falsified(self) -> EdgePoints:
        """One decimal changed in its last digit, or another kind, or one point more."""
        if self.decimals:
            name, text = next(iter(self.decimals.items()))
            return replace(self, decimals={**self.decimals, name: Value(Rational(0), text).falsified().decimal})
        if self.kind:
            return replace(self, kind=next(kind for kind in _KINDS if kind != self.kind))
        return replace(self, count=self.count + 1)

    def twins(self) -> Any:
        if self.kind and self.decimals:
            yield "another kind of point", replace(self, kind=next(kind for kind in _KINDS if kind != self.kind))
        for name in tuple(self.decimals)[1:]:
            yield f"the last digit of {name}", replace(self, decimals={name: Value(Rational(0), self.decimals[name]).falsified().decimal})
        if self.decimals or self.kind:
            yield "one point more", replace(self, decimals={}, kind="", count=self.count + 1)

    def correction(self, time_limit: float | None) -> str | None:
        """The figures of the first point that are not those stated."""
        found = _points(self.activation, self.sigma_b, 25, time_limit).points
        balls = {name: getattr(found[0], name) for name in self.decimals} if found else {}
        told = [
            f"{name} is {ball.short(max(10, len(self.decimals[name])))}"
            for name, ball in balls.items()
            if ball is not None and Value.of_ball(ball, self.decimals[name], {}).verdict is Verdict.REFUTED
        ]
        return ", ".join(told) or None

    @property
    def text(self) -> str:
        points = {0: "has no point", 1: "is one point"}.get(self.count, f"has {self.count} points, the first with")
        said = [f"{name} = {text}" for name, text in self.decimals.items()] + ([self.kind] if self.kind else [])
        tail = f", {', '.join(said)}" if said else ""
        return f"the edge of chaos of {plain(of(self.activation).expr)} at sigma_b = {self.sigma_b} {points}{tail}"


_KEPT: dict[tuple[str, ...], Points] = {}
_MOST = 64  # answers kept: the twins of a statement ask for the same points


def _points(activation: Any, sigma_b: str, digits: int, time_limit: float | None) -> Points:
    key = (str(of(activation).expr), sigma_b, str(digits))
    if key not in _KEPT:
        if len(_KEPT) >= _MOST:
            _KEPT.clear()
        _KEPT[key] = EdgeOfChaos(of(activation)).points(sigma_b, digits, time_limit)
    return _KEPT[key]
