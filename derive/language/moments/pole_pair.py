"""One pair of complex poles, W^k Q^-n with W = z + m and Q = W^2 + s, k = 0 or 1: what partial fractions with real coefficients leave."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sympy import Expr, Poly, S, Symbol, fraction

from derive.language.forms import nested_root, positivity
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.real_fractions import Fraction
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import Z

HIGHEST = 12


@dataclass(frozen=True)
class PolePair:
    """W^k Q^-n with W = z + m and Q = W^2 + s."""

    m: Form
    s: Form
    k: int
    n: int

    @property
    def field(self) -> Field:
        return self.m.field

    @property
    def width(self) -> Form:
        """The distance of the poles from the line; raises Undecided where they are not known to lie off it."""
        if positivity.sign(self.s) <= 0:
            raise Undecided("the place of a pole")
        return nested_root.sqrt(self.s)

    def powers(self, k: int, n: int) -> PolePair:
        """The same poles with other powers."""
        return replace(self, k=k, n=n)

    def at(self, z: Expr) -> Expr:
        """The function in sympy."""
        w = z + self.m.expression()
        return w**self.k * (w**2 + self.s.expression()) ** -self.n

    def mean(self) -> Form:
        """E of the function of one normal letter, as a goal."""
        if self.n == 0 or (self.k and not self.m):
            return self.m if self.k else self.field.one
        return self.field.atom(Expectation(self.at(Z), Gaussian()))

    def times_letter(self) -> list[tuple[Form, PolePair]]:
        """z times the function, as a sum: z = W - m and W^2 = Q - s."""
        same = (-self.m, self)
        if self.k == 0:
            return [same, (self.field.one, self.powers(1, self.n))]
        return [same, (self.field.one, self.powers(0, self.n - 1)), (-self.s, self.powers(0, self.n))]


def fractions_of(term: Fraction) -> list[tuple[Form, PolePair]]:
    """(d + e W)/Q^n as a sum; raises Undecided for a high power, or where a pole may lie on the line."""
    pair = PolePair(term.base.m, term.base.s, 0, term.base.n)
    if pair.n > HIGHEST or not pair.width:
        raise Undecided("a high power")
    return [(value, pair.powers(k, pair.n)) for k, value in ((0, term.d), (1, term.e)) if value]


def read_pole_pair(body: Expr, letter: Symbol, field: Field) -> PolePair | None:
    """The pair of a body that `PolePair.at` makes for n > 0, else None."""
    above, below = fraction(body)
    base, n = below.as_base_exp()
    if not (n.is_Integer and 0 < n <= HIGHEST) or not base.is_polynomial(letter) or Poly(base, letter).degree() != 2:
        return None
    lead, middle, last = (normal_form(value, field) for value in Poly(base, letter).all_coeffs())
    m = middle / 2
    if lead != field.one or not (above is S.One or _is_linear(above, letter, m)):
        return None
    return PolePair(m, nested_root.squared_out(last - m * m), int(above is not S.One), int(n))


def _is_linear(above: Expr, letter: Symbol, m: Form) -> bool:
    """Whether the numerator is z + m."""
    if not above.is_polynomial(letter):
        return False
    return [normal_form(value, m.field) for value in Poly(above, letter).all_coeffs()] == [m.field.one, m]
