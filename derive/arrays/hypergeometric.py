"""Hypergeometric functions of arrays under the name they have in sympy, which prints no code for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


def hyper(top: Sequence[Any], bottom: Sequence[Any], w: Any) -> Any:
    """2F1, 1F1 or 0F1 of real arrays."""
    from scipy import special

    functions = {(2, 1): special.hyp2f1, (1, 1): special.hyp1f1, (0, 1): special.hyp0f1}
    if (len(top), len(bottom)) not in functions:
        raise ValueError(f"no float version of the hypergeometric function with {len(top)} and {len(bottom)} parameters")
    return functions[len(top), len(bottom)](*top, *bottom, w)


FUNCTIONS: dict[str, Callable[..., Any]] = {"hyper": hyper}
"""For `sympy.lambdify(arguments, value, modules=[FUNCTIONS, "scipy", "numpy"])`, which every closed form passes."""
