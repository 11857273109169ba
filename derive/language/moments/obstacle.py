"""What in a goal is beyond the rules? A word to whoever asks why it stayed open.

Rules are about products of powers, exponentials of quadratics, waves, logarithms and rational functions in affine arguments, and of indicators and normal
distribution functions, whose number and thresholds matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Abs, Add, Expr, Heaviside, Mul, Pow, Symbol, atan, cos, cosh, coth, degree, erf, erfc, exp, log, sin, sinh, tanh
from sympy.polys.polyerrors import PolynomialError

from derive.language.errors import DeriveError
from derive.language.functions.piece import CHOICES, pieces
from derive.language.goals.correlation_integral import CorrelationIntegral
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.goals.hermite_coefficient import HermiteCoefficient
from derive.language.special import Phi
from derive.language.symbols import X, Y, Z, phi, x

GATES = (Heaviside, Phi, erf, erfc)
WAVES = (sin, cos)
LOGARITHMS = (log, atan)
LETTERS = frozenset((x, X, Y, Z))
FEW = 2  # gates of any thresholds, beside polynomials, exponentials and Gaussians


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What is said of `part` of a goal, a sentence without its subject; the whole sentence if that is None."""

    part: Expr | None
    why: str


def obstacle(goal: Expr) -> Obstacle | None:
    """What stops the rules at a goal that stayed open; None if nothing can be named.

    >>> from sympy import tanh
    >>> from derive.language.goals.gaussian import Gaussian
    >>> obstacle(Expectation(tanh(2*Z)*Z, Gaussian())).part
    tanh(2*_Z)
    >>> obstacle(Expectation(Phi(Z - 1)**4, Gaussian())).why
    'it is the mean of 4 indicators and distribution functions together, an orthant probability in 4 dimensions; those of 2 are closed, and of 3 at threshold 0'
    """
    if isinstance(goal, CorrelationIntegral):
        return Obstacle(None, "no antiderivative of the integrand was found")
    if isinstance(goal, HermiteCoefficient):
        return _of_all_orders(goal)
    bodies = tuple(_bodies(goal))
    unknown = sorted({part for body in bodies for part in strange(body)}, key=lambda part: (part.count_ops(), str(part)))
    if unknown:
        return Obstacle(unknown[0], "is none of the functions that the rules are about")
    return max((found for body in bodies if (found := _factors(body))), key=lambda found: len(found.why), default=None)


def _of_all_orders(goal: HermiteCoefficient) -> Obstacle:
    """Why the coefficients of all orders, the derivatives of the mean of the translated function, are not known as a function of the order."""
    unknown = sorted({part for body in _parts(goal.composed.expr) for part in strange(body)}, key=lambda part: (part.count_ops(), str(part)))
    if unknown and _is_singular_in_a_row(unknown[0]):
        why = "has singular points at infinitely many complex places, each leaves a term in the coefficients, and no closed form of their sum is known"
        return Obstacle(unknown[0], why)
    if unknown:
        return Obstacle(unknown[0], "is none of the functions whose coefficients of all orders are known")
    return Obstacle(None, "the coefficients of all orders are the derivatives at t = 0 of E[phi(sqrt(q) (Z + t))], for which no closed form is known")


def _is_singular_in_a_row(part: Expr) -> bool:
    """Whether exponentials stand in a denominator or below a logarithm, where they are singular again and again along lines."""
    written = part.rewrite([tanh, coth, sinh, cosh], exp)
    below = [power.base for power in written.atoms(Pow) if power.exp.is_negative] + [found.args[0] for found in written.atoms(log)]
    return any(inner.is_Add and any(found.exp.free_symbols & LETTERS for found in inner.atoms(exp)) for inner in below)


def _bodies(goal: Expr) -> Iterator[Expr]:
    """The integrands; for a kernel the products of pieces of both functions."""
    if isinstance(goal, Expectation):
        yield goal.body
    elif isinstance(goal, DualKernel):
        first, second = ([part.diff(x, n) for part in _parts(function.expr)] for function, n in zip(goal.functions, goal.orders, strict=True))
        yield from (one.xreplace({x: X}) * other.xreplace({x: Y}) for one in first for other in second)
    elif isinstance(goal, ActivationMoment):
        power = max((n for (n,) in goal.polynomial.as_poly(phi).monoms()), default=1) if goal.polynomial.has(phi) else 1
        yield from (part**power for part in _parts(goal.function.expr))


def _parts(function: Expr) -> Iterator[Expr]:
    try:
        yield from dict.fromkeys(piece.expr for piece in pieces(function))
    except DeriveError:
        yield function


def strange(expr: Expr) -> Iterator[Expr]:
    """The outermost parts that depend on a bound letter and are of no kind that the rules know."""
    letters = expr.free_symbols & LETTERS
    if not letters:
        return
    if isinstance(expr, (Add, Mul, Symbol, *CHOICES)):
        yield from (part for arg in expr.args if isinstance(arg, Expr) for part in strange(arg))
    elif isinstance(expr, Pow) and not expr.exp.free_symbols & LETTERS:
        known = not expr.exp.is_negative or all(expr.base.subs(Abs(letter), letter).is_polynomial(letter) for letter in letters)
        yield from strange(expr.base) if known else (Pow(expr.base, -1) if expr.exp.is_Integer else expr,)
    elif isinstance(expr, exp):
        yield from () if _is_polynomial(expr.exp, letters, 2) else (expr,)
    elif isinstance(expr, LOGARITHMS):
        yield from () if all(expr.args[0].is_rational_function(letter) for letter in letters) else (expr,)
    elif not (isinstance(expr, (*GATES, *WAVES)) and _is_polynomial(expr.args[0], letters, 1)):
        yield expr


def _is_polynomial(expr: Expr, letters: set[Symbol], most: int) -> bool:
    try:
        return all(expr.is_polynomial(letter) and degree(expr, letter) <= most for letter in letters)
    except PolynomialError:
        return False


def _factors(body: Expr) -> Obstacle | None:
    """Of a product of known functions: more of them together than the rules take."""
    logarithms = max((sum(map(_power, _of(term, LOGARITHMS))) for term in Add.make_args(body.expand())), default=0)
    if logarithms > 1:
        return Obstacle(None, f"it is the mean of a product of {logarithms} logarithms or arctangents; closed forms are known for few such products")
    counts = [(sum(_power(f) for f in _of(term, GATES)), any(True for _ in _of(term, WAVES)), _of_poles(term)) for term in Add.make_args(body.expand())]
    gates, waves, poles = max(counts, key=lambda found: found[0] + found[1] + bool(found[2]), default=(0, False, ()))
    together = f"{gates} indicators and distribution functions" if gates > 1 else "an indicator or a distribution function"
    if gates and (waves or poles):
        return Obstacle(None, f"it is the mean of a {'wave' if waves else 'rational function'} beside {together}; closed forms are known for few such products")
    if poles and (waves or len(poles) > 1):
        return Obstacle(
            None, f"it is the mean of a rational function {'with a wave' if waves else 'of each variable'}; closed forms are known for few such products"
        )
    if gates > FEW:
        known = "those of 2 are closed, and of 3 at threshold 0"
        return Obstacle(None, f"it is the mean of {together} together, an orthant probability in {gates} dimensions; {known}")
    return None


def _of(term: Expr, kinds: tuple[type, ...]) -> Iterator[Expr]:
    return (f for f in Mul.make_args(term) if isinstance(f.base if isinstance(f, Pow) else f, kinds) and f.free_symbols & LETTERS)


def _power(factor: Expr) -> int:
    return int(factor.exp) if isinstance(factor, Pow) and factor.exp.is_Integer else 1


def _of_poles(term: Expr) -> tuple[Symbol, ...]:
    """The letters in denominators."""
    below = [f.base.free_symbols & LETTERS for f in Mul.make_args(term) if isinstance(f, Pow) and f.exp.is_negative]
    return tuple(sorted(set().union(*below), key=str))
