"""Growing recurrences with a logarithm: p_(l+1) = p_l + b - k p^(-1/2) (log p + g) + ..., and sums along them.

To leading order p = b l, and the sum over m < l of m^(-1/2) (log m + h) is 2 sqrt(l) (log l + h - 2) + O(1), so

    p_l = b l - K sqrt(l) (log l + H) + O(log(l)^3),        K = 2 k/sqrt(b),  H = log b + g - 2.

With p^(-1/2) = (b l)^(-1/2) (1 + K (log l + H)/(2 b sqrt(l)) + ...) the sum of log(1 + s p_m^(-1/2)) over m < l is, up to a bounded term,

    (2 s/sqrt(b)) sqrt(l) + (s K/(4 b^(3/2))) log(l)^2 + (s K H/(2 b^(3/2)) - s^2/(2 b)) log l.

This is what softsign and arctan lead to in a residual network: phi^2 approaches its limit like 1/|x|, which E[phi^2] turns into q^(-1/2) log q.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Rational, log, sqrt

from derive.theory.recurrence import l


@dataclass(frozen=True, slots=True)
class SlowTails:
    """p' = p + b - k p^(-1/2) (log p + g), with `rate` b, `weight` k and `shift` g."""

    rate: Expr
    weight: Expr
    shift: Expr

    @property
    def scale(self) -> Expr:
        """K."""
        return 2 * self.weight / sqrt(self.rate)

    @property
    def inner(self) -> Expr:
        """H."""
        return log(self.rate) + self.shift - 2

    @property
    def variance(self) -> Expr:
        """p_l up to powers of log l.

        >>> from sympy import Integer
        >>> SlowTails(Integer(1), Integer(3), Integer(2)).variance
        -6*sqrt(l)*log(l) + l
        """
        return self.rate * l - self.scale * sqrt(l) * (log(l) + self.inner)

    def summed(self, step: Expr) -> Expr:
        """The sum of log(1 + step p^(-1/2)) up to a bounded term."""
        b = self.rate
        mixed = step * self.scale / (4 * b ** Rational(3, 2))
        return 2 * step * sqrt(l / b) + mixed * log(l) ** 2 + (2 * mixed * self.inner - step**2 / (2 * b)) * log(l)
