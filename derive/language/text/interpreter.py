"""From the tree of a formula to a sympy expression, one node kind a method.

Sizes are checked before anything is computed: exponents, the integers a power would make, the number of branches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from sympy import Add, And, E, Eq, Expr, Mul, Ne, Not, Or, Piecewise, Pow, Rational, S, pi
from sympy.logic.boolalg import Boolean

from derive.language.errors import ReadError
from derive.language.text.grammar import Node
from derive.language.text.numeral import numeral
from derive.language.text.unread import told
from derive.language.text.vocabulary import ALIASES, FUNCTIONS, Refused, Word, safe_exp, spoken

LARGEST_POWER = 100
MOST_BITS = 8192
MOST_BRANCHES = 64

CONSTANTS = {"pi": pi, "E": E}
TRUTHS = {"True": S.true, "true": S.true, "False": S.false, "false": S.false}
RELATIONS: dict[str, Callable[[Expr, Expr], Boolean]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": Eq,
    "!=": Ne,
}
NEAR, MOST_NEAR = 0.6, 3  # likeness from which a word is suggested, and of how many the best is taken
RELATION_CALLS = {"Eq": Eq, "Ne": Ne, "And": And, "Or": Or, "Not": Not}


class Interpreter:
    """`resolve` says what a name stands for that is neither a constant nor called, `defined` what a call of a word means that the vocabulary does not have."""

    def __init__(
        self, text: str, vocabulary: Mapping[str, Word], resolve: Callable[[Node], Expr], defined: Callable[[str], Word | None] = lambda name: None
    ) -> None:
        self.text, self.vocabulary, self.resolve, self.defined = text, vocabulary, resolve, defined
        self.notes: list[str] = []

    def value(self, node: Node) -> Expr:
        """The number or function a node stands for."""
        result = self._sized(node, self._checked(node))
        if not isinstance(result, Expr):
            remedy = "Heaviside(...), or Piecewise((value, condition), (value, True))"
            raise self.error(node, "a condition stands where a value is expected", remedy)
        return result

    def truth(self, node: Node) -> Boolean:
        """The condition a node stands for."""
        result = TRUTHS[node.text] if node.kind == "name" and node.text in TRUTHS else self._checked(node)
        if isinstance(result, Expr) or not isinstance(result, Boolean):  # a sympy Symbol is both
            raise self.error(node, "a value stands where a condition is expected", "a comparison such as x > 0, or True")
        return result

    def error(self, node: Node, stopped: str, remedy: str = "") -> ReadError:
        return ReadError(self.text, node.position, stopped, remedy)

    def _checked(self, node: Node) -> Any:
        try:
            return HANDLERS[node.kind](self, node)
        except Refused as refused:
            raise self.error(node, *refused.args) from None
        except (ArithmeticError, TypeError, ValueError, RecursionError, MemoryError) as problem:
            raise self.error(node, f"this part has no real value ({problem})") from problem

    def _sized(self, node: Node, result: Any) -> Any:
        if isinstance(result, Expr) and result.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity):
            raise self.error(node, "this part is infinite or undefined, such as 1/0")
        if isinstance(result, Expr) and result.has(S.ImaginaryUnit):
            raise self.error(node, "this part is not real")
        if isinstance(result, Rational) and _bits(result) > MOST_BITS:
            raise self.error(node, "the number is too large")
        return result

    def _number(self, node: Node) -> Expr:
        value, note = numeral(self.text, node)
        if note:
            self.notes.append(note)
        return value

    def _name(self, node: Node) -> Expr:
        if node.text in TRUTHS:
            raise self.error(node, "a condition stands where a value is expected", "1 or 0")
        return CONSTANTS[node.text] if node.text in CONSTANTS else self.resolve(node)

    def _sum(self, node: Node) -> Expr:
        first, *rest = (self.value(child) for child in node.children)
        return Add(first, *(part if sign == "+" else -part for sign, part in zip(node.text.split(), rest, strict=True)))

    def _product(self, node: Node) -> Expr:
        first, *rest = node.children
        factors = (self.value(child) if sign == "*" else self._inverse(child) for sign, child in zip(node.text.split(), rest, strict=True))
        return Mul(self.value(first), *factors)

    def _inverse(self, node: Node) -> Expr:
        part = self.value(node)
        if part.is_zero:
            raise self.error(node, "division by zero", "a denominator other than 0")
        return 1 / part

    def _minus(self, node: Node) -> Expr:
        return -self.value(node.children[0])

    def _power(self, node: Node) -> Expr:
        base, exponent = (self.value(child) for child in node.children)
        largest = abs(exponent if isinstance(exponent, Rational) else exponent.evalf(3)) if exponent.is_number else 1
        if largest > LARGEST_POWER:
            raise self.error(node.children[1], "the exponent is too large", f"exponents up to {LARGEST_POWER}")
        if base.is_zero and exponent.is_negative:
            raise self.error(node, "division by zero", "a denominator other than 0")
        if largest * max(map(_bits, base.atoms(Rational)), default=0) > MOST_BITS:
            raise self.error(node, "the number is too large")
        grown = exponent if exponent.is_number and base is not E else safe_exp(exponent)  # refuses towers
        result = grown if base is E else base**exponent
        if isinstance(result, Pow) and isinstance(result.exp, Rational) and abs(result.exp) > LARGEST_POWER:
            raise self.error(node, "the exponents multiply to more than is sensible", f"exponents up to {LARGEST_POWER}")
        return result

    def _relation(self, node: Node) -> Boolean:
        parts = [self.value(child) for child in node.children]
        return And(*(RELATIONS[name](a, b) for name, a, b in zip(node.text.split(), parts, parts[1:], strict=False)))

    def _and(self, node: Node) -> Boolean:
        return And(*map(self.truth, node.children))

    def _or(self, node: Node) -> Boolean:
        return Or(*map(self.truth, node.children))

    def _not(self, node: Node) -> Boolean:
        return Not(self.truth(node.children[0]))

    def _group(self, node: Node) -> Expr:
        raise self.error(node, "a list stands where a value is expected", "write decimals with a point, and function names before brackets")

    def _call(self, node: Node) -> Any:
        """A function of the vocabulary, Piecewise, or a connective in the spelling of sympy."""
        if node.text == "Piecewise":
            return self._piecewise(node)
        if node.text in RELATION_CALLS:
            read = self.value if node.text in ("Eq", "Ne") else self.truth
            return RELATION_CALLS[node.text](*map(read, node.children))
        word = self.vocabulary.get(ALIASES.get(node.text, node.text)) or self.defined(node.text)
        if word is None:
            raise self._unknown(node)
        if not word.least <= len(node.children) <= word.most:
            wanted = f"{word.least}" if word.least == word.most else f"{word.least} to {word.most}"
            raise self.error(node, f"{node.text} takes {wanted} argument(s), not {len(node.children)}")
        return word.build(*map(self._argument, node.children))

    def _argument(self, node: Node) -> Any:
        return tuple(map(self.value, node.children)) if node.kind == "group" and node.children else self.value(node)

    def _unknown(self, node: Node) -> ReadError:
        if (known := told(node.text)) is not None and self.vocabulary:
            return self.error(node, *known)
        words = spoken(self.vocabulary) if len(node.text) > 2 else ()
        close = _nearest(node.text, words) or _nearest(node.text.lower(), words)
        if close:
            return self.error(node, f"there is no function {node.text!r}", close)
        if len(node.text) <= 2:
            return self.error(node, f"there is no function {node.text!r}", f"{node.text}*(...) if a product is meant")
        return self.error(node, f"there is no function {node.text!r}", self._callable())

    def _callable(self) -> str:
        """What may be called here, in words."""
        if not self.vocabulary:
            return "numbers, letters, + - * / and ** alone belong here"
        further = ", or a function of `derive list functions`" if set(self.vocabulary) - set(FUNCTIONS) else ""
        return f"one of {', '.join(name for name in (*FUNCTIONS, 'Piecewise') if name != 'Rational')}{further}"

    def _piecewise(self, node: Node) -> Expr:
        if not 1 <= len(node.children) <= MOST_BRANCHES:
            raise self.error(node, f"Piecewise takes 1 to {MOST_BRANCHES} branches", "Piecewise((0, x < 0), (x, True))")
        for child in node.children:
            if child.kind != "group" or len(child.children) != 2:
                raise self.error(child, "a branch of Piecewise is a pair (expression, condition)", "Piecewise((0, x < 0), (x, True))")
        pairs = [(self.value(child.children[0]), self.truth(child.children[1])) for child in node.children]
        return Piecewise(*pairs, evaluate=False)


HANDLERS: dict[str, Callable[[Interpreter, Node], Any]] = {
    "number": Interpreter._number,
    "name": Interpreter._name,
    "call": Interpreter._call,
    "group": Interpreter._group,
    "+": Interpreter._sum,
    "*": Interpreter._product,
    "-": Interpreter._minus,
    "**": Interpreter._power,
    "relation": Interpreter._relation,
    "&": Interpreter._and,
    "|": Interpreter._or,
    "~": Interpreter._not,
}


def _bits(number: Rational) -> int:
    return int(number.p).bit_length() + int(number.q).bit_length()


def _nearest(name: str, words: Iterable[str]) -> str | None:
    """A word of the same letters first: tanh for tahn, though tan is nearer."""
    close = get_close_matches(name, words, MOST_NEAR, NEAR)
    return next((word for word in close if sorted(word) == sorted(name)), close[0] if close else None)
