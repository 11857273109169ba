r"""Universality classes of criticality: how variance and responses of a critical network change with depth, for any activation.

A network is critical where both susceptibilities are 1, chi_par = dK'/dK (of a variance K to one before) and chi_perp = C_W E[phi'^2] (of a gradient, or
a perpendicular perturbation), K' = C_b + C_W E[phi(sqrt(K) Z)^2]. Roberts, Yaida and Hanin (2022, chapter 5) tell apart

    scale-invariant:  phi(ax) = a phi(x), a > 0: every K is fixed, C_b = 0, C_W = 1/E[phi(Z)^2];
    K* = 0:           phi(0) = 0, phi'(0) not 0: C_b = 0, C_W = 1/phi'(0)^2, and K tends to 0 like a power of depth, or K* = 0 repels;
    half-stable:      K* > 0 with E[phi phi''] = 0: K* attracts from one side and repels on the other.

Near the fixed point a deviation u (u = K, or |K - K*|) follows u' = u (1 - a u^r + ...), so that u ~ (r a l)^(-1/r), a derivative of K_l by its start
falls like l^-p_par and a gradient factor prod chi_perp, chi_perp = 1 - b u^r + ..., like l^-p_perp:

    p_0 = 1/r,      p_par = (1 + r)/r,      p_perp = b/(r a)         (tanh: r = 1, a = b = 2, so 1, 2, 1).

They write r = 1, a = -a_1, b = -b_1 with a_1 = s_3/s_1 + 3/4 (s_2/s_1)^2 and b_1 = s_3/s_1 + (s_2/s_1)^2, s_k = phi^(k)(0). A kink at 0 (on a function that is
not homogeneous) gives half-integer r. At a half-stable point r = 1, and by the heat equation p_perp = 4 E[D^2 phi'^2]/E[D^4 phi^2] there, D = d/dx.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Rational, cancel, diff, expand, powsimp, radsimp

from derive.language.deciding.zero import is_zero
from derive.language.forms.fields import field_of
from derive.language.forms.normalize import normal_form
from derive.language.forms.variants import shortest
from derive.language.functions.activation import Activation
from derive.language.symbols import q
from derive.theory.moment_series import Series, at_zero
from derive.theory.recurrence import Decay, LocalMap, decay


@dataclass(frozen=True, slots=True)
class Criticality:
    """A critical fixed point: u' = u (1 - sum a_i u^(r_i)) for its deviation u, and chi_perp = 1 - `perpendicular` u^r to leading order.

    `weight` is C_W = sigma_w^2. At K* = 0, u = K; a negative leading coefficient means that the fixed point repels.
    """

    weight: Expr
    variance: LocalMap
    perpendicular: Expr

    @property
    def attracts(self) -> bool | None:
        """The sign of the leading coefficient, None if it is not known."""
        positive = self.variance.coefficient.is_positive
        return positive if positive is not None else None

    @property
    def decay(self) -> Decay:
        """The law of the deviation, with its first correction; where the fixed point attracts."""
        return decay(self.variance)

    @property
    def exponents(self) -> tuple[Expr, Expr, Expr]:
        """(p_0, p_par, p_perp)."""
        r = self.variance.order
        return 1 / r, (1 + r) / r, self.perpendicular / (r * self.variance.coefficient)


@lru_cache(maxsize=256)
def critical_at_zero(activation: Activation) -> Criticality | None:
    """K* = 0: None unless phi(0) = 0 and phi is not flat on both sides of 0, or where every term of the series that was computed agrees with a
    homogeneous function.

    >>> found = critical_at_zero(Activation.of("tanh(x)"))
    >>> found.variance.terms[1], found.exponents
    (2, (1, 2, 1))
    """
    germs = at_zero(activation)
    if germs is None or is_zero(germs.right[0]) is not True or is_zero(germs.slope[0]) is not False:
        return None
    weight = 1 / germs.slope[0]
    variance = _terms(germs.second[2:], weight)
    if not variance or is_zero(next(iter(variance.values()))) is not False:
        return None
    remainder = Rational(len(germs.second) - 2, 2)
    local = LocalMap(variance, remainder)
    slope = _terms(germs.slope, weight)
    if any(is_zero(b) is not True for r, b in slope.items() if r < local.order):
        return None
    return Criticality(weight, local, slope.get(local.order, weight * 0))


def _terms(series: Series, weight: Expr) -> dict[Rational, Expr]:
    """{r: a} of 1 - sum a u^r for `weight` times a series in w = sqrt(u) that begins with 1/weight."""
    return {Rational(k, 2): -(weight * term).expand() for k, term in enumerate(series) if k and is_zero(term) is not True}


def half_stable(second: Expr, slope: Expr, place: Expr) -> Criticality:
    """Half-stable at K* = `place` > 0, from E[phi^2] and E[phi'^2] in closed form as functions of q: exact, for exact places.

    The deviation is taken on the side from which K* attracts: u = K* - K for a positive second derivative of E[phi^2] there, K - K* for a negative one. What is
    kept of the derivatives is their quotient by the second one of E[phi^2], where their roots cancel.

    >>> found = half_stable(2 * q**2 - q**3 / 6, 8 * q - 2, Rational(1))
    >>> found.weight, found.exponents
    (1/6, (1, 2, 16/3))
    """
    bend, cubic, rate = (_short(part) for part in (diff(second, q, 2), diff(second, q, 3), diff(slope, q)))
    weight = 1 / slope.subs(q, place)
    first = weight * _at(bend, place) / 2
    side = -1 if first.is_positive else 1
    terms = {Rational(1): -side * first, Rational(2): -first * _at(cubic / bend, place) / 3}
    return Criticality(weight, LocalMap(terms, Rational(3)), -side * first * _at(2 * rate / bend, place))


def _short(value: Expr) -> Expr:
    return shortest(normal_form(value, field_of(value.free_symbols)))


def _at(value: Expr, place: Expr) -> Expr:
    return expand(radsimp(cancel(powsimp(value)).subs(q, place).expand()))
