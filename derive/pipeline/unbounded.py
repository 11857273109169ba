"""Is the mean of a function that is not integrable near some point infinite, or does it not exist at all?

Let |phi| have no finite integral near a point. Then neither has an even power phi^(2k), k >= 1, as phi^(2k) >= |phi| where |phi| >= 1, and the density of the
normal law is positive: E[phi^(2k)] is infinite, and stays so with what is added and not negative. So is the mean of phi and of any power of it, and the kernel,
if phi has one sign. Else both the positive and the negative part may be infinite, and the mean does not exist.
"""

from __future__ import annotations

from sympy import Abs, Expr, Mul, Poly

from derive.language.deciding.order import constant_sign
from derive.language.deciding.sign_line import sign_line
from derive.language.errors import DeriveError, NotDefined, NotIntegrable
from derive.language.symbols import phi, z


def status_of(error: NotDefined, kind: str, polynomial: Expr | None = None) -> str:
    """ "diverges" or "undefined", for a quantity of a function that is refused: "moment" with its polynomial, "K", or of another kind."""
    infinite = isinstance(error, NotIntegrable) and error.function is not None and _is_infinite(error.function, kind, polynomial)
    return "diverges" if infinite else "undefined"


def _is_infinite(function: Expr, kind: str, polynomial: Expr | None) -> bool:
    """Whether a quantity of a function that is not integrable near some point is known to be infinite.

    >>> from derive.language.symbols import x
    >>> [_is_infinite(1 / x, "moment", polynomial) for polynomial in (phi, phi**2, phi**2 * z**2)]
    [False, True, False]
    >>> [_is_infinite(function, "K", None) for function in (1 / x, 1 / x**2)]
    [False, True]
    """
    if kind == "K":
        return _has_one_sign(function)
    if kind != "moment" or polynomial is None or polynomial.free_symbols - {phi, z}:
        return False
    terms = Poly(polynomial, phi, z).terms()
    signs = {constant_sign(value) for _, value in terms}
    one_signed = len(signs) == 1 and None not in signs and all(i and m % 2 == 0 for (i, m), _ in terms)
    surely_infinite = any(m == 0 for (_, m), _ in terms)  # z^2 may have its zero where phi has its pole
    return one_signed and surely_infinite and (all(i % 2 == 0 for (i, _), _ in terms) or (len(terms) == 1 and _has_one_sign(function)))


def _has_one_sign(function: Expr) -> bool:
    """Whether each factor is known not to change its sign on the line."""
    return all(map(_keeps_its_sign, Mul.make_args(function)))


def _keeps_its_sign(factor: Expr) -> bool:
    if isinstance(factor.as_base_exp()[0], Abs):
        return True
    try:
        return not any(zero.odd for zero in sign_line(factor).zeros)
    except DeriveError:
        return False
