r"""Logarithms and arctangents of rational functions beside waves: the line of integration moves.

With M(z) = E[log(z + iZ)], Re z > 0, which is entire, W = Z + m and b > 0,

    E[log(b + iW) exp(iwZ)] = exp(-w^2/2) M(b - w + im),      log(b + iW) = log(W^2 + b^2)/2 + i arctan(W/b),

and the limit b -> 0 is that of log|W|. A power Z^k goes down by parts, where the derivative of the function is rational.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Abs, Expr, Piecewise, Poly, PolynomialError, Symbol, atan, cos, exp, expand, log, sin

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.errors import DeriveError
from derive.language.forms import positivity
from derive.language.forms.atoms import cdf_form, mean_log_forms, voigt_forms
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.gated_logarithm import split_by_functions
from derive.language.moments.integrand import OutOfClass, read_integrand
from derive.language.moments.moment import sum_forms
from derive.language.moments.rational_logarithm import ByRoots, by_roots
from derive.language.moments.scaled import with_scale
from derive.language.moments.wave import cosine, sine
from derive.language.sources import DLMF
from derive.language.symbols import Z, ddphi, dphi, phi, q, x, z
from derive.rules.between_knots import Tilted, tilted
from derive.rules.truncated_waves import waves

a, w = Symbol("a", positive=True), Symbol("w", positive=True)
HIGHEST = 8
Complex = tuple[Form, Form]


@rule(
    title="moving the line of integration",
    statement=r"\mathbb E\big[\log(b+\mathrm i(Z+m))\,e^{\mathrm iwZ}\big]=e^{-w^2/2}\,M(b-w+\mathrm im),\qquad M(z)=\mathbb E[\log(z+\mathrm iZ)],\ b>0,"
    r"\qquad\log(b+\mathrm iW)=\tfrac12\log(W^2+b^2)+\mathrm i\arctan\tfrac Wb",
    source=DLMF,
    proof="exp(iwz - z^2/2) = exp(-w^2/2) exp(-(z - iw)^2/2). For |w| < b the line of integration is moved by iw, which does not meet the cut of log(b + "
    "i(z + m)); log grows slowly, so the ends vanish: the mean is exp(-w^2/2) E[log(b - w + i(Z + m))] = exp(-w^2/2) M(b - w + im). Both sides are "
    "entire functions of w, M' being Faddeeva's function, so this holds for all real w. At w and -w the real and imaginary "
    "parts are the means of the logarithm and of the arctangent beside a cosine and a sine; b -> 0 gives log|W| by dominated convergence, and its "
    "derivative in m the principal value of 1/W. E[Z^k h] = E[(Z^(k-1) h)'] with h = f cos(wZ), f sin(wZ). Beside exp(tZ + gZ^2), 1 - 2g > 0, the law is "
    "normal with mean t s^2 and variance s^2 = 1/(1 - 2g).",
    rank=54,
    examples=lambda: (
        ActivationMoment(log(1 + (x - 1) ** 2) * cos(w * x), phi, q),
        ActivationMoment(atan(x - a) * sin(x + 1), phi, q),
        ActivationMoment(log(Abs(x - 1)) * cos(w * x), phi, q),
        ActivationMoment(log(Abs(x - a)) * sin(x), phi * z**2, q),
        ActivationMoment(x * atan(x + 1) * cos(x) * exp(-a * x**2), phi * z, q),
        Expectation(atan(Z / a) * sin(w * Z), Gaussian()),
    ),
)
def activation_moment_eq_waves_and_logarithms(goal: Goal) -> Reduction | None:
    """E of polynomials, exponentials of degree two and waves times a logarithm or an arctangent of a rational function, on the whole line."""
    if not isinstance(goal, ActivationMoment | Expectation) or not (goal.has(cos, sin) and goal.has(log, atan)):
        return None
    needed: list[Form] = []
    try:
        body, root, conditions = _read(goal)
        found = [part.weight * mean for part in tilted(body, (None, None), root, needed) for mean in _means(part, root)]
    except (OutOfClass, Undecided, PolynomialError, DeriveError):
        return None
    return Reduction(sum_forms(root.field, found), strongest([*conditions, *needed], Form.expression))


def _read(goal: ActivationMoment | Expectation) -> tuple[Expr, Form, tuple[Form, ...]]:
    """The integrand as a function of Z, the scale of its functions, and what must be positive for it. Raises OutOfClass, Undecided."""
    if isinstance(goal, Expectation):
        if goal.law.dimension > 1 or goal.body.has(Piecewise):
            raise OutOfClass("two letters, or knots")
        return goal.body, field_of(goal.free_symbols).one, ()
    if goal.polynomial.has(dphi, ddphi):
        raise OutOfClass("derivatives")
    activation, root, conditions = with_scale(goal, goal.function, goal.variance)
    return goal.polynomial.xreplace({phi: _one_body(activation).xreplace({x: root.expression() * Z}), z: Z}), root, conditions


def _one_body(activation: Activation) -> Expr:
    """The function in one expression, log|w| = log(w^2)/2; raises OutOfClass where pieces differ by more than the sign in a logarithm."""
    if not activation.knots:
        return activation.pieces[0].expr
    first, *others = (piece.expr.replace(log, lambda inside: log(expand(inside**2)) / 2) for piece in activation.pieces)
    if any(expand(first - other) != 0 for other in others):
        raise OutOfClass("knots beside a wave and a logarithm")
    return first


def _means(part: Tilted, root: Form) -> list[Form]:
    """E of a function of Z, in parts, one for each wave."""
    found = []
    for (rate, phase), value in waves(part.function).items():
        slope = normal_form(rate, root.field)
        turn, frequency = normal_form(phase, root.field) + slope * part.mean, slope * part.scale
        rest, functions = split_by_functions(value)
        if rate == 0 or (rest != 0 and not rest.is_polynomial(x)):
            raise OutOfClass("a product without a wave, or of another class")
        for wave, amplitude in ((Wave(frequency, False), cosine(turn)), (Wave(frequency, True), -sine(turn))):
            if amplitude:
                found.append(amplitude * wave.powers(Poly(rest.subs(x, part.place), Z)))
                for function, factor in functions.items():
                    roots = by_roots(function.func, function.args[0].subs(x, part.place), Z, root.field)
                    found.append(amplitude * wave.beside(Poly(factor.subs(x, part.place), Z), roots))
    return found


@dataclass(frozen=True)
class Wave:
    """cos(frequency Z), or sin(frequency Z) if `turned`."""

    frequency: Form
    turned: bool

    @property
    def other(self) -> Wave:
        """The sine for the cosine, the cosine for the sine."""
        return Wave(self.frequency, not self.turned)

    @property
    def at_letter(self) -> Expr:
        """The wave in sympy."""
        return (sin if self.turned else cos)(self.frequency.expression() * Z)

    @property
    def mean(self) -> Form:
        """E of the wave."""
        return self.frequency.field.zero if self.turned else self.weight

    @property
    def weight(self) -> Form:
        """E[exp(i frequency Z)]."""
        return self.frequency.field.exp(-(self.frequency * self.frequency) / 2)

    def powers(self, polynomial: Poly) -> Form:
        """E[p(Z) wave]."""
        field = self.frequency.field
        return read_integrand(expand(polynomial.as_expr() * self.at_letter), {Z: (field.one,)}, field).expectation(())

    def beside(self, polynomial: Poly, function: ByRoots) -> Form:
        """E[p(Z) f(Z) wave]."""
        field = self.frequency.field
        if polynomial.degree() > HIGHEST:
            raise OutOfClass("a high power")
        return sum_forms(field, (normal_form(value, field) * self.power(k, function) for (k,), value in polynomial.terms()))

    def power(self, k: int, function: ByRoots) -> Form:
        """E[Z^k f(Z) wave], by parts for k > 0."""
        if not k:
            return self._function(function)
        rate = self.frequency if self.turned else -self.frequency
        total = rate * self.other.power(k - 1, function)
        slope = function.slope * Z ** (k - 1) * self.at_letter
        if slope != 0:
            total = total + self.frequency.field.atom(Expectation(slope, Gaussian()))
        for weight, place in function.zeros:
            lower = sum((place.expression() ** (k - 2 - i) * Z**i for i in range(k - 1)), start=Z * 0)
            total = total + weight * (place ** (k - 1) * self._principal(place) + self.powers(Poly(lower, Z)))
        return total + self.power(k - 2, function) * (k - 1) if k > 1 else total

    def _principal(self, place: Form) -> Form:
        """The principal value of E[wave/(Z - place)], by the derivative of M(-+w - i place) in the place."""
        field, root = self.frequency.field, positivity.sqrt(self.frequency.field.number(2))[0]
        if not place:
            return positivity.sqrt(field.pi / 2)[0] * (cdf_form(self.frequency) * 2 - field.one) if self.turned else field.zero
        (k1, l1), (k2, l2) = (voigt_forms(place / root, -self.frequency * side / root) for side in (1, -1))
        return positivity.sqrt(field.pi / 2)[0] * self.weight / 2 * (k1 - k2 if self.turned else -(l1 + l2))

    def _function(self, function: ByRoots) -> Form:
        """E[f(Z) wave]: both parts of exp(-w^2/2) M(b -+ w + im)."""
        field, total = self.frequency.field, function.constant * self.mean
        parts = [(pair.real, pair.turn, pair.m, pair.b) for pair in function.pairs]
        parts += [(weight, field.zero, -place, field.zero) for weight, place in function.zeros]
        for real, turn, m, b in parts:
            (k1, l1), (k2, l2) = (_mean_log(b - self.frequency * side, m) for side in (1, -1))
            along, across = (l1 - l2, k2 - k1) if self.turned else (k1 + k2, l1 + l2)
            total = total + (real * along + turn * across) * self.weight / 2
        return total


def _mean_log(real: Form, imaginary: Form) -> Complex:
    return mean_log_forms(real, imaginary)
