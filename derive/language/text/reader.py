"""Text to expressions, safely.

The text is parsed by our own grammar and interpreted name by name; nothing is evaluated as Python. `x` is the
argument of an activation; every other name that is not a function is a real positive parameter, unless `assume` says
otherwise or `fixed` gives it a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from sympy import Expr, Rational, Symbol

from derive.language.errors import DeriveError, ReadError
from derive.language.symbols import RESERVED, x
from derive.language.text.grammar import Node, parse
from derive.language.text.interpreter import Interpreter
from derive.language.text.vocabulary import FORMULA_CONSTANTS, FORMULA_FUNCTIONS, FUNCTIONS, Word, spoken

Texts = Callable[[str], str | None]
ASSUMPTIONS = ("real", "positive", "negative", "nonnegative", "nonpositive", "nonzero", "integer")

_INSTEAD = {"z": "zeta", "q": "r", "q1": "r1", "q2": "r2", "c": "kappa", "phi": "theta", "dphi": "slope", "ddphi": "bend", "I": "i0"}


@dataclass(frozen=True, slots=True)
class Reading:
    """An expression in x, its parameters in alphabetical order, what a reader should know ("0.1 read as 1/10"), and the names of all parameters that
    the text has, also of those that were given values or cancel."""

    expr: Expr
    parameters: tuple[Symbol, ...]
    notes: tuple[str, ...] = ()
    names: frozenset[str] = field(default=frozenset(), repr=False, compare=False)


def read(text: str, assume: Mapping[str, str] = {}, fixed: Mapping[str, Expr] = {}, texts: Texts = lambda name: None) -> Reading:
    """An activation from text, in which a word that `texts` knows may be called: it is the function of x with that text.

    >>> read("x/2*(1 + tanh(0.8*x))")
    Reading(expr=x*(tanh(4*x/5) + 1)/2, parameters=(), notes=('0.8 read as 4/5',))
    >>> read("Max(0, x - alpha)", fixed={"alpha": Rational(1, 2)}).expr
    Max(0, x - 1/2)
    >>> read("ramp(2*x)/2", texts={"ramp": "Max(x, 0)"}.get).expr
    Max(0, 2*x)/2
    >>> read("x.__class__")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    derive.language.errors.ReadError: cannot read 'x.__class__' at position 1: attribute access is not allowed. Try: ...
    """
    seen: set[str] = set()
    owners: dict[str, set[str]] = {}

    def names(argument: Expr) -> Callable[[Node], Expr]:
        return _names(text, {"x": argument}, assume, fixed, frozenset(spoken(FUNCTIONS)), seen)

    def defined(name: str) -> Word | None:
        inner = texts(name)
        return None if inner is None else Word(lambda argument: called(name, inner, argument))

    def called(name: str, inner: str, argument: Expr) -> Expr:
        value = Interpreter(inner, FUNCTIONS, names(argument)).value(parse(inner))
        for parameter in value.free_symbols - argument.free_symbols:
            owners.setdefault(str(parameter), set()).add(name)
        return value

    interpreter = Interpreter(text, FUNCTIONS, names(x), defined)
    expr = interpreter.value(parse(text))
    notes = dict.fromkeys(interpreter.notes)
    parameters = tuple(sorted(expr.free_symbols - {x}, key=str))
    _refuse_without_argument(text, parameters)
    if any(p.name == "X" for p in parameters):
        notes["X read as a parameter; the argument of an activation is x"] = None
    notes |= dict.fromkeys(f"{p} read as a parameter; the function is {p}(...)" for p in parameters if texts(p.name) is not None)
    notes |= dict.fromkeys(f"{p} is one parameter, of {' and of '.join(sorted(which))}" for p, which in sorted(owners.items()) if len(which) > 1)
    return Reading(expr, parameters, tuple(notes), frozenset(seen))


def _refuse_without_argument(text: str, parameters: Sequence[Symbol]) -> None:
    """A formula in letters without x was meant to be a function of one of them; a constant is written with x."""
    places = [(letter, place) for letter in map(str, parameters) if (place := re.search(rf"(?<!\w){letter}(?!\w)", text))]
    if not places or re.search(r"(?<!\w)x(?!\w)", text):
        return
    (letter, place), *others = places
    would_be = f"{' and '.join(name for name, _ in places)} would be {'parameters' if others else 'a parameter'}"
    renamed = "x for one of them" if others else re.sub(rf"(?<!\w){letter}(?!\w)", "x", text.strip())
    remedy = f"{renamed}, or {text.strip()} + 0*x for the constant"
    raise ReadError(text, place.start(), f"the argument of an activation is x, and {would_be} of a constant", remedy)


def read_formula(text: str, letters: Mapping[str, Expr]) -> Expr:
    """A formula for an answer, in the letters of the question: its variables, its parameters, and parameters that have a value.

    >>> from derive.language.symbols import q
    >>> read_formula("2/pi*asin(2*q/(1 + 2*q))", {"q": q})
    2*asin(2*q/(2*q + 1))/pi
    """
    unknown: set[str] = set()
    names = _names(text, letters, {}, {}, frozenset(spoken(FORMULA_FUNCTIONS)) - letters.keys(), unknown)

    def resolve(node: Node) -> Expr:
        found = FORMULA_CONSTANTS[node.text] if node.text in FORMULA_CONSTANTS and node.text not in letters else names(node)
        if unknown:
            raise ReadError(text, node.position, f"there is no {node.text} in this question", _remedy(node.text, letters))
        return found

    return Interpreter(text, FORMULA_FUNCTIONS, resolve).value(parse(text))


def read_number(text: str) -> Rational:
    """An exact number: an integer, a fraction or a decimal.

    >>> read_number("3/2"), read_number("-0.25"), read_number("1e-3")
    (3/2, -1/4, 1/1000)
    """

    def refuse(node: Node) -> Expr:
        raise ReadError(text, node.position, f"{node.text!r} is not a number", "a number such as 2, 3/2 or 0.25")

    value = Interpreter(text, {}, refuse).value(parse(text))
    if not isinstance(value, Rational):
        raise ReadError(text, 0, f"{value} is not rational", "a number such as 2, 3/2 or 0.25")
    return value


def parameter(name: str, assume: Mapping[str, str] = {}) -> Symbol:
    """The symbol of a parameter: positive unless `assume` says otherwise.

    >>> parameter("beta").is_positive, parameter("beta", {"beta": "real"}).is_positive
    (True, None)
    """
    words = assume.get(name, "positive").replace(",", " ").split()
    for word in words:
        if word not in ASSUMPTIONS:
            close = get_close_matches(word, ASSUMPTIONS, 1)
            remedy = f"--assume {name}={close[0]}" if close else "one of " + ", ".join(ASSUMPTIONS)
            raise DeriveError(f"cannot assume that {name} is {word!r}", "that assumption is not known", remedy)
    return Symbol(name, real=True, **{word: True for word in words if word != "real"})


def _names(
    text: str, symbols: Mapping[str, Expr], assume: Mapping[str, str], fixed: Mapping[str, Expr], functions: frozenset[str], seen: set[str]
) -> Callable[[Node], Expr]:
    """What a name stands for that is not a constant; names of parameters are added to `seen`."""

    def resolve(node: Node) -> Expr:
        name = node.text
        if name in symbols:
            return symbols[name]
        if name in fixed and name not in RESERVED:
            seen.add(name)
            return fixed[name]
        if name in functions:
            raise ReadError(text, node.position, f"{name} is a function", f"{name}(...)")
        if name in RESERVED or name == "He" or name.startswith("He_"):
            raise ReadError(text, node.position, f"the name {name} is reserved", _remedy(name, symbols))
        if name in ("oo", "nan", "zoo", "inf"):
            raise ReadError(text, node.position, f"{name} is not a number", "a finite number")
        seen.add(name)
        return parameter(name, assume)

    return resolve


def _remedy(name: str, symbols: Mapping[str, Expr]) -> str:
    if "x" in symbols:
        return f"another name for the parameter, such as {_INSTEAD.get(name, 'h')}"
    return f"the letters of this question are {', '.join(symbols)}" if symbols else "a number"
