"""Moments of a function with knots: the means of the integrand between them, and of the point masses at them.

An exponential beside a piece moves the law, E[exp(bZ + gZ^2) f(Z)] = s exp(b^2 s^2/2) E[f(sZ + bs^2)] with s = (1 - 2g)^(-1/2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from sympy import Add, Expr, Mul, Poly, PolynomialError

from derive.engine.rule import Reduction
from derive.language.deciding.hypotheses import strongest
from derive.language.forms import positivity
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.moment import sum_forms
from derive.language.moments.point_mass import point_masses
from derive.language.moments.scaled import with_scale
from derive.language.symbols import Z, ddphi, dphi, phi, x, z
from derive.rules.regression import tilts

Ends = tuple[Form | None, Form | None]  # None is infinite
Means = Callable[[Expr, Ends, Form, list[Form]], Iterator[Form]]


def moment_between_knots(goal: ActivationMoment, means: Means) -> Reduction | None:
    """E[p(phi, phi', phi'', z)]; `means` gives that of a function of Z between two ends in parts, sqrt(q) given, and adds what must be positive to a list.

    None without knots, where a part raises OutOfClass or Undecided, and where nothing stays to be derived.
    """
    needed: list[Form] = []
    try:
        activation, root, conditions = with_scale(goal, goal.function, goal.variance)
        if not activation.knots:
            return None
        monomials = Poly(goal.polynomial, phi, dphi, ddphi, z).terms()
        ends = [None, *(normal_form(t, root.field) / root for t in activation.knots), None]
        pieces = zip(pairwise(ends), bodies(activation, monomials, root.expression()), strict=True)
        found = [mean for between, body in pieces for mean in means(body, between, root, needed)]
        weighted = ((normal_form(value, root.field), m, point_masses(activation, i, j, k)) for (i, j, k, m), value in monomials)
        masses = [value * mass.expectation(m, root, root.field) for value, m, at_knots in weighted for mass in at_knots]
    except (OutOfClass, Undecided, PolynomialError):
        return None
    total = sum_forms(root.field, [*found, *masses])
    return Reduction(total, strongest([*conditions, *needed], Form.expression)) if any(mean.atoms() for mean in found) else None


def bodies(activation: Activation, monomials: list[tuple[tuple[int, ...], Expr]], root: Expr) -> list[Expr]:
    """The integrand on each piece as a function of Z, delta functions left out."""
    pieces = zip(*(activation.derivative_pieces(n) for n in range(3)), strict=True)
    letters = [{symbol: piece.expr.xreplace({x: root * Z}) for symbol, piece in zip((phi, dphi, ddphi), three, strict=True)} for three in pieces]
    return [Add(*(value * Mul(*(v**n for v, n in zip((*known.values(), Z), powers, strict=True))) for powers, value in monomials)) for known in letters]


@dataclass(frozen=True)
class Tilted:
    """weight E[1{ends} f(scale Z + mean)] is the mean of an exponential times f between the ends before; `function` is f in the letter x."""

    function: Expr
    mean: Form
    scale: Form
    weight: Form
    ends: Ends

    @property
    def place(self) -> Expr:
        """What stands for x under the law of Z."""
        return self.scale.expression() * Z + self.mean.expression()


def tilted(body: Expr, between: Ends, root: Form, needed: list[Form]) -> Iterator[Tilted]:
    """The exponentials of degree one and two in a function of Z, each with what it stands beside; 1 - 2g > 0 goes to `needed`."""
    field, (lower, upper) = root.field, between
    for (tilt, square), function in tilts(body.xreplace({Z: x})).items():
        b = normal_form(tilt, field)
        precision, conditions = positivity.positive_sqrt(field.one - normal_form(square, field) * 2)
        needed.extend(conditions)
        s = precision.inverse()
        mean = b * s * s
        ends = None if lower is None else (lower - mean) / s, None if upper is None else (upper - mean) / s
        yield Tilted(function, mean, s, s * field.exp(b * mean / 2), ends)
