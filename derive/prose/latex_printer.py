"""Sympy expressions as LaTeX that reads like a paper's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Abs, Add, Expr, Heaviside, Mul, Piecewise, Pow, S, Symbol
from sympy.printing.latex import LatexPrinter

from derive.language.forms.variants import written_out
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.symbols import c
from derive.prose import factors
from derive.prose.alphabet import are_shortened
from derive.prose.brackets import bracket, is_tall
from derive.prose.conditions import bounds, positive_where
from derive.prose.letters import CORRELATION, FUNCTIONS, LongNumber, Named, is_law, latex_applied, latex_name, named_kernel, named_moment
from derive.prose.specials import SPECIALS, latex_head
from derive.prose.width import width

RAISED = frozenset({"sin", "cos", "tan", "sinh", "cosh", "tanh", "log", "Phi"})  # f^2(x), not f(x)^2
SPECIAL = frozenset({"Phi", "Phi2"})
LINE = 26.0  # em of a denominator that fits below a line
LONG, ROOM = 5.0, 30.5  # em of a denominator that sums may stand over, and of what stands there
RELATIONS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}


class Typesetter(LatexPrinter):  # type: ignore[misc]
    """`_flat` counts the exponents around the current expression, where fractions are written with a slash."""

    def __init__(self) -> None:
        super().__init__({"inv_trig_style": "full", "ln_notation": False})
        self._flat = 0

    def _print(self, expr: Any, **kwargs: Any) -> str:
        for node, method in (
            (Expectation, self._expectation),
            (ActivationMoment, self._moment),
            (DualKernel, self._kernel),
        ):
            if isinstance(expr, node):
                return method(expr)
        if type(expr).__name__ in SPECIALS:
            return self._special(expr)
        if type(expr).__name__ in SPECIAL:  # before the node's own hook: brackets as high as they must be
            return self._call(type(expr).__name__, expr.args)
        return str(super()._print(expr, **kwargs))

    def _print_Symbol(self, expr: Symbol, style: str = "plain") -> str:
        if isinstance(expr, LongNumber):
            return expr.latex
        return latex_applied(expr.name[1:]) if expr.name.startswith("=") else latex_name(expr.name)

    _print_Dummy = _print_Symbol

    # sums, products, powers

    def _print_Add(self, expr: Add, order: Any = None) -> str:
        parts = [self._print(term) for term in factors.terms(expr)]
        return parts[0] + "".join(f" - {t[1:].lstrip()}" if t.startswith("-") else f" + {t}" for t in parts[1:])

    def _print_Mul(self, expr: Expr) -> str:
        parts = factors.product(expr)
        long = [] if self._flat else [f for f in parts.denominator if width(self._print(f)) > LINE]
        if long:
            return self._inverted(Mul(*parts.numerator, *(1 / f for f in parts.denominator if f not in long)), parts.sign, long)
        if not parts.denominator:
            return parts.sign + self._row(parts.numerator, alone=not parts.sign)
        below = self._row(parts.denominator)
        if self._flat:
            closed = len(parts.denominator) == 1 and not isinstance(parts.denominator[0], Add)
            return f"{parts.sign}{self._row(parts.numerator, alone=False)}/{below if closed else bracket(below)}"
        inside = self._above(parts.numerator, width(below), factors.of_goals(parts.denominator))
        tail = [f for f in parts.numerator if f not in inside]
        if not inside and len(tail) == 1 and isinstance(tail[0], Add) and self._flat_enough(tail[0]):
            return rf"{parts.sign}\frac{{{self._print(tail[0])}}}{{{below}}}"
        fraction = rf"{parts.sign}\frac{{{self._row(inside)}}}{{{below}}}"
        return fraction + (self._thin(tail[0]) + self._row(tail, alone=False) if tail else "")

    def _inverted(self, rest: Expr, sign: str, long: Sequence[Expr]) -> str:
        """Denominators that are too long for a line as powers with negative exponents, which can be broken over several."""
        before = "" if rest == 1 else self._factor(rest)
        return sign + before + "".join(f"{bracket(self._print(f.as_base_exp()[0]))}^{{{self._exponent(-f.as_base_exp()[1])}}}" for f in long)

    _print_Rational = _print_Half = _print_Mul

    def _print_Integer(self, expr: Any) -> str:
        return str(int(expr)) if not are_shortened() or len(str(expr)) <= factors.LONGEST else self._print_Mul(expr)

    _print_One = _print_Zero = _print_NegativeOne = _print_Integer

    def _flat_enough(self, total: Expr) -> bool:
        """Whether a sum may stand over a fraction line: short, and no fractions in brackets in it."""
        text = self._print(total)
        return width(text) < 16 and not is_tall(text.replace(r"\sqrt", ""))

    def _above(self, numerator: Sequence[Expr], below: float, quotient: bool = False) -> list[Expr]:
        """The factors over the fraction line: sums only where the line is long anyway, expectations only over others, a `quotient`."""
        if quotient and width(self._row(numerator)) <= ROOM and not is_tall(self._row(numerator).replace(r"\sqrt", "")):
            return list(numerator)
        sums = [f for f in numerator if factors.kind(f) <= factors.BRACKET and self._low(f)]
        if below > LONG and width(self._row(sums)) <= ROOM:
            return sums
        inside = [f for f in sums if factors.kind(f) not in (factors.SUM, factors.BRACKET)]
        if width(self._row(inside)) > 12:
            inside = [f for f in inside if factors.kind(f) < factors.FUNCTION]
        return inside

    def _low(self, factor: Expr) -> bool:
        """Whether a factor stands well above a fraction line."""
        return factors.kind(factor) < factors.SUM or not is_tall(self._print(factor).replace(r"\sqrt", ""))

    def _row(self, row: Sequence[Expr], alone: bool = True) -> str:
        """Factors side by side; one that is `alone` needs no brackets."""
        if not row:
            return "1"
        text, after = "", False
        for factor in row:
            piece = self._print(factor) if len(row) == 1 and alone else self._factor(factor)
            if text and piece[:1].isdigit():
                text += r" \cdot " + piece
            else:
                text += (self._thin(factor, after) if text and not text.endswith((r"\right)", r"\right]")) else "") + piece
            after = factors.is_root(factor)
        return text

    def _factor(self, factor: Expr) -> str:
        text = self._print(factor)
        if isinstance(factor, Add) or text.startswith("-") or factor.is_Relational:
            return bracket(text)
        return text

    def _thin(self, factor: Expr, root: bool = False) -> str:
        """The space before a factor; `root`: one stands before it."""
        inner = factor.base if factor.is_Pow else factor
        if isinstance(inner, Add) and not factors.is_root(factor):
            return ""
        named = isinstance(inner, Symbol) and inner.name.startswith("=")
        return r"\," if named or (root and not factors.is_root(factor)) or factors.kind(factor) >= factors.FUNCTION or inner.is_Dummy else " "

    def _print_Pow(self, expr: Pow) -> str:
        base, exponent = expr.base, expr.exp
        if exponent.is_Rational and exponent.is_negative:
            return self._print_Mul(expr)
        if exponent == S.Half:
            return rf"\sqrt{{{self._print(base)}}}"
        return self._raised(base, self._exponent(exponent))

    def _exponent(self, exponent: Expr) -> str:
        self._flat += 1
        text = self._print(exponent)
        self._flat -= 1
        return text

    def _raised(self, base: Expr, power: str) -> str:
        text = self._print(base)
        if base.is_Function and type(base).__name__ in RAISED and power.isdigit():
            return self._call(type(base).__name__, base.args, power)
        if isinstance(base, Symbol) and base.name.startswith("="):
            return f"{text}^{{{power}}}"
        if type(base).__name__ in ("Max", "Min", *SPECIALS):
            return f"{text}^{{{power}}}"
        simple = base.is_Symbol or (base.is_Integer and base.is_nonnegative) or base.is_NumberSymbol
        goal = isinstance(base, Expectation | ActivationMoment | DualKernel)
        closed = isinstance(base, Heaviside | Abs)
        return f"{text}^{{{power}}}" if simple or goal or closed else f"{bracket(text)}^{{{power}}}"

    # functions

    def _print_Function(self, expr: Expr, exp: Any = None) -> str:
        return self._call(type(expr).__name__, expr.args, exp)

    def _call(self, name: str, args: Sequence[Expr], power: str | None = None) -> str:
        command = FUNCTIONS.get(name)
        if command is None:
            known = latex_name(name)
            command = known if not known.startswith(r"\mathrm") else rf"\operatorname{{{name}}}"
        inner = ", ".join(self._print(arg) for arg in args)
        raised = f"{command}^{{{power}}}" if power else command
        return raised + (r"\!" if is_tall(inner) else "") + bracket(inner)

    for _name in (
        *(FUNCTIONS.keys() - {"Max", "Min"}),
        "erf",
        "erfc",
        "erfinv",
        "sign",
    ):
        locals()[f"_print_{_name}"] = _print_Function
    del _name

    def _special(self, expr: Expr) -> str:
        name, args = type(expr).__name__, list(expr.args)
        if name == "hyper":
            above, below, at = (", ".join(map(self._print, group)) for group in (expr.ap, expr.bq, (expr.argument,)))
            head, inner = rf"{{}}_{{{len(expr.ap)}}}F_{{{len(expr.bq)}}}", f"{above or '-'}; {below or '-'}; {at}"
        else:
            order = self._exponent(args.pop(0)) if SPECIALS[name].index else ""
            head, inner = latex_head(name, order), ", ".join(map(self._print, args))
        return head + (r"\!" if is_tall(inner) else "") + bracket(inner)

    def _print_EulerGamma(self, expr: Expr) -> str:
        return r"\gamma"

    def _print_Max(self, expr: Expr, exp: Any = None) -> str:
        return self._call(type(expr).__name__, sorted(expr.args, key=lambda arg: bool(arg.is_number)), exp)

    _print_Min = _print_Max

    def _print_Integral(self, expr: Any) -> str:
        return str(super()._print_Integral(expr)).replace(r"\limits", "")

    def _print_ExpBase(self, expr: Expr, exp: Any = None) -> str:
        argument = self._exponent(expr.args[0])
        tall = self._print(expr.args[0])
        if width(argument) < 9 and r"\left" not in argument and argument.count("/") < 2:
            return f"e^{{{argument}}}"
        return rf"\exp\!\left({tall}\right)"

    _print_exp = _print_ExpBase

    def _print_Exp1(self, expr: Expr, exp: Any = None) -> str:
        return "e"

    def _print_Abs(self, expr: Expr, exp: Any = None) -> str:
        inner = self._print(expr.args[0])
        text = rf"\left\lvert {inner}\right\rvert" if is_tall(inner) else rf"\lvert {inner}\rvert"
        return f"{text}^{{{exp}}}" if exp else text

    def _print_Heaviside(self, expr: Heaviside, exp: Any = None) -> str:
        left, relation, right = positive_where(expr.args[0])
        return rf"\mathbf{{1}}\{{{self._print(left)} {relation} {self._print(right)}\}}"

    def _print_Piecewise(self, expr: Piecewise) -> str:
        rows = [f"{self._print(value)} & " + (r"\text{otherwise}" if cond is S.true else rf"\text{{if }}{self._print(cond)}") for value, cond in expr.args]
        return r"\begin{cases}" + r" \\ ".join(rows) + r"\end{cases}"

    # conditions

    def _print_Relational(self, expr: Any) -> str:
        return f"{self._print(expr.lhs)} {RELATIONS[expr.rel_op]} {self._print(expr.rhs)}"

    def _print_And(self, expr: Any) -> str:
        chain = bounds(expr)
        if chain is None:
            return r" \text{ and } ".join(self._print(part) for part in expr.args)
        low, first, middle, second, high = chain
        words = [self._print(low), RELATIONS[first], self._print(middle), RELATIONS[second], self._print(high)]
        return " ".join(words)

    def _print_Or(self, expr: Any) -> str:
        return r" \text{ or } ".join(self._print(part) for part in expr.args)

    # goals

    def _expectation(self, goal: Expectation) -> str:
        law = () if goal.law.dimension == 1 or goal.law.correlation == c else ((CORRELATION, goal.law.correlation),)
        return self._mean(goal.body, law)

    def _moment(self, goal: ActivationMoment) -> str:
        return self._named(named_moment(goal))

    def _kernel(self, goal: DualKernel) -> str:
        return self._named(named_kernel(goal))

    def _named(self, shown: Named) -> str:
        return self._mean(shown.body, shown.law)

    def _mean(self, body: Expr, law: Sequence[tuple[str, Expr]]) -> str:
        flat, self._flat = self._flat, 0
        inner = self._print(body)
        self._flat = flat
        index = ",\\,".join(self._print(value) if is_law(letter, value) else f"{_parameter(letter)}={self._exponent(value)}" for letter, value in law)
        head = r"\mathbb{E}" + (f"_{{{index}}}" if index else "")
        return rf"{head}\!\left[{inner}\right]" if is_tall(inner) else f"{head}[{inner}]"


def _parameter(letter: str) -> str:
    return latex_name(letter) if letter == CORRELATION else rf"\mathrm{{Var}}\,{letter}" if letter else r"\mathrm{Var}"


def typeset_flat(expr: Any) -> str:
    """LaTeX for running text: fractions with a slash."""
    printer = Typesetter()
    printer._flat = 1
    return str(printer.doprint(written_out(expr)))


def typeset(expr: Any) -> str:
    """LaTeX of a sympy expression."""
    return str(Typesetter().doprint(written_out(expr)))
