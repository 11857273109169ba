"""An activation as a line of Python for arrays: NumPy, PyTorch or JAX."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Expr, Function, Rational
from sympy.printing.pycode import PythonCodePrinter

from derive.language.errors import DeriveError

_PLAIN = ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sign", "sqrt")
NAMES: Mapping[str, Mapping[str, str]] = {
    "numpy": {name: f"np.{name}" for name in _PLAIN}
    | {"asinh": "np.arcsinh", "Abs": "np.abs", "atan": "np.arctan", "erf": "scipy.special.erf", "erfc": "scipy.special.erfc", "Phi": "scipy.special.ndtr"},
    "torch": {name: f"torch.{name}" for name in _PLAIN}
    | {"asinh": "torch.asinh", "Abs": "torch.abs", "atan": "torch.atan", "erf": "torch.erf", "erfc": "torch.erfc", "Phi": "torch.special.ndtr"},
    "jax": {name: f"jnp.{name}" for name in _PLAIN}
    | {
        "asinh": "jnp.arcsinh",
        "Abs": "jnp.abs",
        "atan": "jnp.arctan",
        "erf": "jax.scipy.special.erf",
        "erfc": "jax.scipy.special.erfc",
        "Phi": "jax.scipy.stats.norm.cdf",
    },
}
WHERE = {"numpy": "np.where", "torch": "torch.where", "jax": "jnp.where"}
IMPORTS = {"numpy": "import numpy as np\n", "torch": "import torch\n", "jax": "import jax\nimport jax.numpy as jnp\n"}


def array_code(expr: Expr, library: str) -> str:
    """The expression as Python text for arrays of the library ("numpy", "torch" or "jax"), to 17 digits.

    Raises DeriveError for a function that the library does not have.
    """
    unknown = {type(e).__name__ for e in expr.atoms(Function)} - set(NAMES[library]) - {"Max", "Min", "Heaviside", "Piecewise"}
    if unknown:
        raise DeriveError(f"{expr} as {library} code", f"{', '.join(sorted(unknown))} has no counterpart there", "an activation without it")
    return str(_Printer(library).doprint(expr))


def imports(code: str, library: str) -> str:
    """The import lines that a piece of code needs."""
    return IMPORTS[library] + ("import scipy.special\n" if "scipy.special" in code and library == "numpy" else "")


class _Printer(PythonCodePrinter):  # type: ignore[misc]  # sympy is not typed
    """Elementwise choices become nested `where`."""

    def __init__(self, library: str) -> None:
        super().__init__({"fully_qualified_modules": False, "precision": 17, "allow_unknown_functions": True})
        self._names, self._where = NAMES[library], WHERE[library]

    def _print_Function(self, expr: Any) -> str:
        return f"{self._names[type(expr).__name__]}({self._print(expr.args[0])})"

    _print_Abs = _print_sign = _print_exp = _print_log = _print_tanh = _print_erf = _print_Function
    _print_erfc = _print_sin = _print_cos = _print_tan = _print_sinh = _print_cosh = _print_atan = _print_asinh = _print_Phi = _print_Function

    def _print_Pow(self, expr: Any, rational: bool = False) -> str:
        if expr.is_number:
            return str(self._print(expr.evalf(17)))
        if expr.exp == Rational(1, 2):
            return f"{self._names['sqrt']}({self._print(expr.base)})"
        return str(super()._print_Pow(expr))

    def _print_Max(self, expr: Any) -> str:
        return self._chosen(expr.args, ">")

    def _print_Min(self, expr: Any) -> str:
        return self._chosen(expr.args, "<")

    def _chosen(self, parts: Any, relation: str) -> str:
        first, *rest = sorted(parts, key=lambda part: bool(part.is_number))
        if not rest:
            return str(self._print(first))
        left, right = self._print(first), self._chosen(rest, relation)
        return f"{self._where}({left} {relation} {right}, {left}, {right})"

    def _print_Heaviside(self, expr: Any) -> str:
        return f"{self._where}({self._print(expr.args[0])} > 0, 1.0, 0.0)"

    def _print_Piecewise(self, expr: Any) -> str:
        *cases, (last, _) = expr.args
        text = str(self._print(last))
        for value, condition in reversed(cases):
            text = f"{self._where}({self._print(condition)}, {self._print(value)}, {text})"
        return text

    def _print_NumberSymbol(self, expr: Any) -> str:
        return str(expr.evalf(17))

    _print_Pi = _print_Exp1 = _print_NumberSymbol
