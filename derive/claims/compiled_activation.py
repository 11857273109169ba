"""An activation and its derivative as functions of NumPy arrays, for random networks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from sympy import Expr, lambdify

from derive.arrays.hypergeometric import FUNCTIONS
from derive.compiled.near_points import without_gaps
from derive.language.functions.activation import Activation
from derive.language.symbols import x

Array = Any


def array_functions(activation: Activation) -> tuple[Callable[[Array], Array], Callable[[Array], Array]]:
    """phi and phi', the latter without point masses."""
    return _array(without_gaps(activation.expr)), _array(without_gaps(activation.expr, 1))


def _array(expr: Expr) -> Callable[[Array], Array]:
    compiled = lambdify(x, expr, modules=[FUNCTIONS, "scipy", "numpy"])

    def evaluated(values: Array) -> Array:
        with np.errstate(all="ignore"):  # every branch is run everywhere
            return np.broadcast_to(compiled(values), values.shape)

    return evaluated
