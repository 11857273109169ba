r"""Real powers times waves: confluent hypergeometric functions.

    E[|Z|^a cos(wZ)]    = E|Z|^a 1F1((a + 1)/2; 1/2; -w^2/2),
    E[|Z|^a sin(w|Z|)]  = w E|Z|^(a+1) 1F1(a/2 + 1; 3/2; -w^2/2),        a > -1,

by the series of the wave, term by term: E|Z|^(a+2n)/E|Z|^a = 2^n ((a + 1)/2)_n.
"""

from __future__ import annotations

from sympy import Abs, Dummy, Expr, Integer, Max, Mul, Pow, S, Symbol, cos, expand, hyper, sin, sqrt
from sympy.simplify.fu import TR8

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import power_form
from derive.language.forms.summands import summands
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.power_goal import absolute_moment, hypothesis
from derive.language.sources import FELLER, MELLIN
from derive.language.symbols import Z, ddphi, dphi, phi, q, x, z
from derive.rules.powers import mellin

a, w = Symbol("a", positive=True), Symbol("w", positive=True)
Wave = type[cos] | type[sin]


@rule(
    title="homogeneity and symmetry",
    statement=r"\mathbb E\big[x_\pm^a\cos(wx+f)\big]=\tfrac12q^{a/2}"
    r"\big(\cos f\;\mathbb E[|Z|^a\cos(w\sqrt qZ)]\mp\sin f\;\mathbb E[|Z|^a\sin(w\sqrt q|Z|)]\big)",
    source=FELLER,
    proof="x = sqrt(q) Z; on each side of 0 the integrand is a function of |Z|, which has the same law there, so the expectation over a side is half of "
    "that over the line. cos(wx + f) = cos f cos(wx) - sin f sin(wx). Every power of |Z| that occurs is above -1, by hypothesis where it does not follow.",
    rank=58,
    examples=lambda: (
        ActivationMoment(Abs(x) ** a * cos(w * x), phi, q),
        ActivationMoment(Max(x, 0) ** a * sin(x + 1), phi * z, q),
        ActivationMoment(sqrt(Abs(x)) * cos(x) + Max(x, 0), phi, q),
    ),
)
def activation_moment_eq_waves_and_powers(goal: Goal) -> Reduction | None:
    """E of a polynomial in phi and z, phi a sum of real powers of |x| times at most one wave on each side of 0."""
    if not isinstance(goal, ActivationMoment) or goal.polynomial.has(dphi, ddphi) or not goal.function.has(cos, sin):
        return None
    activation = Activation.of(goal.function)
    if set(activation.knots) - {Integer(0)}:
        return None
    field, t = field_of(goal.free_symbols), Dummy("t", positive=True)
    try:
        root = positivity.sqrt(normal_form(goal.variance, field))[0]
        total, needed = field.zero, list[Form]()
        for part, side in ((activation.pieces[0], -1), (activation.pieces[-1], 1)):
            body = goal.polynomial.xreplace({phi: part.expr, z: x / root.expression()}).subs(x, side * t)
            for term in summands(_angles(body, t)):
                value, condition = _half_moment(term, t, root, field)
                total, needed = total + value / 2, [*needed, *condition]
        return Reduction(total, strongest(needed, Form.expression))
    except (OutOfClass, Undecided, ValueError):
        return None


def _angles(body: Expr, t: Symbol) -> Expr:
    """Products of waves as sums, waves without phases."""
    body, found = TR8(body), {}
    for wave in body.atoms(cos, sin):
        phase, rest = expand(wave.args[0]).as_independent(t, as_Add=True)
        if phase != 0 and rest != 0:
            turned = (cos(rest), -sin(rest)) if isinstance(wave, cos) else (sin(rest), cos(rest))
            found[wave] = cos(phase) * turned[0] + sin(phase) * turned[1]
    return body.xreplace(found)


def _half_moment(term: Expr, t: Symbol, root: Form, field: Field) -> tuple[Form, tuple[Form, ...]]:
    """E[c t^e wave(w t)] for t = root |Z|, and the condition for it. Raises OutOfClass, Undecided, and ValueError where e <= -1."""
    constant, rest = term.as_independent(t, as_Add=False)
    exponent, wave = S.Zero, S.One
    for factor in Mul.make_args(rest):
        base, power = factor.as_base_exp()
        if base == t and not power.has(t):
            exponent = exponent + power
        elif isinstance(factor, cos | sin) and wave == 1 and not expand(factor.args[0] / t).has(t):
            wave = factor
        elif factor != 1:
            raise OutOfClass("a factor that is neither a power nor a single wave")
    condition = hypothesis(exponent + 1, normal_form(exponent + 1, field))
    weight = normal_form(constant, field) * power_form(root, normal_form(exponent, field))
    if wave == 1:
        value = absolute_moment((expand(exponent), 0), field)
    else:
        value = wave_moment(wave.func, expand(exponent), normal_form(expand(wave.args[0] / t), field) * root)
    return weight * value, () if condition is None else (condition,)


def wave_moment(wave: Wave, exponent: Expr, frequency: Form) -> Form:
    """E[|Z|^e cos(wZ)] or E[|Z|^e sin(w|Z|)] as a goal."""
    angle = frequency.expression() * (Z if wave is cos else Abs(Z))
    return frequency.field.atom(Expectation(Pow(Abs(Z), exponent) * wave(angle), Gaussian()))


@rule(
    title="confluent hypergeometric function",
    statement=r"\mathbb E\big[|Z|^a\cos(wZ)\big]=\mathbb E|Z|^a\;{}_1F_1\Big(\frac{a+1}2;\frac12;-\frac{w^2}2\Big),\qquad"
    r"\mathbb E\big[|Z|^a\sin(w|Z|)\big]=w\,\mathbb E|Z|^{a+1}\;{}_1F_1\Big(\frac a2+1;\frac32;-\frac{w^2}2\Big)",
    source=MELLIN,
    proof="cos(wz) = sum_n (-1)^n w^(2n) z^(2n)/(2n)!; E|Z|^(a+2n) = E|Z|^a 2^n ((a + 1)/2)_n and (2n)! = 4^n n! (1/2)_n. The series may be exchanged with the "
    "expectation since E[|Z|^a exp(w|Z|)] is finite for a > -1. The sine in the same way, with (2n + 1)! = 4^n n! (3/2)_n.",
    rank=48,
    examples=lambda: (
        Expectation(Abs(Z) ** a * cos(w * Z), Gaussian()),
        Expectation(Abs(Z) ** (a - 1) * sin(w * Abs(Z)), Gaussian()),
        Expectation(sqrt(Abs(Z)) * cos(sqrt(q) * Z), Gaussian()),
    ),
)
def wave_moment_eq_confluent(goal: Goal) -> Reduction | None:
    """The Mellin transform of the density, and a series in w^2."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1 or len(goal.body.atoms(cos, sin)) != 1:
        return None
    (wave,) = goal.body.atoms(cos, sin)
    power = goal.body / wave
    base, exponent = power.as_base_exp() if power != 1 else (Abs(Z), S.Zero)
    angle = expand(wave.args[0] / (Z if isinstance(wave, cos) else Abs(Z)))
    if base != Abs(Z) or exponent.has(Z) or angle.has(Z):
        return None
    field = field_of(goal.free_symbols)
    e, frequency, half = normal_form(exponent, field), normal_form(angle, field), field.one / 2
    try:
        condition = hypothesis(exponent + 1, e + field.one)
        mean = mellin(e) if isinstance(wave, cos) else mellin(e + field.one) * frequency
    except (ValueError, Undecided):
        return None
    above, below = ((e + field.one) * half, half) if isinstance(wave, cos) else (e * half + field.one, half * 3)
    argument = -(frequency * frequency) * half
    series = field.exp(argument) if above == below else field.atom(hyper((above.expression(),), (below.expression(),), argument.expression()))
    return Reduction(mean * series, () if condition is None else (condition,))
