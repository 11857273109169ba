r"""Logarithms and arctangents of rational functions on the line, by the roots of these.

    log|N(z)/D(z)| = log|lead| + sum_j a_j log((z + m_j)^2 + b_j^2)/2 + sum_k e_k log|z - h_k|,
    arctan(N(z)/D(z)) = c + sum_j d_j arctan((z + m_j)/b_j),           D without zeros on the line,

where the second has the derivative (N' D - N D')/(N^2 + D^2) = sum_j d_j b_j/((z + m_j)^2 + b_j^2), and c is what makes both sides agree at +oo.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as new

from sympy import Abs, Expr, Poly, Pow, S, Symbol, atan, cancel, fraction, log, together

from derive.language.forms import positivity
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.polynomial_poles import Irreducible, OverIrreducible
from derive.language.forms.power_form import log_form
from derive.language.forms.real_fractions import Fraction, Linear, Quadratic
from derive.language.forms.real_quadratics import Part, over_real_factors
from derive.language.moments.moment import sum_forms
from derive.language.moments.pole_pair import PolePair

NEAR = 1e-6


@dataclass(frozen=True)
class Pair:
    """real log((z + m)^2 + b^2)/2 + turn arctan((z + m)/b), b > 0."""

    real: Form
    turn: Form
    m: Form
    b: Form

    def slope(self, z: Symbol) -> Expr:
        """The derivative in z."""
        w, b = z + self.m.expression(), self.b.expression()
        return (self.real.expression() * w + self.turn.expression() * b) / (w**2 + b**2)


@dataclass
class ByRoots:
    """constant + the sum of the pairs + sum of e log|z - h| for (e, h) in `zeros`; `slope` is the derivative of the pairs."""

    constant: Form
    slope: Expr = S.Zero
    pairs: list[Pair] = new(default_factory=list)
    zeros: list[tuple[Form, Form]] = new(default_factory=list)


def by_roots(kind: type[Expr], inside: Expr, z: Symbol, field: Field) -> ByRoots:
    """The logarithm or the arctangent of a rational function of z, real on the line; raises Undecided, PolynomialError."""
    return _logarithm(inside, z, field) if kind is log else _arctangent(inside, z, field)


def _logarithm(inside: Expr, z: Symbol, field: Field) -> ByRoots:
    inside, weight, absolute = _without_powers(inside)
    found, sign = ByRoots(field.zero), 1
    for part, power in zip(fraction(together(inside)), (weight, -weight), strict=True):
        sign *= _add_polynomial(found, part, z, normal_form(power, field), absolute)
    if sign < 0 and not absolute:
        raise Undecided("the logarithm of a negative function")
    return found


def _without_powers(inside: Expr) -> tuple[Expr, Expr, bool]:
    """(w, n, absolute) with log(inside) = n log(w), or n log|w| where the last is true, of powers and |w|."""
    weight, absolute = S.One, False
    while isinstance(inside, Abs) or (isinstance(inside, Pow) and inside.exp.is_Rational):
        absolute = absolute or isinstance(inside, Abs) or bool(inside.exp.is_integer and inside.exp.p % 2 == 0)
        if isinstance(inside, Pow):
            weight = weight * inside.exp
        inside = inside.args[0]
    return inside, weight, absolute


def _add_polynomial(found: ByRoots, part: Expr, z: Symbol, power: Form, absolute: bool) -> int:
    """Adds power log|part|; the sign of the part, which has no zeros of odd order on the line, or that of its first coefficient if it is `absolute`."""
    field = power.field
    quotient = over_real_factors(1 / part, z, field)
    lead = quotient.lead / quotient.numerator(z, field)[0]
    sign = positivity.sign(lead)
    found.constant = found.constant + power * log_form(lead * sign)
    pairs, zeros = list[Pair](), list[tuple[Form, Form]]()
    for base in quotient.bases:
        weight = power * base.n
        for place, height in _roots(base):
            if height:
                pairs.append(Pair(weight * 2, field.zero, -place, height))
            elif absolute or base.n % 2 == 0:
                zeros.append((weight, place))
            else:
                raise Undecided("the logarithm of a function that changes its sign")
    slope = sum((pair.slope(z) for pair in pairs), S.Zero) if zeros else power.expression() * part.diff(z) / part
    found.slope, found.pairs, found.zeros = found.slope + slope, found.pairs + pairs, found.zeros + zeros
    return sign


def _roots(base: Quadratic | Linear | Irreducible) -> list[tuple[Form, Form]]:
    """(Re, Im) of the roots that do not lie below the line."""
    if isinstance(base, Quadratic):
        return [(-base.m, PolePair(base.m, base.s, 0, 1).width)]
    if isinstance(base, Linear):
        return [(-base.t, base.t.field.zero)]
    places = [(base.place(number), root) for number, root in enumerate(base.roots)]
    zero = base.tau.field.zero
    return [(place.real if root.real else zero, place.imaginary if root.imag else zero) for place, root in places]


def _arctangent(inside: Expr, z: Symbol, field: Field) -> ByRoots:
    above, below = fraction(cancel(together(inside)))
    if below.has(z):
        _require_no_zeros(below, z, field)
    slope = together(above.diff(z) * below - above * below.diff(z)) / together(above**2 + below**2)
    quotient = over_real_factors(slope, z, field)
    _, parts = quotient.parts(quotient.numerator(z, field))
    pairs = [pair for part in parts for pair in _turns(part)]
    constant = _at_the_end(above, below, z, field) - sum_forms(field, (pair.turn for pair in pairs)) * field.pi / 2
    return ByRoots(constant, slope, pairs)


def _turns(part: Part) -> list[Pair]:
    """What a part d/((z + m)^2 + b^2) of the derivative of an arctangent has as its integral; over irreducible polynomials all residues are +-i/2."""
    if isinstance(part, OverIrreducible) and part.base.n == 1:
        zero = part.base.tau.field.zero
        places = [(place, height, _turn(part, number)) for number, (place, height) in enumerate(_roots(part.base))]
        return [Pair(zero, zero.field.number(side), -place, height) for place, height, side in places]
    if not isinstance(part, Fraction) or part.e or part.base.n != 1:
        raise Undecided("the residues of the derivative of an arctangent")
    field, width = part.d.field, PolePair(part.base.m, part.base.s, 0, 1).width
    turn = next((field.number(side) for side in (1, -1) if part.d == width * side), part.d / width)
    return [Pair(field.zero, turn, part.base.m, width)]


def _turn(part: OverIrreducible, number: int) -> int:
    """2i times the residue at a root above the line, 1 or -1: which one is seen from a few figures."""
    root, total = part.base.roots[number], 0j
    for weight, polynomial in part.residues()[1]:
        if weight.constant is None:
            raise Undecided("a residue with parameters")
        total += float(weight.constant) * sum(float(polynomial[k]) * complex(root) ** k for k in range(polynomial.degree() + 1))
    side = 1 if (2j * total).real > 0 else -1
    if not root.imag or abs(2j * total - side) > NEAR:
        raise Undecided("a residue other than +-i/2")
    return side


def _require_no_zeros(below: Expr, z: Symbol, field: Field) -> None:
    if any(not height for base in over_real_factors(1 / below, z, field).bases for _, height in _roots(base)):
        raise Undecided("an arctangent that jumps")


def _at_the_end(above: Expr, below: Expr, z: Symbol, field: Field) -> Form:
    """The arctangent of N/D at +oo."""
    first, second = Poly(above, z), Poly(below, z)
    if first.degree() < second.degree():
        return field.zero
    ratio = normal_form(first.LC() / second.LC(), field)
    if first.degree() > second.degree():
        return field.pi * positivity.sign(ratio) / 2
    return normal_form(atan(ratio.expression()), field)
