"""Sympy expressions as one line of Unicode: `E[X·Y·1{X > 0}]`, `√(q1·q2)/(2π)·(√(1 - c²) + c·(π - arccos(c)))`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sympy import Abs, Add, Derivative, Expr, Heaviside, Integral, Piecewise, Pow, S, Sum, Symbol
from sympy.printing.str import StrPrinter

from derive.language.forms.variants import written_out
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.symbols import c
from derive.prose import factors
from derive.prose.alphabet import are_shortened
from derive.prose.conditions import bounds, positive_where
from derive.prose.letters import CORRELATION, PLAIN_FUNCTIONS, SUBSCRIPT, SUPERSCRIPT, LongNumber, is_law, named_kernel, named_moment, plain_name
from derive.prose.specials import SPECIALS, plain_head

RELATIONS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}


class Liner(StrPrinter):  # type: ignore[misc]
    """The same order of terms and factors as in LaTeX."""

    def _print(self, expr: Any, **kwargs: Any) -> str:
        if isinstance(expr, Expectation):
            usual = expr.law.dimension == 1 or expr.law.correlation == c
            return self._mean(expr.body, () if usual else ((CORRELATION, expr.law.correlation),))
        if isinstance(expr, ActivationMoment | DualKernel):
            shown = named_moment(expr) if isinstance(expr, ActivationMoment) else named_kernel(expr)
            return self._mean(shown.body, shown.law)
        if type(expr).__name__ in SPECIALS:
            return self._special(expr)
        if type(expr).__name__ in PLAIN_FUNCTIONS.keys() - {"Max", "Min"}:
            return self._print_Function(expr)
        return str(super()._print(expr, **kwargs))

    def _mean(self, body: Expr, law: Sequence[tuple[str, Expr]]) -> str:
        names = "".join(f"_{self._print(value)}" for letter, value in law if is_law(letter, value))
        law = [(letter, value) for letter, value in law if not is_law(letter, value)]
        index = ", ".join(f"{plain_name(letter) if letter == CORRELATION else f'Var {letter}'.strip()} = {self._print(value)}" for letter, value in law)
        return f"E{names}[{self._print(body)}{f' | {index}' if index else ''}]"

    def _print_Symbol(self, expr: Symbol) -> str:
        if isinstance(expr, LongNumber):
            return expr.plain
        if expr.name.startswith("="):
            return _applied(expr.name[1:])
        return plain_name(expr.name)

    _print_Dummy = _print_Symbol

    def _print_Pi(self, expr: Any) -> str:
        return "π"

    def _print_Infinity(self, expr: Any) -> str:
        return "∞"

    def _print_NegativeInfinity(self, expr: Any) -> str:
        return "-∞"

    def _print_Exp1(self, expr: Any) -> str:
        return "e"

    # sums, products, powers

    def _print_Add(self, expr: Add, order: Any = None) -> str:
        parts = [self._print(term) for term in factors.terms(expr)]
        return parts[0] + "".join(f" - {t[1:]}" if t.startswith("-") else f" + {t}" for t in parts[1:])

    def _print_Mul(self, expr: Expr) -> str:
        parts = factors.product(expr)
        if not parts.denominator:
            return parts.sign + self._row(parts.numerator, alone=not parts.sign)
        below = self._row(parts.denominator)
        short = len(parts.denominator) == 1
        long = any(factors.kind(f) >= factors.RADICAL for f in parts.denominator)
        long |= any(factors.kind(f) == factors.FUNCTION for f in parts.numerator)
        head = [f for f in parts.numerator if factors.kind(f) <= factors.FUNCTION and (long or factors.kind(f) != factors.SUM)]
        tail = [f for f in parts.numerator if f not in head]
        if not head or factors.of_goals(parts.denominator):
            head, tail = list(parts.numerator), []
        above = self._factor(head[0]) if len(head) == 1 else self._row(head)
        above = f"({above})" if any(isinstance(f, Sum | Integral | Derivative) for f in head) else above
        ratio = f"{parts.sign}{above}/{below if short and not isinstance(parts.denominator[0], Add) else f'({below})'}"
        return ratio + (f"·{self._row(tail, alone=False)}" if tail else "")

    _print_Rational = _print_Half = _print_Mul

    def _print_Integer(self, expr: Any) -> str:
        return str(int(expr)) if not are_shortened() or len(str(expr)) <= factors.LONGEST else self._print_Mul(expr)

    _print_One = _print_Zero = _print_NegativeOne = _print_Integer

    def _row(self, row: Sequence[Expr], alone: bool = True) -> str:
        if not row:
            return "1"
        if len(row) == 1 and alone:
            return self._print(row[0])
        text = ""
        for i, factor in enumerate(row):
            joined = i == 1 and row[0].is_Integer and factor is S.Pi
            text += ("" if not text or joined else "·") + self._factor(factor)
        return text

    def _factor(self, factor: Expr) -> str:
        text = self._print(factor)
        return f"({text})" if isinstance(factor, Add) or text.startswith("-") or factor.is_Relational else text

    def _print_Pow(self, expr: Pow, rational: bool = False) -> str:
        base, exponent = expr.base, expr.exp
        if exponent.is_Rational and exponent.is_negative:
            return self._print_Mul(expr)
        inner = self._print(base)
        atom = base.is_Symbol or base.is_NumberSymbol or (base.is_Integer and base.is_nonnegative)
        if exponent == S.Half:
            return f"√{inner}" if atom or isinstance(base, Abs) else f"√({inner})"
        closed = atom or isinstance(base, Abs) or inner.endswith(("]", "}"))
        call = base.is_Function and not isinstance(base, Heaviside) and inner.endswith(")")
        return f"{inner if closed or call else f'({inner})'}{self._power(exponent)}"

    def _power(self, exponent: Expr) -> str:
        text = self._print(exponent)
        if exponent.is_Integer:
            return text.translate(SUPERSCRIPT)
        return f"^{text}" if text.isalnum() else f"^({text})"

    # functions

    def _print_Function(self, expr: Expr) -> str:
        name = type(expr).__name__
        inner = ", ".join(self._print(arg) for arg in expr.args)
        return f"{PLAIN_FUNCTIONS.get(name, plain_name(name))}({inner})"

    def _special(self, expr: Expr) -> str:
        name, args = type(expr).__name__, list(expr.args)
        if name == "hyper":
            above, below, at = (", ".join(map(self._print, group)) for group in (expr.ap, expr.bq, (expr.argument,)))
            head = f"{str(len(expr.ap)).translate(SUBSCRIPT)}F{str(len(expr.bq)).translate(SUBSCRIPT)}"
            return f"{head}({above or '-'}; {below or '-'}; {at})"
        order = self._print(args.pop(0)) if SPECIALS[name].index else ""
        return f"{plain_head(name, order)}({', '.join(map(self._print, args))})"

    def _print_factorial(self, expr: Expr) -> str:
        inner = self._print(expr.args[0])
        return f"{inner}!" if inner.isalnum() else f"({inner})!"

    def _print_factorial2(self, expr: Expr) -> str:
        return f"{self._print_factorial(expr)}!"

    def _print_Mod(self, expr: Expr) -> str:
        number, modulus = map(self._factor, expr.args)
        return f"{number} mod {modulus}"

    def _print_EulerGamma(self, expr: Any) -> str:
        return "γ"

    def _print_Sum(self, expr: Any) -> str:
        text = self._factor(expr.function)
        for variable, low, high in expr.limits:
            text = f"Σ[{self._print(variable)} = {self._print(low)}..{self._print(high)}] {text}"
        return text

    def _print_Max(self, expr: Expr) -> str:
        inner = ", ".join(self._print(arg) for arg in sorted(expr.args, key=lambda arg: bool(arg.is_number)))
        return f"{PLAIN_FUNCTIONS[type(expr).__name__]}({inner})"

    _print_Min = _print_Max

    def _print_exp(self, expr: Expr) -> str:
        return f"exp({self._print(expr.args[0])})"

    def _print_Abs(self, expr: Expr) -> str:
        return f"|{self._print(expr.args[0])}|"

    def _print_Heaviside(self, expr: Heaviside) -> str:
        left, relation, right = positive_where(expr.args[0])
        return f"1{{{self._print(left)} {relation} {self._print(right)}}}"

    def _print_Piecewise(self, expr: Piecewise) -> str:
        rows = [f"{self._print(value)} " + ("otherwise" if cond is S.true else f"if {self._print(cond)}") for value, cond in expr.args]
        return "{" + "; ".join(rows) + "}"

    def _print_Integral(self, expr: Any) -> str:
        text = self._factor(expr.function)
        for variable, *ends in expr.limits:
            low, high = (self._print(end) for end in ends) if len(ends) == 2 else ("", "")
            text = f"∫[{low}, {high}] {text} d{self._print(variable)}" if ends else f"∫ {text} d{self._print(variable)}"
        return text

    def _print_Derivative(self, expr: Any) -> str:
        orders = "".join(f"d/d{self._print(symbol)}{'' if n == 1 else self._power(n)} " for symbol, n in expr.variable_count)
        return f"{orders}{self._factor(expr.expr)}"

    # conditions

    def _print_Relational(self, expr: Any) -> str:
        return f"{self._print(expr.lhs)} {RELATIONS[expr.rel_op]} {self._print(expr.rhs)}"

    def _print_And(self, expr: Any) -> str:
        chain = bounds(expr)
        if chain is None:
            return " and ".join(self._print(part) for part in expr.args)
        low, first, middle, second, high = chain
        return f"{self._print(low)} {RELATIONS[first]} {self._print(middle)} {RELATIONS[second]} {self._print(high)}"

    def _print_Or(self, expr: Any) -> str:
        return " or ".join(self._print(part) for part in expr.args)


for _name in ("asin", "acos", "atan", "Phi", "Phi2"):
    setattr(Liner, f"_print_{_name}", Liner._print_Function)


def _applied(text: str) -> str:
    """`phi''(u)` as φ″(u), `phi^(3)(v)` as φ⁽³⁾(v), `He_5(Z)` as He₅(Z)."""
    match = re.fullmatch(r"(\w+)('*)(?:\^\((\d+)\))?(.*)", text)
    if match is None:
        return text
    order = f"⁽{match[3].translate(SUPERSCRIPT)}⁾" if match[3] else match[2].replace("''", "″").replace("'", "′")
    name, _, index = match[1].partition("_")
    return (plain_name(name) + index.translate(SUBSCRIPT) if index.isdigit() else plain_name(match[1])) + order + match[4]


def line(expr: Any) -> str:
    """One line of Unicode text."""
    return str(Liner().doprint(written_out(expr)))
