r"""Logarithms and arctangents of rational functions beside knots and normal distribution functions.

E[sign(u) arctan(v)], E[1{u > t} log(1 + v^2)], E[relu(u - t) arctan(v - 1)], E[gelu(u) log(1 + v^2)], and in one variable E[1{x > t} log(1 + x^2)],
E|arctan(x)|, E[erf(x) arctan(x)]: exponential factors by the theorem of Cameron and Martin, powers by conditioning and by parts, and what is left is

    E[1{Y > h} log(b + i(X + m))] = Phi(-h) M(b + im) + (i/2) exp(-h^2/2) A((-m + ib)/sqrt(2), h/sqrt(2); c),

A Faddeeva's function along an arc (`VoigtArcK`, `VoigtArcL`), M the mean of a logarithm.
"""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Heaviside, Lambda, Max, Piecewise, PolynomialError, S, Symbol, atan, expand, log

from derive.engine.rule import Goal, Reduction, rule
from derive.language.errors import DeriveError
from derive.language.forms import positivity
from derive.language.forms.atoms import cdf_form, mean_log_forms, voigt_arc_forms
from derive.language.forms.form_derivative import density
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.functions.piece import Piece, glued
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.gated_logarithm import mean_beside, read_gated_logarithm, split_by_functions
from derive.language.moments.gated_zero import beyond, of_distances
from derive.language.moments.integrand import Integrand, OutOfClass, glue, read_integrand
from derive.language.moments.scaled import on_one_line, pair_with_scales, with_scale
from derive.language.moments.smooth_part import masses
from derive.language.sources import AHLFORS, PRICE, STEIN
from derive.language.special import Phi
from derive.language.symbols import X, Y, Z, c, ddphi, dphi, phi, q, q1, q2, x, z

a, b = Symbol("a", positive=True), Symbol("b", positive=True)


@rule(
    title="linearity beside gates",
    statement=r"\phi^{(m)}(u)=\sum_jr_j(u)f_j(u)+r(u),\qquad\mathbb E[f(X)\,X^kY^l\,e^{aX+bY}\,\mathbf 1\{N>h\}]"
    r"=e^{\sigma^2/2}\,\mathbb E[f(X+\mu)\,(X+\mu)^k(Y+\nu)^l\,\mathbf 1\{N>h-\kappa\}]",
    source=AHLFORS,
    proof="The f_j are logarithms and arctangents of rational functions that are smooth on the line and grow like a logarithm; beside them and on the "
    "other side stand polynomials times exponentials beyond gates, Phi(w) = P(W <= w) being a gate on one more normal. All terms have means, so the "
    "mean of the product is the sum of the means. exp(aX + bY), of variance sigma^2, moves each normal by its covariance with aX + bY (Cameron and "
    "Martin). Y^l given X and N is normal with a mean that is linear in X and N; where N is X or -X, given X alone, and 1{-X > h} = 1 - 1{X > -h} "
    "almost surely.",
    rank=9,
    examples=lambda: (
        DualKernel(Heaviside(x), atan(x - 1), (0, 0), q1, q2, c),
        DualKernel(Heaviside(x - a), log(1 + (x - 1) ** 2), (0, 0), q, q, c),
        DualKernel(x * atan(x - 1), Max(x, 0), (0, 0), q1, q2, c),
        DualKernel(Phi(x), atan(x / b), (0, 0), q, q, c),
    ),
)
def dual_kernel_eq_logarithms_beside_gates(goal: Goal) -> Reduction | None:
    """E[phi^(m)(u) psi^(n)(v)] where one side has logarithms or arctangents, and one has gates."""
    if not isinstance(goal, DualKernel) or not any(function.has(atan, log) for function in goal.functions):
        return None
    try:
        activations, roots = pair_with_scales(goal)
        rho = normal_form(goal.correlation, roots[0].field)
        if any(masses(activation, n) for activation, n in zip(activations, goal.orders, strict=True)):
            return None
        if rho.constant in (1, -1):
            return Reduction(on_one_line(goal, activations, roots))
        return of_sides(activations, goal, roots, rho)
    except (OutOfClass, Undecided, DeriveError, PolynomialError):
        return None


def of_sides(activations: list[Activation], goal: DualKernel, roots: list[Form], rho: Form, zeros: bool = False) -> Reduction | None:
    """By the logarithms and arctangents of one side, with `zeros` those that have some on the line."""
    pieces = [activation.derivative_pieces(n) for activation, n in zip(activations, goal.orders, strict=True)]
    place = next((i for i in (0, 1) if any(piece.expr.has(atan, log) for piece in pieces[i])), None)
    if place is None or any(piece.expr.has(atan, log) for piece in pieces[1 - place]):
        return None
    scales = [tuple(root if i == j else rho.field.zero for j in (0, 1)) for i, root in enumerate(roots)]
    split = [split_by_functions(of_distances(piece.expr) if zeros else piece.expr) for piece in pieces[place]]
    other = _glued(activations[1 - place], [piece.expr for piece in pieces[1 - place]], scales[1 - place], roots[0])
    total = rho.field.zero
    for function in dict.fromkeys(f for _, found in split for f in found):
        beside = _glued(activations[place], [found.get(function, S.Zero) for _, found in split], scales[place], roots[0]) * other
        if not zeros and not any(shape.gates for shape in beside.terms):
            return None
        total = total + mean_beside(beside, place, function, roots[place], (rho,))
    rest = _lambda(pieces[place], [rest for rest, _ in split])
    functions = [Lambda(x, glued(piece)) for piece in pieces]
    functions[place] = rest
    if rest.expr != 0:
        total = total + rho.field.atom(DualKernel(functions[0], functions[1], (0, 0), *goal.variances, goal.correlation))
    return Reduction(total)


def _lambda(pieces: tuple[Piece, ...], values: list[Expr]) -> Lambda:
    return Lambda(x, glued([replace(piece, expr=value) for piece, value in zip(pieces, values, strict=True)]))


def _glued(activation: Activation, values: list[Expr], scale: tuple[Form, ...], any_root: Form) -> Integrand:
    field = any_root.field
    knots = [normal_form(knot, field) for knot in activation.knots]
    return glue(field, knots, [read_integrand(expand(value), {x: scale}, field) for value in values], scale)


@rule(
    title="linearity beyond knots",
    statement=r"\phi(x)=\sum_jr_j(x)f_j(x)+r(x),\qquad\mathbb E[f(Z)\,Z^k\,e^{aZ}\,\mathbf 1\{N>h\}]"
    r"=e^{a^2/2}\,\mathbb E[f(Z+a)\,(Z+a)^k\,\mathbf 1\{N>h-ac\}]",
    source=AHLFORS,
    proof="The f_j are logarithms and arctangents of rational functions that are smooth on the line and grow like a logarithm; beside them stand "
    "polynomials times exponentials beyond gates, Phi(w) = P(W <= w) being a gate N on one more normal, of correlation c with Z. All terms have "
    "means, so the mean of the sum is the sum of the means; exp(aZ) moves Z by a and N by ac (Cameron and Martin). For N = -Z, 1{-Z > h} = 1 - 1{Z "
    "> -h} almost surely.",
    rank=58,
    examples=lambda: (
        ActivationMoment(Heaviside(x - a) * log(1 + (x - 1) ** 2), phi, q),
        ActivationMoment(Piecewise((-atan(x - 1), x < 0), (atan(x - 1), True)), phi, q),
        ActivationMoment(Phi(x) * atan(x / b), phi, q),
    ),
)
def activation_moment_eq_logarithms_beyond_knots(goal: Goal) -> Reduction | None:
    """E of polynomials and exponentials times logarithms and arctangents, beyond knots or beside normal distribution functions."""
    return of_line(goal) if isinstance(goal, ActivationMoment) and goal.function.has(atan, log) else None


def of_line(goal: ActivationMoment, zeros: bool = False) -> Reduction | None:
    """By the logarithms and arctangents of a function of one variable, with `zeros` those that have some on the line."""
    try:
        activation, root, _ = with_scale(goal, goal.function, goal.variance)
        field = root.field
        if any(goal.polynomial.has(letter) and masses(activation, n) for n, letter in ((1, dphi), (2, ddphi))):
            return None
        derivatives = [activation.derivative_pieces(n) for n in range(3 if goal.polynomial.has(ddphi) else 2 if goal.polynomial.has(dphi) else 1)]
        bodies = [
            goal.polynomial.xreplace({z: x / root.expression(), **dict(zip((phi, dphi, ddphi), (piece.expr for piece in each), strict=False))})
            for each in zip(*derivatives, strict=True)
        ]
        split = [split_by_functions(of_distances(body) if zeros else body) for body in bodies]
        total = field.zero
        for function in dict.fromkeys(f for _, found in split for f in found):
            beside = _glued(activation, [found.get(function, S.Zero) for _, found in split], (root,), root)
            if not zeros and not any(shape.gates for shape in beside.terms):
                return None
            total = total + mean_beside(beside, 0, function, root, ())
    except (OutOfClass, Undecided, DeriveError, PolynomialError):
        return None
    rest = _lambda(derivatives[0], [rest for rest, _ in split])
    if not any(found for _, found in split) or (rest.expr != 0 and goal.polynomial.has(z)):
        return None
    return Reduction(total + (field.atom(ActivationMoment(rest, phi, goal.variance)) if rest.expr != 0 else field.zero))


@rule(
    title="Price's theorem and Faddeeva's function along an arc",
    statement=r"\mathbb E\big[\mathbf 1\{Y>h\}\log(b+\mathrm i(X+m))\big]=\Phi(-h)\,M(b+\mathrm im)+\tfrac{\mathrm i}2e^{-h^2/2}\,"
    r"\mathcal A\Big(\tfrac{-m+\mathrm ib}{\sqrt2},\tfrac h{\sqrt2};c\Big),\qquad\mathcal A(z,h;c)=\int_0^{\arcsin c}w\Big(\frac{z-h\sin t}{\cos t}\Big)dt",
    source=PRICE,
    proof="Let g(c) be the left side, b > 0. At c = 0 it is Phi(-h) M(b + im), M(z) = E[log(z + iZ)]. By Price's theorem, |c| < 1, g'(c) = E[delta(Y - h) "
    "i/(b + i(X + m))] = i p(h) E[1/(b + i(X + m)) | Y = h], and given Y = h, X is normal with mean ch and variance s^2 = 1 - c^2: with E[1/(z + "
    "iZ)] = sqrt(pi/2) w(iz/sqrt(2)), Re z > 0, it is i p(h) sqrt(pi/2) w((iz - ch)/(s sqrt(2)))/s with z = b + im, so i exp(-h^2/2)/2 times dA/dc, "
    "t = arcsin(c). Both sides are continuous at c = +-1: |w| <= 1, and there Y = +-X. log(b + iw) = log(b^2 + w^2)/2 + i arctan(w/b); a logarithm "
    "or arctangent of a rational function is the sum of those at its roots and a constant.",
    rank=44,
    examples=lambda: (
        Expectation(Heaviside(Y) * atan(X / b), Gaussian(c)),
        Expectation(Heaviside(Y - b) * log((X - a) ** 2 + 1), Gaussian(c)),
        Expectation(Heaviside(Z - a) * log(Z**2 + 1 / q), Gaussian()),
        Expectation(Heaviside(Z) * atan(Z), Gaussian()),
    ),
)
def gated_logarithm_eq_arc(goal: Goal) -> Reduction | None:
    """E[1{Y > h} f(X)] by the derivative in the correlation, which is Faddeeva's function."""
    found = read_gated_logarithm(goal)
    if found is None or found.k or found.l:
        return None
    try:
        field, parts = found.field, found.by_roots()
        root, above = positivity.sqrt(field.number(2))[0], cdf_form(-found.start)
        weight, total = field.exp(-(found.start * found.start) / 2) / 2, above * parts.constant
        for pair in parts.pairs:
            real, imaginary = mean_log_forms(pair.b, pair.m)
            along, across = voigt_arc_forms(-pair.m / root, pair.b / root, found.start / root, found.correlation)
            total = total + pair.real * (above * real - weight * across) + pair.turn * (above * imaginary + weight * along)
        for size, place in parts.zeros:
            total = total + size * beyond(found.start, place, found.correlation)
    except (OutOfClass, Undecided, PolynomialError):
        return None
    return Reduction(total)


@rule(
    title="integration by parts at a gate",
    statement=r"\mathbb E[X^kY^l\mathbf 1\{Y>h\}f(X)]=c\,\mathbb E[X^{k+1}Y^{l-1}\mathbf 1\{Y>h\}f(X)]"
    r"+(1-c^2)\big((l-1)\,\mathbb E[X^kY^{l-2}\mathbf 1\{Y>h\}f(X)]"
    r"+h^{l-1}p(h)\,\mathbb E[X^kf(X)\mid Y=h]\big)",
    source=STEIN,
    proof="The density f0 of (X, Y) satisfies (1 - c^2) df0/dy = -(y - c x) f0, so E[(Y - cX) H] = (1 - c^2) E[dH/dy] for H = X^k Y^(l-1) 1{Y > h} f(X), "
    "whose derivative has a point mass at h. f is smooth and grows like a logarithm; |c| < 1.",
    rank=43,
    examples=lambda: (
        Expectation(Heaviside(Y) * Y * atan(X - 1), Gaussian(c)),
        Expectation(Heaviside(Y - 1) * Y**2 * X * log((X + 1) ** 2 + b), Gaussian(c)),
    ),
)
def gated_logarithm_power_eq_lower(goal: Goal) -> Reduction | None:
    """E[(Y - cX) H] = (1 - c^2) E[dH/dy] with H = X^k Y^(l-1) 1{Y > h} f(X)."""
    found = read_gated_logarithm(goal)
    if found is None or not found.l or found.rho is None:
        return None
    k, below, rho = found.k, found.l - 1, found.rho
    try:
        found.by_roots()
        edge = density(found.start) * found.on_the_edge(k) * (found.start**below if below else 1)
    except (OutOfClass, Undecided, PolynomialError):
        return None
    if below:
        edge = edge + found.at(k, below - 1) * below
    return Reduction(rho * found.at(k + 1, below) + (found.field.one - rho * rho) * edge)


@rule(
    title="Stein's lemma beside a gate",
    statement=r"\mathbb E[X^k\mathbf 1\{Y>h\}f(X)]=(k-1)\,\mathbb E[X^{k-2}\mathbf 1\{Y>h\}f(X)]+\mathbb E[X^{k-1}\mathbf 1\{Y>h\}f'(X)]"
    r"+c\,p(h)\,\mathbb E[X^{k-1}f(X)\mid Y=h]",
    source=STEIN,
    proof="E[X H] = E[dH/dX] + c E[dH/dY] for H = X^(k-1) 1{Y > h} f(X), whose derivative in Y is a point mass at h; for Y = X, c = 1, this is "
    "integration by parts over x > h. f is smooth and grows like a logarithm, and f' is the rational function of its partial fractions.",
    rank=43,
    examples=lambda: (
        Expectation(Heaviside(Y - b) * X * atan(X - 1), Gaussian(c)),
        Expectation(Heaviside(Y) * X**2 * log((X - a) ** 2 + b), Gaussian(c)),
        Expectation(Heaviside(Z - 1) * Z**3 * atan(Z - 2), Gaussian()),
        Expectation(Heaviside(Z + 2) * Z * log((Z - 1) ** 2 + b), Gaussian()),
    ),
)
def gated_logarithm_letter_eq_lower(goal: Goal) -> Reduction | None:
    """E[X H] = E[dH/dX] + c E[dH/dY] with H = X^(k-1) 1{Y > h} f(X)."""
    found = read_gated_logarithm(goal)
    if found is None or found.l or not found.k:
        return None
    below = found.k - 1
    try:
        total = found.slope(below) + found.correlation * density(found.start) * found.on_the_edge(below)
    except (OutOfClass, Undecided, PolynomialError):
        return None
    return Reduction(total + found.at(below - 1) * below if below else total)
