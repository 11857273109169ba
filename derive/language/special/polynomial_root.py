r"""Real and imaginary part of a root of a polynomial with whole coefficients, or of a polynomial in that root.

    RootRe([1, 0, 0, 1, 1], 1, [1, 0]) = Re r,    RootIm([1, 0, 0, 1, 1], 1, [4, 0, 0, 1]) = Im (4 r^3 + 1),    r root 1 of x^4 + x + 1.

The roots without those in the lower half plane are numbered from 0 on by their real parts, then by their imaginary ones. Roots of a polynomial that is even
about no point have no shorter name in general: for degree five on there are no radicals (Abel, Galois).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

import mpmath
from sympy import Expr, Function, Integer, Poly, S, Symbol, Tuple

GUARD, ORDERING, HIGHEST = 40, 512, 32
NEAR = mpmath.mpf(2) ** -400
Whole = tuple[int, ...]  # coefficients, the highest power first


class RootPart(Function):  # type: ignore[misc]
    """Re or Im of g(r): the coefficients of the polynomial, the number of its root r, and the coefficients of g."""

    nargs = 3
    attribute: ClassVar[str]
    is_commutative = True
    is_extended_real = True
    is_finite = True

    @classmethod
    def eval(cls, polynomial: Any, number: Expr, element: Any) -> Expr | None:
        if isinstance(polynomial, list) or isinstance(element, list):
            return cls(tuple(polynomial), number, tuple(element))
        if not (isinstance(polynomial, Tuple) and isinstance(element, Tuple) and all(value.is_Integer for value in (*polynomial, number, *element))):
            raise ValueError("a root is given by whole coefficients, its number, and the whole coefficients of a polynomial in it")
        if not (2 <= len(polynomial) <= HIGHEST + 1 and polynomial[0] and element):
            raise ValueError(f"the polynomial has a degree from 1 to {HIGHEST}")
        if not Poly(polynomial, Symbol("x")).is_sqf:
            raise ValueError("the polynomial has no multiple root")
        roots = ordered_roots(_whole(polynomial), ORDERING)
        if not 0 <= number < len(roots):
            raise ValueError(f"the polynomial has the roots 0 to {len(roots) - 1} in the closed upper half plane")
        if len(element) == 1:
            return element[0] if cls.attribute == "real" else S.Zero
        return S.Zero if cls.attribute == "imag" and not roots[int(number)].imag else None

    @property
    def is_number(self) -> bool:
        return True

    @property
    def coefficients(self) -> tuple[Whole, int, Whole]:
        """The polynomial, the number of the root, the element."""
        return _whole(self.args[0]), int(self.args[1]), _whole(self.args[2])

    def _value(self, prec: int) -> Any:
        polynomial, number, element = self.coefficients
        with mpmath.workprec(prec + GUARD):
            return getattr(mpmath.polyval(list(element), ordered_roots(polynomial, prec + GUARD)[number]), self.attribute)

    def _eval_evalf(self, prec: int) -> Expr:
        return Expr._from_mpmath(self._value(prec), prec)

    def _eval_is_positive(self) -> bool:
        return bool(self._value(ORDERING) > NEAR)

    def _eval_is_negative(self) -> bool:
        return bool(self._value(ORDERING) < -NEAR)

    def _numpycode(self, printer: Any, **settings: Any) -> str:
        return repr(float(self._value(64)))

    _scipycode = _pythoncode = _torchcode = _numpycode

    def _mpmathcode(self, printer: Any, **settings: Any) -> str:
        polynomial, number, element = self.coefficients
        name = printer._module_format(f"{__name__}.root_element")
        return f"{name}({list(polynomial)}, {number}, {list(element)}).{self.attribute}"

    def _sympystr(self, printer: Any) -> str:
        polynomial, number, element = self.coefficients
        return f"{type(self).__name__}({list(polynomial)}, {number}, {list(element)})"

    def _latex(self, printer: Any, exp: Any = None) -> str:
        polynomial, number, element = self.coefficients
        power = "" if exp is None else f"^{{{exp}}}"
        root = rf"\rho_{{{number}}}\!\left({printer._print(_in(polynomial, Symbol('x')))}\right)"
        if element == (1, 0) and not ordered_roots(polynomial, ORDERING)[number].imag:
            return root + power
        operator = {"real": r"\operatorname{Re}", "imag": r"\operatorname{Im}"}[self.attribute] + power
        if element == (1, 0):
            return rf"{operator}\,{root}"
        return rf"{operator}\left[{printer._print(_in(element, Symbol('r')))}\right]_{{r={root}}}"


class RootRe(RootPart):
    """Re g(r).

    >>> RootRe([1, 0, 0, 1, 1], 1, [1, 0]).evalf(20)
    0.72713608449119683998
    >>> RootRe([1, 0, 0, 1, 1], 1, [5])
    5
    """

    attribute = "real"


class RootIm(RootPart):
    """Im g(r), zero for a real root.

    >>> RootIm([1, 0, 0, 1, 1], 1, [1, 0]).evalf(20)
    0.93409928946052943964
    >>> RootIm([1, 0, 0, 2], 0, [1, 0])
    0
    """

    attribute = "imag"


def real_root(polynomial: Poly, index: int) -> RootRe:
    """Real root number `index`, counted from 0 on in increasing order, of a polynomial with whole coefficients and no multiple roots."""
    coefficients = tuple(int(value) for value in polynomial.all_coeffs())
    real = [number for number, root in enumerate(ordered_roots(coefficients, ORDERING)) if not root.imag]
    return RootRe(coefficients, real[index], (1, 0))


def root_element(polynomial: Any, number: int, element: Any) -> Any:
    """g(r) to the working precision of mpmath."""
    return mpmath.polyval(list(element), ordered_roots(tuple(polynomial), mpmath.mp.prec)[number])


@lru_cache(maxsize=256)
def ordered_roots(polynomial: Whole, bits: int) -> tuple[Any, ...]:
    """The roots with Im >= 0 in their order, to some bits; real ones without imaginary part."""
    with mpmath.workprec(max(bits, ORDERING) + GUARD):
        found = mpmath.polyroots(list(polynomial), maxsteps=400, extraprec=bits + 200)
        settled = [mpmath.mpc(root.real, 0 if abs(root.imag) < NEAR else root.imag) for root in map(mpmath.mpc, found)]
        upper = [root for root in settled if root.imag >= 0]
        return tuple(sorted(upper, key=lambda root: (mpmath.nint(root.real / NEAR), root.imag)))


def _whole(values: Tuple) -> Whole:
    return tuple(int(value) for value in values)


def _in(coefficients: Whole, letter: Symbol) -> Expr:
    return Poly([Integer(value) for value in coefficients], letter).as_expr()
