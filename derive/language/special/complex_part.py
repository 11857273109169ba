r"""Real and imaginary parts of functions of complex numbers, as real functions of real arguments."""

from __future__ import annotations

from typing import Any, ClassVar

import mpmath
from sympy import Expr, Function

from derive.language.special.precision_limit import at_most

GUARD = 30
OPERATORS = {"real": r"\operatorname{Re}", "imag": r"\operatorname{Im}"}


class ComplexPart(Function):  # type: ignore[misc]
    """One of the two parts, `attribute`, of `whole`, which takes mpmath's numbers; at most `bits` of working precision are tried.

    In code it is that part of `program`, a function of `derive.arrays` and, for mpmath's numbers, of the module where the part is defined.
    """

    attribute: ClassVar[str]
    bits: ClassVar[int]
    program: ClassVar[str]

    @staticmethod
    def whole(*arguments: Any) -> Any:
        """The complex value to the working precision of mpmath."""
        raise NotImplementedError

    def _eval_evalf(self, prec: int) -> Expr | None:
        evaluated: Expr | None = at_most(self.bits)(_evaluated)(self, prec)
        return evaluated

    def _numpycode(self, printer: Any, **settings: Any) -> str:
        return self._code(printer, "derive.arrays")

    def _scipycode(self, printer: Any, **settings: Any) -> str:
        return self._numpycode(printer, **settings)

    def _mpmathcode(self, printer: Any, **settings: Any) -> str:
        return self._code(printer, type(self).__module__)

    def _code(self, printer: Any, module: str) -> str:
        arguments = ", ".join(printer._print(arg) for arg in self.args)
        return f"{printer._module_format(f'{module}.{self.program}')}({arguments}).{self.attribute}"

    def operator(self, power: Any) -> str:
        r"""\operatorname{Re} or \operatorname{Im} in LaTeX, raised to a power."""
        return OPERATORS[self.attribute] + ("" if power is None else f"^{{{power}}}")


def _evaluated(function: ComplexPart, prec: int) -> Expr | None:
    if not all(arg.is_number and arg.is_real for arg in function.args):
        return None
    with mpmath.workprec(prec + GUARD):
        value = function.whole(*(arg._to_mpmath(prec + GUARD) for arg in function.args))
        return Expr._from_mpmath(getattr(value, function.attribute), prec)


def complex_latex(printer: Any, x: Expr, y: Expr) -> str:
    r"""x + iy in LaTeX, without a part that vanishes.

    >>> from sympy import Integer
    >>> from sympy.printing.latex import LatexPrinter
    >>> [complex_latex(LatexPrinter(), Integer(x), Integer(y)) for x, y in ((1, -2), (0, 2), (1, 0))]
    ['1-\\mathrm{i}\\,2', '\\mathrm{i}\\,2', '1']
    """
    real = "" if x.is_zero and not y.is_zero else printer._print(x)
    if y.is_zero:
        return str(real)
    negative = y.could_extract_minus_sign()
    sign = "-" if negative else "+" if real else ""
    return rf"{real}{sign}\mathrm{{i}}\,{printer.parenthesize(-y if negative else y, 50, strict=True)}"
