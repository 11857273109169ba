r"""One pole beyond a knot that is not 0: the incomplete plasma dispersion function.

    E[1{Z > h}/(Z - p)] = P(h/sqrt(2), p/sqrt(2))/sqrt(2),      P(h, w) = (1/sqrt(pi)) int_h^oo exp(-t^2)/(t - w) dt,

for a complex pole p = -m + ib, whose real and imaginary part are E[1{Z > h} W/Q] and b E[1{Z > h}/Q], W = Z + m, Q = W^2 + b^2, and for a real one left of h.
"""

from __future__ import annotations

from sympy import Heaviside, Symbol, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import incomplete_plasma_forms
from derive.language.forms.form_derivative import density
from derive.language.forms.normal_form import Undecided
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.truncated_pole import TruncatedPole, read_truncated_pair, read_truncated_pole
from derive.language.sources import BAALRUD, STEIN
from derive.language.symbols import Z, q

a, b = Symbol("a", positive=True), Symbol("b", positive=True)
PROOF = (
    "The density is exp(-z^2/2)/sqrt(2 pi); z = sqrt(2) t makes E[1{Z > h}/(Z - p)] the integral of exp(-t^2)/(t - p/sqrt(2)) over t > h/sqrt(2), divided by "
    "sqrt(2 pi): P(h/sqrt(2), p/sqrt(2))/sqrt(2). It converges "
)


@rule(
    title="incomplete plasma dispersion function",
    statement=r"\mathbb E\Big[\frac{\mathbf 1\{Z>h\}}{Z+m-ib}\Big]=\frac1{\sqrt2}\,\mathcal Z\Big(\frac h{\sqrt2},\frac{-m+ib}{\sqrt2}\Big),\qquad "
    r"\mathcal Z(h,w)=\frac1{\sqrt\pi}\int_h^\infty\frac{e^{-t^2}}{t-w}\,dt,\quad b>0",
    source=BAALRUD,
    proof=PROOF + "as p = -m + ib lies off the line. 1/(Z + m - ib) = (W + ib)/Q has the parts W/Q and b/Q.",
    rank=45,
    examples=lambda: (
        Expectation(Heaviside(Z - 1) / ((Z + a) ** 2 + b**2), Gaussian()),
        Expectation(Heaviside(Z + a) * (Z - b) / ((Z - b) ** 2 + 1), Gaussian()),
    ),
)
def pole_pair_beyond_knot_eq_plasma(goal: Goal) -> Reduction | None:
    """E[1{Z > h}/(Z - p)] by Z = sqrt(2) t; real and imaginary part."""
    found = read_truncated_pair(goal)
    if found is None or found.pair.n != 1:
        return None
    try:
        width = found.pair.width
    except Undecided:
        return None
    root = positivity.sqrt(width.field.number(2))[0]
    real, imaginary = incomplete_plasma_forms(found.start / root, -found.pair.m / root, width / root)
    return Reduction(real / root if found.pair.k else imaginary / (root * width))


@rule(
    title="incomplete plasma dispersion function",
    statement=r"\mathbb E\Big[\frac{\mathbf 1\{Z>h\}}{Z+t}\Big]=\frac1{\sqrt2}\,\mathcal Z\Big(\frac h{\sqrt2},\frac{-t}{\sqrt2}\Big),\qquad h+t>0",
    source=BAALRUD,
    proof=PROOF + "as p = -t lies left of h, which is checked.",
    rank=45,
    examples=lambda: (
        Expectation(Heaviside(Z - 1) / (Z + a), Gaussian()),
        Expectation(Heaviside(Z - 1 / sqrt(q)) / (Z + 3 / sqrt(q)), Gaussian()),
    ),
)
def real_pole_beyond_knot_eq_plasma(goal: Goal) -> Reduction | None:
    """E[1{Z > h}/(Z + t)] by Z = sqrt(2) s, for h + t > 0."""
    found = _left_of_knot(goal)
    if found is None or found.n != 1:
        return None
    root = positivity.sqrt(found.t.field.number(2))[0]
    return Reduction(incomplete_plasma_forms(found.start / root, -found.t / root, found.t.field.zero)[0] / root)


@rule(
    title="integration by parts at a real pole",
    statement=r"J_n=\mathbb E\Big[\frac{\mathbf 1\{Z>h\}}{(Z+t)^n}\Big],\qquad(n-1)\,J_n=\frac{p(h)}{(h+t)^{n-1}}-J_{n-2}+t\,J_{n-1},\quad "
    r"p(h)=\frac{e^{-h^2/2}}{\sqrt{2\pi}},\ h+t>0",
    source=STEIN,
    proof="(f p)' = f' p - z f p, integrated over z > h, gives E[1{Z > h} Z f] = E[1{Z > h} f'] + f(h) p(h). With f = (z + t)^(1-n), which is smooth there as "
    "h + t > 0, z f = (z + t)^(2-n) - t (z + t)^(1-n): J_(n-2) - t J_(n-1) = (1 - n) J_n + (h + t)^(1-n) p(h).",
    rank=45,
    examples=lambda: (
        Expectation(Heaviside(Z - 1) / (Z + a) ** 2, Gaussian()),
        Expectation(Heaviside(Z - 1 / sqrt(q)) / (Z + 3 / sqrt(q)) ** 3, Gaussian()),
    ),
)
def real_pole_beyond_knot_power_eq_lower(goal: Goal) -> Reduction | None:
    """(n-1) J_n = p(h) (h + t)^(1-n) - J_(n-2) + t J_(n-1)."""
    found = _left_of_knot(goal)
    if found is None or found.n < 2:
        return None
    n, above = found.n, found.start + found.t
    return Reduction((density(found.start) * above ** (1 - n) - found.mean(n - 2) + found.t * found.mean(n - 1)) / (n - 1))


def _left_of_knot(goal: Goal) -> TruncatedPole | None:
    """The real pole of a goal, if it is known to lie left of the knot."""
    found = read_truncated_pole(goal)
    try:
        return found if found is not None and positivity.sign(found.start + found.t) > 0 else None
    except Undecided:
        return None
