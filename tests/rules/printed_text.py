"""The printed text of an answer, read by sympy and evaluated by mpmath: nothing of the program takes part in the evaluation."""

import mpmath
import sympy
from sympy import Rational, sympify

from derive.language.special import ParabolicCylinderD, Phi

MODULES = [{"ParabolicCylinderD": lambda nu, z: mpmath.pcfd(nu, z), "Phi": lambda w: mpmath.ncdf(w)}, "mpmath"]


def number(text):
    value = Rational(text)
    return mpmath.mpf(value.p) / value.q


def evaluated(expr, at):
    text = sympify(str(expr), locals={"ParabolicCylinderD": ParabolicCylinderD, "Phi": Phi})
    names = sorted(at)
    assert {s.name for s in text.free_symbols} <= set(names)
    return sympy.lambdify([sympy.Symbol(n) for n in names], text, MODULES)(*(number(at[n]) for n in names))
