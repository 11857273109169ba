"""Closed forms as vectorised float64 functions.

These are fast and not proven: `Answer.enclose` gives proven values. Phi comes from erfc, Phi2 from Plackett's integral

    Phi2(h, k; r) = Phi(h) Phi(k) + (1/2 pi) int_0^asin(r) exp(-(h^2 + k^2 - 2 h k sin t)/(2 cos^2 t)) dt

by Gauss-Legendre quadrature with 48 nodes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sympy import Expr, Function, Symbol, lambdify

from derive.language.errors import DeriveError

NUMPY = frozenset({"exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "Abs", "sign", "Max", "Min"})
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)
_erfc = np.vectorize(math.erfc, otypes=[float])


def compile_numpy(value: Expr, arguments: Sequence[Symbol]) -> Callable[..., Any]:
    """A function of arrays, in the order of `arguments`; correlations are clipped to [-1, 1] against rounding."""
    plain = [Symbol(s.name) for s in arguments]
    renamed = value.replace(lambda e: type(e).__name__ in FLOATS, lambda e: Function(f"float_{type(e).__name__}")(*e.args))
    unknown = {type(e).__name__ for e in renamed.atoms(Function)} - NUMPY - {f"float_{name}" for name in FLOATS}
    if unknown:
        raise DeriveError(f"{value} as a NumPy function", f"{', '.join(sorted(unknown))} has no float version", ".enclose(digits, ...) for proven values")
    modules = [{f"float_{name}": function for name, function in FLOATS.items()}, "numpy"]
    compiled = lambdify(plain, renamed.xreplace(dict(zip(arguments, plain, strict=True))), modules=modules)

    def function(*values: Any) -> Any:
        arrays = [np.asarray(v, dtype=float) for v in values]
        clipped = [np.clip(a, -1.0, 1.0) if s.name == "c" else a for a, s in zip(arrays, plain, strict=True)]
        with np.errstate(all="ignore"):
            return np.broadcast_to(compiled(*clipped), np.broadcast_shapes(*(a.shape for a in clipped)))[()]

    function.__doc__ = f"{value}, as a function of ({', '.join(s.name for s in plain)})."
    return function


def _erf(x: Any) -> Any:
    return 1.0 - _erfc(x)


def cdf(h: Any) -> Any:
    """Phi(h) for arrays."""
    return 0.5 * _erfc(-np.asarray(h, dtype=float) / math.sqrt(2.0))


def cdf2(h: Any, k: Any, r: Any) -> Any:
    """Phi2(h, k; r) for arrays."""
    h, k, r = np.broadcast_arrays(*(np.asarray(a, dtype=float)[..., None] for a in (h, k, r)))
    half = np.arcsin(r) / 2
    t = half * (1 + _NODES)
    kernel = np.exp(-(h**2 + k**2 - 2 * h * k * np.sin(t)) / (2 * np.maximum(np.cos(t), 1e-300) ** 2))
    correction = np.sum(_WEIGHTS * kernel, axis=-1) * half[..., 0] / (2 * np.pi)
    return cdf(h[..., 0]) * cdf(k[..., 0]) + correction


FLOATS: dict[str, Callable[..., Any]] = {
    "Phi": cdf,
    "Phi2": cdf2,
    "erf": _erf,
    "erfc": _erfc,
    "gamma": np.vectorize(math.gamma, otypes=[float]),
    "loggamma": np.vectorize(math.lgamma, otypes=[float]),
}
