"""The functions that formulas may call, with their aliases and the number of their arguments.

Activations are functions of the real line, so their vocabulary is made of functions that are real there (or on the
intervals that a Piecewise selects); formulas for answers may use a few more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import sympy
from sympy import Abs, Expr, Heaviside, Max, Min, Pow, Rational, S, exp, log, sign

from derive.language import special
from derive.language.symbols import x
from derive.language.text.synonyms import MEANINGS, cbrt, written

MOST_ARGUMENTS = 32
LARGEST_FACTORIAL = 200
LARGEST_EXPONENT = 10**4
HIGHEST_TOWER = 3


class Refused(Exception):
    """A call that the vocabulary does not allow: (what stopped it, remedy)."""


@dataclass(frozen=True, slots=True)
class Word:
    """A function of `least` to `most` arguments."""

    build: Callable[..., Expr]
    least: int = 1
    most: int = 1


def sigmoid(w: Expr) -> Expr:
    """1/(1 + exp(-w))."""
    return 1 / (1 + exp(-w))


def softplus(w: Expr) -> Expr:
    """log(1 + exp(w))."""
    return log(1 + exp(w))


def rational(a: Expr, b: Expr = S.One) -> Expr:
    """a/b for numbers."""
    if not (a.is_Rational and b.is_Rational):
        raise Refused("Rational takes numbers only", "write a/b")
    if b == 0:
        raise Refused("the denominator is zero", "a denominator other than 0")
    return Rational(a, b)


def height(w: Expr) -> int:
    """The number of exponentials inside one another.

    >>> from sympy.abc import x
    >>> height(exp(exp(x) + x)), height(x**2), height(2 ** (2**x))
    (2, 0, 2)
    """
    inner = max(map(height, w.args), default=0)
    grows = isinstance(w, exp | sympy.sinh | sympy.cosh) or (isinstance(w, Pow) and not w.exp.is_number)
    return inner + grows


def safe_exp(w: Expr) -> Expr:
    """exp(w), unless that would be a huge power: exp(n log 2) is 2**n at once."""
    if w.is_number and abs(w.evalf(3)) > LARGEST_EXPONENT:
        raise Refused("the exponent is too large", f"exponents up to {LARGEST_EXPONENT}")
    if height(w) >= HIGHEST_TOWER:
        raise Refused("the exponentials are nested too deep", f"at most {HIGHEST_TOWER} of them")
    if w.has(log) and any(abs(number) > 100 for number in w.atoms(Rational)):
        raise Refused("the exponent is too large", "numbers up to 100 beside a logarithm")
    return exp(w)


def gamma(w: Expr) -> Expr:
    """Euler's gamma function, at numbers up to a bound since it evaluates itself there."""
    if w.is_number and abs(w) > LARGEST_FACTORIAL:
        raise Refused("the argument of gamma is too large", f"arguments up to {LARGEST_FACTORIAL}")
    return sympy.gamma(w)


def step(w: Expr, middle: Expr | None = None) -> Expr:
    """Heaviside(w); its value where w = 0 is written out where that may be more than a point.

    >>> from derive.language.symbols import x
    >>> step(x - 1, S.Zero), step(S.Zero, S.One)
    (Heaviside(x - 1), 1)
    """
    if middle is None:
        return Heaviside(w)
    if not middle.is_number:
        raise Refused("the value of a step at 0 is no number", "Heaviside(...), or a Piecewise")
    if w.is_number:
        return middle if w.is_zero else Heaviside(w)
    if w.has(x) and w.is_polynomial(x) and sympy.Poly(w, x).LC().is_nonzero:
        return Heaviside(w)
    raise Refused("it may be 0 on a whole interval, where the value at 0 matters", "a Piecewise")


def of_orders(function: Any) -> Callable[..., Expr]:
    """A factorial, a Hermite polynomial and their kin, at numbers up to a bound."""

    def build(*arguments: Expr) -> Expr:
        if any(w.is_number and abs(w) > LARGEST_FACTORIAL for w in arguments):
            raise Refused(f"an argument of {function.__name__} is too large", f"arguments up to {LARGEST_FACTORIAL}")
        return function(*arguments)

    return build


FUNCTIONS: dict[str, Word] = {
    "Max": Word(Max, 1, MOST_ARGUMENTS),
    "Min": Word(Min, 1, MOST_ARGUMENTS),
    "Abs": Word(Abs),
    "sign": Word(sign),
    "Heaviside": Word(step, 1, 2),
    "erf": Word(sympy.erf),
    "erfc": Word(sympy.erfc),
    "erfcx": Word(lambda w: safe_exp(w**2) * sympy.erfc(w)),
    "exp": Word(safe_exp),
    "log": Word(log),
    "sin": Word(sympy.sin),
    "cos": Word(sympy.cos),
    "tanh": Word(sympy.tanh),
    "sinh": Word(lambda w: sympy.sinh(w) if safe_exp(w) else w),
    "cosh": Word(lambda w: sympy.cosh(w) if safe_exp(w) else w),
    "atan": Word(sympy.atan),
    "asinh": Word(sympy.asinh),
    "sqrt": Word(sympy.sqrt),
    "Phi": Word(special.Phi),
    "sigmoid": Word(sigmoid),
    "softplus": Word(softplus),
    "relu": Word(lambda w: Max(w, 0)),
    "cbrt": Word(cbrt),
    **{function.__name__: Word(partial(written, function)) for function in MEANINGS},
    "Rational": Word(rational, 1, 2),
}

ALIASES = {
    "max": "Max",
    "min": "Min",
    "abs": "Abs",
    "heaviside": "Heaviside",
    "expit": "sigmoid",
    "ndtr": "Phi",
    "normcdf": "Phi",
    "ln": "log",
    "arctan": "atan",
    "arcsin": "asin",
    "arccos": "acos",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
}


def _hyper(top: Any, bottom: Any, w: Expr) -> Expr:
    if not (isinstance(top, tuple) and isinstance(bottom, tuple)):
        raise Refused("hyper takes two lists and an argument", "hyper([1/2], [3/2], q)")
    return sympy.hyper(top, bottom, w)


FORMULA_CONSTANTS: dict[str, Expr] = {"EulerGamma": sympy.EulerGamma}
SPECIAL_FUNCTIONS = {name: Word(function, *function.nargs, *function.nargs) for name, function in ((n, getattr(special, n)) for n in special.__all__)}
FORMULA_FUNCTIONS: dict[str, Word] = FUNCTIONS | SPECIAL_FUNCTIONS | {
    "acos": Word(sympy.acos),
    "asin": Word(sympy.asin),
    "atan2": Word(sympy.atan2, 2, 2),
    "tan": Word(sympy.tan),
    "atanh": Word(sympy.atanh),
    "acosh": Word(sympy.acosh),
    "erfi": Word(sympy.erfi),
    "erfinv": Word(sympy.erfinv),
    "uppergamma": Word(sympy.uppergamma, 2, 2),
    "Ei": Word(sympy.Ei),
    "expint": Word(sympy.expint, 2, 2),
    "gamma": Word(gamma),
    "factorial": Word(of_orders(sympy.factorial)),
    "factorial2": Word(of_orders(sympy.factorial2)),
    "RisingFactorial": Word(of_orders(sympy.RisingFactorial), 2, 2),
    "hermite_prob": Word(of_orders(sympy.hermite_prob), 2, 2),
    "Mod": Word(sympy.Mod, 2, 2),
    "besselk": Word(sympy.besselk, 2, 2),
    "besseli": Word(sympy.besseli, 2, 2),
    "elliptic_k": Word(sympy.elliptic_k),
    "elliptic_e": Word(sympy.elliptic_e),
    "hyper": Word(_hyper, 3, 3),
}


SYMPY_FUNCTIONS: frozenset[Any] = frozenset(
    {
        *(word.build for word in FUNCTIONS.values() if isinstance(word.build, type)),
        Heaviside,
        sympy.exp,
        sympy.sinh,
        sympy.cosh,
        sympy.Piecewise,
    }
)
"""The classes that an expression given in sympy may contain."""


def spoken(vocabulary: Mapping[str, Word]) -> tuple[str, ...]:
    """The names a formula may call, Piecewise included."""
    return (*vocabulary, "Piecewise", *(alias for alias, name in ALIASES.items() if name in vocabulary))
