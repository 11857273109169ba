"""An activation as a line of Python for arrays: NumPy, PyTorch or JAX."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from sympy import Add, Expr, Function, Integer, Pow, Rational, Symbol, cosh, degree, exp, log, sinh, sqrt, tan
from sympy.core.relational import Relational
from sympy.printing.pycode import PythonCodePrinter

from derive.compiled.near_points import without_gaps
from derive.language.errors import DeriveError
from derive.language.symbols import x
from derive.meanfield.stable_code import ENOUGH, Expm1, Log1p, stable

_PLAIN = ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sign", "sqrt")
NAMES: Mapping[str, Mapping[str, str]] = {
    "numpy": {name: f"np.{name}" for name in _PLAIN}
    | {"asinh": "np.arcsinh", "Abs": "np.abs", "atan": "np.arctan", "erf": "scipy.special.erf", "erfc": "scipy.special.erfc", "Phi": "scipy.special.ndtr"}
    | {"Sigmoid": "scipy.special.expit"},
    "torch": {name: f"torch.{name}" for name in _PLAIN}
    | {
        "asinh": "torch.asinh",
        "Abs": "torch.abs",
        "atan": "torch.atan",
        "erf": "torch.erf",
        "erfc": "torch.erfc",
        "Sigmoid": "torch.sigmoid",
    },
    "jax": {name: f"jnp.{name}" for name in _PLAIN}
    | {
        "asinh": "jnp.arcsinh",
        "Abs": "jnp.abs",
        "atan": "jnp.arctan",
        "erf": "jax.scipy.special.erf",
        "erfc": "jax.scipy.special.erfc",
        "Phi": "jax.scipy.stats.norm.cdf",
        "Sigmoid": "jax.nn.sigmoid",
    },
}
STEEP = 4  # the degree from which on a polynomial may overflow where the function does not
OFTEN = 3  # times that a chosen argument is written where it stands
LONG = 10**6  # numerators and denominators from here on are printed as decimals
_WILD = (exp, log, sinh, cosh, tan, Expm1, Log1p)  # may overflow or leave the reals beside their branch
WHERE = {"numpy": "np.where", "torch": "torch.where", "jax": "jnp.where"}
IMPORTS = {"numpy": "import numpy as np\n", "torch": "import torch\n", "jax": "import jax\nimport jax.numpy as jnp\n"}


def array_code(expr: Expr, library: str) -> str:
    """The expression as Python text for arrays of the library ("numpy", "torch" or "jax"), to 17 digits.

    Raises DeriveError for a function that the library does not have.
    """
    unknown = {type(e).__name__ for e in expr.atoms(Function)} - set(NAMES[library]) - {"Max", "Min", "Heaviside", "Piecewise", "Phi"}
    if unknown:
        raise DeriveError(f"{expr} as {library} code", f"{', '.join(sorted(unknown))} has no counterpart there", "an activation without it")
    return str(_Printer(library).doprint(stable(without_gaps(expr))))


def imports(code: str, library: str) -> str:
    """The import lines that a piece of code needs."""
    return IMPORTS[library] + "".join(f"import {module}\n" for module in ("jax.scipy.special", "jax.scipy.stats", "scipy.special") if _needs(code, module))


def _needs(code: str, module: str) -> bool:
    return f" {module}." in re.sub(r"[^\w.]", " ", f" {code}")


class _Printer(PythonCodePrinter):  # type: ignore[misc]  # sympy is not typed
    """Elementwise choices become nested `where`."""

    def __init__(self, library: str) -> None:
        super().__init__({"fully_qualified_modules": False, "precision": 17, "allow_unknown_functions": True})
        self._names, self._where, self._library = NAMES[library], WHERE[library], WHERE[library].partition(".")[0]

    def _print_Function(self, expr: Any) -> str:
        if expr.is_number:
            return str(self._print(expr.evalf(17)))
        return f"{self._names[type(expr).__name__]}({self._print(expr.args[0])})"

    _print_Abs = _print_sign = _print_exp = _print_log = _print_tanh = _print_erf = _print_Function
    _print_erfc = _print_sin = _print_cos = _print_tan = _print_sinh = _print_cosh = _print_atan = _print_asinh = _print_Sigmoid = _print_Function

    def _print_Phi(self, expr: Any) -> str:
        """torch.special.ndtr is 0 from x = -8.3 on: erfc is not."""
        if self._library != "torch":
            return self._print_Function(expr)
        return f"(0.5*torch.erfc({self._print(-expr.args[0] / sqrt(2))}))"

    def _print_Expm1(self, expr: Any) -> str:
        return f"{self._library}.expm1({self._print(expr.args[0])})"

    def _print_Log1p(self, expr: Any) -> str:
        return f"{self._library}.log1p({self._print(expr.args[0])})"

    def _print_Capped(self, expr: Any) -> str:
        return f"{self._names['exp']}({self._chosen((expr.args[0], Integer(ENOUGH)), 'min')})"

    def _print_Softplus(self, expr: Any) -> str:
        zero = "torch.zeros_like(x)" if self._library == "torch" else "0"
        return f"{self._library}.logaddexp({self._print(expr.args[0])}, {zero})"

    def _print_Pow(self, expr: Any, rational: bool = False) -> str:
        if expr.is_number:
            return str(self._print(expr.evalf(17)))
        if expr.exp == Rational(1, 2):
            return f"{self._names['sqrt']}({self._print(expr.base)})"
        return str(super()._print_Pow(expr))

    def _print_Max(self, expr: Any) -> str:
        return self._chosen(expr.args, "max")

    def _print_Min(self, expr: Any) -> str:
        return self._chosen(expr.args, "min")

    def _chosen(self, parts: Any, which: str) -> str:
        """maximum and minimum of two arguments, numbers last: torch calls them clamp where one is a number, from below for a maximum."""
        first, *rest = sorted(parts, key=lambda part: (bool(part.is_number), str(part)))
        text, bound = str(self._print(first)), {"max": "min", "min": "max"}[which]
        for part in rest:
            if self._library != "torch" or not part.is_number:
                text = f"{self._library}.{which}imum({text}, {self._print(part)})"
            elif which == "max" and part == 0:
                text = f"torch.relu({text})"  # its gradient at 0 is 0, that of clamp 1
            else:
                text = f"torch.clamp({text}, {bound}={self._print(part)})"
        return text

    def _print_Rational(self, expr: Any) -> str:
        return str(super()._print_Rational(expr)) if expr.q < LONG and abs(expr.p) < LONG else str(self._print(expr.evalf(17)))

    def _print_Heaviside(self, expr: Any) -> str:
        argument = self._print(expr.args[0])
        return f"np.heaviside({argument}, 0.0)" if self._library == "np" else f"{self._where}({argument} > 0, 1.0, {self._alone(Integer(0))})"

    def _alone(self, value: Expr) -> str:
        """The last branch of a choice: torch takes the type of numbers from nowhere, so that one of them is a tensor."""
        text = str(self._print(value))
        return f"torch.full_like(x, {text})" if self._library == "torch" and value.is_number else text

    def _print_Piecewise(self, expr: Any) -> str:
        """Each branch sees a harmless argument where it does not count: an overflow there would make the gradient of `where` nan."""
        *cases, (last, _) = expr.args
        conditions = [str(self._print(condition)) for _, condition in cases]
        text = self._guarded(last, " | ".join(conditions), expr, len(cases), outside=True)
        for number, (value, _) in reversed(tuple(enumerate(cases))):
            own = " & ".join([*(f"~{c}" for c in conditions[:number]), conditions[number]])
            text = f"{self._where}({conditions[number]}, {self._guarded(value, own, expr, number)}, {text})"
        return text

    def _guarded(self, value: Expr, condition: str, whole: Any, number: int, outside: bool = False) -> str:
        """A branch, with x replaced beside its condition (`outside`: within it) by a point of the branch if something there may overflow."""
        point = _inside(whole, number) if _may_overflow(value) else None
        if point is None:
            return self._alone(value) if outside else str(self._print(value))
        here, elsewhere = (self._print(point), "x") if outside else ("x", self._print(point))
        chosen = f"{self._where}({condition}, {here}, {elsewhere})"
        return f"(lambda x: {self._print(value)})({chosen})" if value.count(x) > OFTEN else str(self._print(value.xreplace({x: Symbol(chosen)})))

    def _print_And(self, expr: Any) -> str:
        return f"({' & '.join(str(self._print(part)) for part in sorted(expr.args, key=str, reverse=True))})"  # relations stand in brackets

    def _print_NumberSymbol(self, expr: Any) -> str:
        return str(expr.evalf(17))

    _print_Pi = _print_Exp1 = _print_NumberSymbol


def _may_overflow(value: Expr) -> bool:
    """Or leave the reals, beside its branch."""
    if value.has(*_WILD) or any(not power.exp.is_Integer or power.exp < 0 for power in value.atoms(Pow)):
        return True
    return any(part.is_polynomial(x) and degree(part, x) > STEEP for part in value.atoms(Add) if part.has(x))


def _inside(whole: Any, number: int) -> Expr | None:
    """A point at which this branch is the one that counts, the simplest of a few, or half-way between knots; None if none of them is."""
    knots = sorted({value for relation in whole.atoms(Relational) for value in relation.args if value.is_Rational})
    simple = {Integer(k) for k in range(-2, 3)} | {knot + step for knot in knots for step in (-1, 0, 1)}
    for point in (*sorted(simple, key=abs), *((left + right) / 2 for left, right in pairwise(knots))):
        holds = [bool(condition.xreplace({x: point})) for _, condition in whole.args]
        if holds.index(True) == number:
            return Rational(point)
    return None
