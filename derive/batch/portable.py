"""A closed form for readers that do not have this program, in functions of sympy as far as it has them.

Parts of complex functions become half the sum, or difference, of a value and its conjugate: sympy and mpmath then evaluate the text, which is real up to
rounding. People read the real functions, in `derive expect` and in reports.
"""

from __future__ import annotations

from sympy import Expr, erfc, expint, hyper

from derive.language.special import ExpIntK, ExpIntL, HermiteK, HermiteL, MeanLogK, MeanLogL, ParabolicCylinderD, TricomiU, VoigtK, VoigtL

WRITTEN = {
    erfc: (VoigtK, VoigtL),
    expint: (ExpIntK, ExpIntL),
    ParabolicCylinderD: (HermiteK, HermiteL),
    hyper: (TricomiU, MeanLogK, MeanLogL),
}


def portable(value: Expr) -> Expr:
    """The same value by functions that sympy has, or the value itself.

    >>> from sympy.abc import a
    >>> portable(ExpIntK(1, 2))
    exp(1 + 2*I)*expint(1, 1 + 2*I)/2 + exp(1 - 2*I)*expint(1, 1 - 2*I)/2
    >>> portable(TricomiU(a, 1, 2))
    hyper((a, a), (), -1/2)/2**a
    """
    for target, functions in WRITTEN.items():
        if value.has(*functions):
            value = value.rewrite(functions, target)
    return value
