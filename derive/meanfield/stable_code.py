"""An activation rewritten for floating point: the same function, whose value and slope neither overflow nor cancel.

What a theorist writes as x tanh(exp(x)) or (exp(x) - exp(-x))/(exp(x) + exp(-x)) is inf/inf, or its gradient 0 inf, far from
0. Each rewriting here is an identity, but for one: within a function that has reached its limit, exp(u) is exp(min(u, 40)).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sympy import Abs, Add, Expr, Function, Max, Mul, Piecewise, Pow, cosh, erf, erfc, exp, log, sinh, sqrt, tanh
from sympy.core.relational import Relational

from derive.language.special import Phi
from derive.language.symbols import x

ENOUGH = 40  # tanh, erf, Phi and sigmoids are constant to all figures of a float from exp(4) on


class Sigmoid(Function):  # type: ignore[misc]  # sympy is not typed
    """1/(1 + exp(-u)) by the library's own function, whose gradient does not overflow."""

    def fdiff(self, argindex: int = 1) -> Expr:
        """The derivative, in functions of this page."""
        return self * (1 - self)


class Softplus(Function):  # type: ignore[misc]
    """log(1 + exp(u)) as logaddexp(u, 0)."""

    def fdiff(self, argindex: int = 1) -> Expr:
        """The derivative, in functions of this page."""
        return Sigmoid(self.args[0])


class Expm1(Function):  # type: ignore[misc]
    """exp(u) - 1 without cancellation."""

    def fdiff(self, argindex: int = 1) -> Expr:
        """The derivative, in functions of this page."""
        return exp(self.args[0])


class Log1p(Function):  # type: ignore[misc]
    """log(1 + u) without cancellation."""

    def fdiff(self, argindex: int = 1) -> Expr:
        """The derivative, in functions of this page."""
        return 1 / (1 + self.args[0])


class Capped(Function):  # type: ignore[misc]
    """exp(min(u, 40))."""

    def fdiff(self, argindex: int = 1) -> Expr:
        """The derivative, in functions of this page."""
        return self


def stable(expr: Expr) -> Expr:
    """The expression in x with `Sigmoid`, `Softplus`, `Expm1`, `Log1p` and `Capped` where they are needed.

    >>> from sympy import exp, tanh
    >>> stable(1/(1 + exp(-x))), stable(exp(x) - 1), stable(x*tanh(exp(x)))
    (Sigmoid(x), Expm1(x), x*tanh(Capped(x)))
    """
    if any(power.exp.could_extract_minus_sign() and power.base.has(sinh, cosh) for power in expr.atoms(Pow)):
        expr = expr.replace(sinh, lambda u: (exp(u) - exp(-u)) / 2).replace(cosh, lambda u: (exp(u) + exp(-u)) / 2)
    return _finished(_rewritten(expr))


def _rewritten(expr: Expr) -> Expr:
    if not expr.args or isinstance(expr, Relational) or not expr.has(x):
        return expr
    if isinstance(expr, Piecewise):
        return Piecewise(*((_rewritten(value), condition) for value, condition in expr.args))
    parts = map(_rewritten, expr.args)
    inner = expr.func(*(parts if isinstance(expr, Mul) else map(_finished, parts)))
    rule = next((rule for kind, rule in _RULES.items() if isinstance(inner, kind)), None)
    return inner if rule is None else rule(inner)


def _add(expr: Expr) -> Expr:
    """k exp(u) - k, k + k erf(u), k + k tanh(u): one function each."""
    constant, rest = expr.as_independent(x, as_Add=True)
    if constant == 0:
        return expr
    for term in Add.make_args(rest):
        factor, part = term.as_independent(x, as_Add=False)
        sign = factor / constant
        if isinstance(part, exp) and sign == -1:
            return rest - term + factor * Expm1(part.args[0])
        if isinstance(part, (erf, tanh)) and sign in (1, -1):
            u = sign * part.args[0]
            return rest - term + 2 * constant * (Phi(sqrt(2) * u) if isinstance(part, erf) else Sigmoid(2 * u))
    return expr


def _log(expr: Expr) -> Expr:
    """log(a + b exp(u)) = log(a) + softplus(u + log(b/a)); log(1 + w) for other w."""
    found = _exponential_and_constant(expr.args[0])
    if found is not None:
        a, b, u = found
        return log(a) + Softplus(u + log(b / a))
    constant, rest = expr.args[0].as_independent(x, as_Add=True)
    return Log1p(rest) if constant == 1 else expr


def _pow(expr: Expr) -> Expr:
    """Powers of a exp(u) + b exp(v), and powers of Max(u, 0) that are not whole."""
    base, power = expr.as_base_exp()
    if isinstance(base, Max) and 0 in base.args and len(base.args) == 2 and not power.is_Integer and power.is_positive:
        (u,) = (part for part in base.args if part != 0)
        return Piecewise((u**power, u > 0), (0, True))
    pair = _two_exponentials(base)
    if pair is None or not (power.is_negative or (power.is_number and not power.is_Integer)):
        return expr
    (a, u), (b, v) = pair
    s = u - v + log(a / b)
    if power.is_Integer:  # (a e^u + b e^v)^-n = (a e^u)^-n sigmoid(s)^n
        return exp(power * u) * a**power * Sigmoid(s) ** -power
    return a**power * exp(power * (u + Softplus(-s)))


def _mul(expr: Expr) -> Expr:
    """exp(-m s) sigmoid(s)^n = sigmoid(-s)^m sigmoid(s)^(n - m), term by term, where no exponential is left."""
    if not expr.has(Sigmoid) or not expr.has(exp):
        return expr
    sums = [factor for factor in expr.args if isinstance(factor, Add) and factor.has(exp)]
    others = Mul(*(factor for factor in expr.args if factor not in sums))
    terms = [_absorbed(term) for term in Add.make_args((Mul(*sums).expand() * others).expand(deep=False) if sums else others)]
    return expr if None in terms else Add(*terms)


def _finished(expr: Expr) -> Expr:
    """A product that stands alone: nothing else can take up its exponentials."""
    return _mul(expr) if isinstance(expr, Mul) else expr


def _absorbed(term: Expr) -> Expr | None:
    exponents = [factor.args[0] for factor in Mul.make_args(term) if isinstance(factor, exp)]
    if not exponents:
        return None if term.has(exp) else term
    for power in (factor for factor in Mul.make_args(term) if isinstance(factor.as_base_exp()[0], Sigmoid)):
        sigmoid, n = power.as_base_exp()
        s = sigmoid.args[0]
        shift, m = _multiple(Add(*exponents), s)
        if m is None or not 0 < m <= n:
            continue
        rest = Mul(*(factor for factor in Mul.make_args(term) if factor != power and not isinstance(factor, exp))) * exp(shift)
        if m.is_Integer:
            return rest * Sigmoid(-s) ** m * sigmoid ** (n - m)
        if 2 * m == n:  # an even function of s
            return rest * exp(-m * Abs(s)) * Sigmoid(Abs(s)) ** n
    return None


def _multiple(exponent: Expr, s: Expr) -> tuple[Expr, Expr | None]:
    """(r, m) with exponent = r - m s and numbers r, m; m None where there are none."""
    m = -(exponent.diff(x) / s.diff(x)).cancel() if s.has(x) else None
    if m is None or not m.is_Rational:
        return exponent, None
    shift = (exponent + m * s).expand()
    return (exponent, None) if shift.has(x) else (shift, m)


def _saturated(expr: Expr) -> Expr:
    """tanh(a + b exp(u)) and its like: the exponential need not grow beyond what the function can tell apart."""
    constant, rest = expr.args[0].as_independent(x, as_Add=True)
    factor, part = rest.as_independent(x, as_Add=False)
    return expr.func(constant + factor * Capped(part.args[0])) if isinstance(part, exp) else expr


def _exp(expr: Expr) -> Expr:
    """exp(p(x) - b exp(u)) with b > 0."""
    for term in Add.make_args(expr.args[0]):
        factor, part = term.as_independent(x, as_Add=False)
        rest = expr.args[0] - term
        if isinstance(part, exp) and factor.is_negative and rest.is_polynomial(x):
            return exp(rest + factor * Capped(part.args[0]))
    return expr


_RULES: Mapping[Any, Callable[[Expr], Expr]] = {
    Add: _add,
    log: _log,
    exp: _exp,
    Pow: _pow,
    Mul: _mul,
    **dict.fromkeys((tanh, erf, erfc, Phi, Sigmoid), _saturated),
}


def _exponential_and_constant(expr: Expr) -> tuple[Expr, Expr, Expr] | None:
    """(a, b, u) of a + b exp(u) with positive numbers a and b."""
    pair = _two_exponentials(expr)
    if pair is None or 0 not in (pair[0][1], pair[1][1]):
        return None
    (a, _), (b, u) = sorted(pair, key=lambda part: bool(part[1] != 0))
    return a, b, u


def _two_exponentials(expr: Expr) -> tuple[tuple[Expr, Expr], tuple[Expr, Expr]] | None:
    """((a, u), (b, v)) of a exp(u) + b exp(v) with positive numbers a and b; one of u and v may be 0, and then is the first."""
    if not isinstance(expr, Add) or len(expr.args) != 2:
        return None
    found = []
    for term in expr.args:
        factor, part = term.as_independent(x, as_Add=False)
        if not factor.is_positive or not (part == 1 or isinstance(part, exp)):
            return None
        found.append((factor, part.args[0] if isinstance(part, exp) else part - 1))
    first, second = sorted(found, key=lambda part: bool(part[1] != 0))
    return first, second
