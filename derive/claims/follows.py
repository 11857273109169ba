"""How the layers of a network behave: a quantity as a sum of known terms in the layer l, found again from the exact recurrences.

The recurrences are those that follow from the description of the network; they are run in balls. At a geometric sequence of layers the quantity is solved for
the coefficients of the terms of the law together with those of named smaller terms, so each coefficient is measured; how far it moves when the last layer or
the smallest term is left out is its uncertainty. What is concluded about l -> infinity is an extrapolation: the verdict is `agrees`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flint import acb, arb, arb_mat
from sympy import Expr, Rational, Symbol, log, sympify

from derive.activations import of
from derive.claims.recognised import recognised
from derive.claims.statement import Statement
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import bind, compile_ball, real_constant, real_part
from derive.language.errors import DeriveError
from derive.meanfield.exact_layers import exact_layers
from derive.prose.notation import plain
from derive.theory.architectures import architecture
from derive.theory.networks import letters
from derive.theory.networks.recurrences import recurrences

_METHOD = "recurrences in balls, coefficients by extrapolation"
_BITS = 400
_DIGITS = 20
_PATIENCE = 10  # an orbit may take so many times the limit of one enclosure
_PER_OCTAVE = 2  # layers between l and 2l at which the quantity is kept
_MARGIN = 10  # the stated accuracy is so many times the uncertainty seen, at least
_EXACT = 1e-12
_EIGHTH = Rational(9, 8)

Term = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Follows(Statement):
    """In the network `architecture` with `activation`, deviations `values` and first layer `start` (all by name), `quantity`, an expression in p, gamma, m,
    growth = log(chi^0/chi^l) and l, is the sum of coefficient * function over `law`, plus constants times the functions `free` (a constant), plus smaller
    terms tail^k log(l)^j, j <= k, of which those up to k = `order` are fitted; each coefficient to a relative `accuracy`.
    """

    architecture: str
    activation: Any
    values: Mapping[str, Any]
    start: Mapping[str, Any]
    quantity: Expr
    law: tuple[Term, ...]
    free: tuple[Any, ...] = (1,)
    tail: Any = None
    order: int = 3
    until: int = 2**17
    accuracy: Any = "1/1000"

    def __post_init__(self) -> None:
        object.__setattr__(self, "quantity", sympify(self.quantity))
        object.__setattr__(self, "law", tuple((sympify(a), sympify(f)) for a, f in self.law))
        object.__setattr__(self, "free", _without(self.law, (*map(sympify, self.free), *_tail(self.tail, self.order))))
        object.__setattr__(self, "tail", None)
        object.__setattr__(self, "accuracy", Rational(self.accuracy))

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        try:
            fits = _measured(self, time_limit)
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, _METHOD, str(error))
        with working(_BITS):
            claimed = [real_constant(a, {}) for a, _ in self.law]
            rough = None
            for (_, function), value, (found, moved) in zip(self.law, claimed, fits, strict=True):
                off = abs(found - value)
                if bool(off > 3 * moved) and bool(moved < abs(value) / 4 + arb(self.accuracy.q) ** -1) and self._tells(moved):
                    sides = (Ball(found + arb(0, moved.upper())), Ball(value))
                    return Certificate(Verdict.REFUTED, 0, self.until, _METHOD, f"the coefficient of {function}", Counterexample({"l": "infinity"}, *sides))
                if not bool(_MARGIN * moved < abs(value) * self._allowed):
                    rough = f"the coefficient of {function} is {Ball(found).short(6)} up to {float(moved):.1e} only"
        if rough is not None:
            return Certificate(Verdict.UNDECIDED, 0, self.until, _METHOD, rough)
        return Certificate(Verdict.AGREES, min(digits, len(str(int(1 / self.accuracy))) - 1), self.until, _METHOD)

    def _tells(self, moved: arb) -> bool:
        """Whether the uncertainty counts: without two smaller terms it only does where the law is exact."""
        return len(self.free) > 1 or bool(moved < _EXACT)

    @property
    def _allowed(self) -> arb:
        return arb(int(self.accuracy.p)) / int(self.accuracy.q)

    def falsified(self) -> Follows:
        """The last coefficient changed by four times the accuracy stated."""
        *first, (a, f) = self.law
        return replace(self, law=(*first, (a * (1 + 4 * self.accuracy), f)))

    def twins(self) -> Iterator[tuple[str, Statement]]:
        for k, (a, f) in enumerate(self.law):
            for told, factor in (("the sign of", -1), ("9/8 times", _EIGHTH)):
                yield f"{told} the coefficient of {f}", replace(self, law=(*self.law[:k], (a * factor, f), *self.law[k + 1 :]))

    def correction(self, time_limit: float | None) -> str | None:
        """The coefficients that differ from those stated, as measured."""
        fits = _measured(self, time_limit)
        with working(_BITS):
            told = [
                f"the coefficient of {plain(function)} is {recognised(found + arb(0, moved.upper()))}"
                for (a, function), (found, moved) in zip(self.law, fits, strict=True)
                if bool(abs(found - real_constant(a, {})) > 3 * moved)
            ]
        return "; ".join(told) or None

    @property
    def text(self) -> str:
        where = ", ".join(f"{name} = {plain(sympify(value))}" for name, value in self.values.items())
        sum_ = plain(sum((a * f for a, f in self.law), start=sympify(0)))
        return f"{self.architecture}, φ(x) = {plain(of(self.activation).expr)}, {where}: {plain(self.quantity)} = {sum_} + lower order"


def _without(law: tuple[Term, ...], free: tuple[Expr, ...]) -> tuple[Expr, ...]:
    known = {function for _, function in law}
    return tuple(dict.fromkeys(function for function in free if function not in known))


def _tail(step: Any, order: int) -> tuple[Expr, ...]:
    if step is None:
        return ()
    (layer,) = step.free_symbols
    return tuple(step**k * log(layer) ** j for k in range(1, order + 1) for j in range(k, -1, -1))


_FITS: dict[Any, list[tuple[arb, arb]]] = {}
_LAYERS: dict[Any, dict[int, dict[str, arb]]] = {}
_MOST = 4


def _keep(known: dict[Any, Any], question: Any, value: Any) -> None:
    """The last few are kept: the twins of a law have the same layers, and so have the laws of one network."""
    if len(known) >= _MOST:
        del known[next(iter(known))]
    known[question] = value


def _measured(claimed: Follows, time_limit: float | None) -> list[tuple[arb, arb]]:
    """(coefficient, uncertainty) of each term of the law."""
    functions = tuple(f for _, f in claimed.law)
    question = (_orbit_key(claimed), str(claimed.quantity), functions, claimed.free)
    if question not in _FITS:
        values = _values(claimed, time_limit)
        with working(_BITS):
            _keep(_FITS, question, _fitted(values, functions, claimed.free))
    return _FITS[question]


def _orbit_key(claimed: Follows) -> tuple[Any, ...]:
    return (claimed.architecture, str(of(claimed.activation).expr), str(sorted(claimed.values.items())), str(sorted(claimed.start.items())), claimed.until)


def _values(claimed: Follows, time_limit: float | None) -> dict[int, arb]:
    """The quantity at the layers kept."""
    layers = _layers(claimed, time_limit)
    named = tuple(sorted(claimed.quantity.free_symbols, key=str))
    with working(_BITS):
        function = compile_ball(claimed.quantity, named, bind({}))
        return {place: real_part(function(*(acb(_named(state, place, letter.name)) for letter in named), False)) for place, state in layers.items()}


def _named(state: Mapping[str, arb], place: int, name: str) -> arb:
    if name == "l":
        return arb(place)
    if name not in state:
        raise DeriveError(f"the quantity {name!r} of a layer", "it is none of p, gamma, m, growth, l that were started", "a start for it")
    return state[name]


def _layers(claimed: Follows, time_limit: float | None) -> dict[int, dict[str, arb]]:
    key = _orbit_key(claimed)
    if key not in _LAYERS:
        found = recurrences(architecture(claimed.architecture), of(claimed.activation))
        symbols = {symbol.name: symbol for symbol in _symbols(found)}
        values = {_find(symbols, name): _in_layer(sympify(value)) for name, value in claimed.values.items()}
        start = {_find(symbols, name): value for name, value in claimed.start.items()}
        places = sorted({round(claimed.until * 2.0 ** (-k / _PER_OCTAVE)) for k in range(_PER_OCTAVE * 20)} - {0})
        _keep(_LAYERS, key, exact_layers(found, values, start, places, _DIGITS, None if time_limit is None else _PATIENCE * time_limit))
    return _LAYERS[key]


def _in_layer(value: Expr) -> Expr:
    return value.xreplace({symbol: letters.l for symbol in value.free_symbols if symbol.name == letters.l.name})


def _symbols(found: Any) -> set[Symbol]:
    values = [*found.state.values(), *found.fields.values(), found.back]
    return set(found.state).union(*(value.free_symbols for value in values))


def _find(symbols: Mapping[str, Symbol], name: str) -> Symbol:
    if name not in symbols:
        raise DeriveError(f"the letter {name!r}", "the network has none of this name", ", ".join(sorted(symbols)))
    return symbols[name]


def _fitted(values: Mapping[int, arb], law: tuple[Expr, ...], free: tuple[Expr, ...]) -> list[tuple[arb, arb]]:
    layer = Symbol("l", positive=True)
    functions = [compile_ball(f.xreplace(dict.fromkeys(f.free_symbols, layer)), (layer,), bind({})) for f in (*law, *free)]
    places, count = sorted(values), len(functions)
    if len(places) < count + 1:
        raise DeriveError("the coefficients of a law", f"{len(places)} layers are too few for {count} terms", "more layers")

    def solved(chosen: list[int], terms: int) -> list[arb]:
        rows = arb_mat([[real_part(f(acb(place), False)) for f in functions[:terms]] for place in chosen])
        found = rows.solve(arb_mat([[values[place]] for place in chosen]))
        return [found[k, 0] for k in range(len(law))]

    best = solved(places[-count:], count)
    others = [solved(places[-count - 1 : -1], count), *([solved(places[-count + 1 :], count - 1)] if len(free) > 1 else [])]
    return [(value, max(abs(value - other[k]).upper() for other in others)) for k, value in enumerate(best)]
