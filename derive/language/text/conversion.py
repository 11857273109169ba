"""From what a caller has (an expression, a callable, a number as text) to exact expressions in the letter x."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from sympy import Add, Basic, Expr, Float, I, Lambda, Mul, Number, NumberSymbol, Pow, Rational, S, Symbol, SympifyError, preorder_traversal, sympify
from sympy.core.relational import Relational
from sympy.functions.elementary.miscellaneous import MinMaxBase
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Boolean

from derive.language.errors import DeriveError, NotDefined, ReadError, UnknownParameter
from derive.language.symbols import OF_LAWS, RESERVED, x
from derive.language.text.reader import parameter, read_number
from derive.language.text.synonyms import meaning
from derive.language.text.vocabulary import HIGHEST_TOWER, SYMPY_FUNCTIONS, height


def exact(name: str, value: Any) -> Expr:
    """The exact value given for a parameter: text and floats are read as decimals.

    >>> exact("alpha", "1/100"), exact("alpha", 0.1), exact("alpha", 2)
    (1/100, 1/10, 2)
    """
    if isinstance(value, str):
        try:
            return read_number(value)
        except ReadError as problem:
            raise ReadError(value, problem.position, f"the value of the parameter {name} must be a rational number", f"{name}=3/2") from None
    try:
        found = Rational(str(value)) if isinstance(value, float | Float) else sympify(value, strict=True)
    except (SympifyError, TypeError, ValueError):
        found = S.NaN
    if not isinstance(found, Expr) or not found.is_number or not found.is_finite or not found.is_real:
        raise DeriveError(f"{name} = {value}", "it is not a real number", f"{name}=1/2")
    return found


def in_x(source: Any, assume: Mapping[str, str]) -> Expr:
    """An expression in the letter x from an expression in one symbol, or from a callable of a symbol; a function of one variable may be constant.

    A Lambda, which rules make, may contain variances and a correlation.

    >>> from sympy import Abs
    >>> in_x(Abs(Symbol("t")), {}), in_x(lambda t: t**2, {})
    (Abs(x), x**2)
    """
    called = isinstance(source, Lambda) or not isinstance(source, Basic)
    expr = _called(source) if called else source
    if not isinstance(expr, Expr) or not all(isinstance(symbol, Symbol) for symbol in expr.free_symbols):
        remedy = 'text such as "Max(x, 0)" or a sympy expression in x'
        raise DeriveError(f"an activation from {source!r}", "it is not an expression", remedy)
    expr = meaning(expr.xreplace({number: Rational(str(number)) for number in expr.atoms(Float)}))
    letter = x if called else _argument(expr)
    own = {s for s in expr.free_symbols if s.name in OF_LAWS} if isinstance(source, Lambda) else set[Symbol]()
    expr = expr.xreplace({s: x if s == letter else _parameter(s, assume, expr) for s in expr.free_symbols - own})
    _check(expr)
    return expr


def _called(source: Any) -> Any:
    if isinstance(source, int):
        return sympify(source)
    if not callable(source):
        stopped = "it is neither text, nor an expression, nor callable"
        raise DeriveError(f"an activation from {source!r}", stopped, 'text such as "Max(x, 0)"')
    try:
        return sympify(source(x), strict=True)
    except Exception as problem:  # the callable is somebody's program
        remedy = "a callable that takes a sympy symbol and returns an expression, without numpy, math or comparisons in Python"
        stopped = f"it failed with {type(problem).__name__}: {problem}"
        raise DeriveError(f"an activation from the callable {source!r}", stopped, remedy) from problem


def _argument(expr: Expr) -> Symbol | None:
    named = [s for s in expr.free_symbols if s.name == "x"]
    if named or not expr.free_symbols:
        return named[0] if named else None
    if len(expr.free_symbols) > 1:
        names = ", ".join(sorted(map(str, expr.free_symbols)))
        raise DeriveError(f"an activation from {expr}", f"it is not clear which of {names} is the argument", "the name x for the argument")
    return next(iter(expr.free_symbols))


def _parameter(symbol: Symbol, assume: Mapping[str, str], expr: Expr) -> Symbol:
    if symbol.name in RESERVED:
        raise DeriveError(f"an activation from {expr}", f"the name {symbol} is reserved", "another name for the parameter")
    if symbol.name in assume or symbol.is_extended_real is None:
        return parameter(symbol.name, assume)
    if not symbol.is_real:
        raise DeriveError(f"an activation from {expr}", f"the parameter {symbol} is not real", f'Symbol("{symbol}", positive=True)')
    return symbol


def _check(expr: Expr) -> None:
    if expr.has(I):
        raise NotDefined(str(expr), "it is not real", "a real function")
    if height(expr) > HIGHEST_TOWER:
        raise DeriveError(f"an activation from {expr}", "the exponentials are nested too deep", f"at most {HIGHEST_TOWER} of them")
    for part in preorder_traversal(expr):
        if part in _INFINITE:
            raise NotDefined(f"an activation from {expr}", f"{part} is not a real number", "a function that is finite on the whole line")
        if not (part.func in SYMPY_FUNCTIONS or isinstance(part, _STRUCTURE)):
            name = getattr(part.func, "__name__", str(part.func))
            remedy = ".doit() first, if it has a closed form" if hasattr(part, "doit") and name in _UNEVALUATED else "derive list functions"
            raise DeriveError(f"an activation from {expr}", f"{name} is not among the functions known here", remedy)


_STRUCTURE = (Symbol, Number, NumberSymbol, Add, Mul, Pow, MinMaxBase, ExprCondPair, Relational, Boolean)
_INFINITE = (S.NaN, S.Infinity, S.NegativeInfinity, S.ComplexInfinity)
_UNEVALUATED = ("Integral", "Derivative", "Subs", "Sum", "Product", "Limit")


def assumption(symbol: Symbol) -> str:
    """The words that make the symbol again: `parameter(name, {name: assumption(symbol)})`.

    >>> assumption(parameter("b")), assumption(parameter("b", {"b": "negative integer"}))
    ('positive', 'negative integer')
    """
    words = [word for word in ("positive", "negative", "nonnegative", "nonpositive", "nonzero") if getattr(symbol, f"is_{word}")]
    return " ".join(words[:1] + ["integer"] * bool(symbol.is_integer)) or "real"


def refuse_unknown(function: str, known: Iterable[str], assume: Mapping[str, str], fixed: Mapping[str, Any]) -> None:
    """Raises UnknownParameter if a name that was given is none of the `known` parameters."""
    parameters = sorted(known)
    strange = [name for name in dict.fromkeys(map(str, (*fixed, *assume))) if name not in parameters]
    if not strange:
        return
    name = strange[0]
    given = f"{name} = {fixed[name]}" if name in fixed else f"{name} assumed {assume.get(name, '')}"
    if name in _LETTERS:
        given, stopped = f"{given} in {function}", f"{name} is {_LETTERS[name]}, not a parameter"
    else:
        given, stopped = f"{given} in {function}", f"there is no parameter {name}"
    near = get_close_matches(name, parameters, 1, 0.0)
    have = f"the parameter{'s' * (len(parameters) > 1)} {', '.join(parameters)}" if parameters else "no parameters"
    raise UnknownParameter(given, f"{stopped}; it has {have}", f"{near[0]} instead of {name}" if near else f"without {name}", tuple(strange))


_VARIANCE = "a variance, given with --at or in .enclose(...)"
_LETTERS = {"x": "the argument of the activation", "q": _VARIANCE, "q1": _VARIANCE, "q2": _VARIANCE, "c": "a correlation, given with --at or in .enclose(...)"}
