"""Formulas read as in a paper, in LaTeX and on one line."""

from __future__ import annotations

import random
import re
from fractions import Fraction

import pytest
from sympy import (
    Add,
    And,
    Derivative,
    Ei,
    Eq,
    EulerGamma,
    Expr,
    Function,
    Heaviside,
    Max,
    Mod,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    asin,
    besseli,
    besselk,
    elliptic_k,
    erf,
    exp,
    expint,
    factorial,
    factorial2,
    gamma,
    hyper,
    oo,
    pi,
    polygamma,
    sin,
    sqrt,
)

from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.special.goodwin_staton import GoodwinStaton
from derive.language.symbols import X, Y, Z, c, ddphi, phi, q, q1, q2, sigma_b, sigma_w, x
from derive.prose.alphabet import shortened
from derive.prose.arranging import arranged
from derive.prose.letters import LongNumber
from derive.prose.notation import broken, latex, plain
from derive.prose.width import width

alpha = Symbol("alpha", positive=True)
beta = Symbol("beta", real=True)
PAIR = Expectation(X * Y * Heaviside(X) * Heaviside(Y), Gaussian(c))

CASES = [
    (Heaviside(X), r"\mathbf{1}\{X > 0\}", "1{X > 0}"),
    (Heaviside(X - beta), r"\mathbf{1}\{X > \beta\}", "1{X > β}"),
    (Heaviside(1 - 2 * Z), r"\mathbf{1}\{Z < \frac{1}{2}\}", "1{Z < 1/2}"),
    (Heaviside(X * Y), r"\mathbf{1}\{X\,Y > 0\}", "1{X·Y > 0}"),
    (Heaviside(beta * X), r"\mathbf{1}\{\beta\,X > 0\}", "1{β·X > 0}"),
    (sqrt(q1) * sqrt(q2), r"\sqrt{q_{1} q_{2}}", "√(q1·q2)"),
    (sqrt(2) / 2, r"\frac{1}{\sqrt{2}}", "1/√2"),
    (sqrt(2) * c / sqrt(pi * q), r"\sqrt{\frac{2}{\pi q}}\,c", "√(2/(π·q))·c"),
    (q1 ** Rational(3, 2) * q2 ** Rational(3, 2), "(q_{1} q_{2})^{3/2}", "(q1·q2)^(3/2)"),
    (1 / (sqrt(1 + q1) * sqrt(1 + q2)), r"\frac{1}{\sqrt{(1 + q_{1})(1 + q_{2})}}", "1/√((1 + q1)·(1 + q2))"),
    (sqrt(1 - c**2) * sqrt(1 + c), r"\sqrt{1 - c^{2}} \sqrt{1 + c}", "√(1 - c²)·√(1 + c)"),
    (factorial2(q - 3), r"\left(q - 3\right)!!", "(q - 3)!!"),
    (Eq(Mod(q, 2), 0), r"q \bmod 2 = 0", "q mod 2 = 0"),
    (abs(x) ** alpha, r"\lvert x\rvert^{\alpha}", "|x|^α"),
    (1 / sqrt(2 * pi), r"\frac{1}{\sqrt{2 \pi}}", "1/√(2π)"),
    (Rational(1, 4) + asin(c) / (2 * pi), r"\frac{1}{4} + \frac{\arcsin(c)}{2 \pi}", "1/4 + arcsin(c)/(2π)"),
    (1 - c**2, "1 - c^{2}", "1 - c²"),
    (x**2 - x + 1, "x^{2} - x + 1", "x² - x + 1"),
    (exp(-(Z**2) / 2), "e^{-Z^{2}/2}", "exp(-Z²/2)"),
    (exp(-alpha / (1 + q)), r"e^{-\alpha/(1 + q)}", "exp(-α/(1 + q))"),
    (sin(x) ** 2, r"\sin^{2}(x)", "sin(x)²"),
    (Max(x, 0) ** 2, r"\max(x, 0)^{2}", "max(x, 0)²"),
    (sigma_w**2 * q + sigma_b**2, r"q \sigma_{w}^{2} + \sigma_{b}^{2}", "q·σ_w² + σ_b²"),
    (Expectation(X * Y, Gaussian(-c)), r"\mathbb{E}_{\rho=-c}[X\,Y]", "E[X·Y | ρ = -c]"),
    (ActivationMoment(x, phi * ddphi, q), r"\mathbb{E}[\phi(u)\,\phi''(u)]", "E[φ(u)·φ″(u)]"),
    (DualKernel(x, x, (0, 3), q1, q2, c), r"\mathbb{E}[\phi(u)\,\phi^{(3)}(v)]", "E[φ(u)·φ⁽³⁾(v)]"),
    (DualKernel(x, x, (1, 1), q, q, 1), r"\mathbb{E}_{\mathrm{Var}=q,\,\rho=1}[\phi'(u)\,\phi'(v)]",
     "E[φ′(u)·φ′(v) | Var = q, ρ = 1]"),
    (And(c > -1, c < 1), "-1 < c < 1", "-1 < c < 1"),
    (Function("Phi")(x / sqrt(2)), r"\Phi\!\left(\frac{x}{\sqrt{2}}\right)", "Φ(x/√2)"),
    (Derivative(PAIR, c), r"\frac{d}{d c} " + latex(PAIR), "d/dc " + plain(PAIR)),
    (erf(x / 2) / 2, r"\frac{1}{2}\,\operatorname{erf}\!\left(\frac{x}{2}\right)", "erf(x/2)/2"),
    (-(q + 1) * PAIR, r"-(1 + q)\,\mathbb{E}[X\,Y\,\mathbf{1}\{X > 0\}\,\mathbf{1}\{Y > 0\}]",
     "-(1 + q)·E[X·Y·1{X > 0}·1{Y > 0}]"),
]  # fmt: skip


n, m, w = Symbol("n", integer=True, nonnegative=True), Symbol("m"), Symbol("w")
SPECIAL = [
    (Sum(w**n / factorial(n), (n, 0, oo)) / 2, r"\frac{1}{2}\,\sum_{n=0}^{\infty} \frac{w^{n}}{n!}", "(Σ[n = 0..∞] w^n/n!)/2"),
    (hyper((1, Rational(1, 2)), (Rational(3, 2),), w), r"{}_{2}F_{1}\!\left(\frac{1}{2}, 1; \frac{3}{2}; w\right)", "₂F₁(1/2, 1; 3/2; w)"),
    (hyper((), (1,), w), r"{}_{0}F_{1}(-; 1; w)", "₀F₁(-; 1; w)"),
    (besselk(0, w), "K_{0}(w)", "K₀(w)"),
    (besseli(n, w) ** 2, "I_{n}(w)^{2}", "I_n(w)²"),
    (gamma(w), r"\Gamma(w)", "Γ(w)"),
    (polygamma(0, w), r"\psi(w)", "ψ(w)"),
    (polygamma(2, w), r"\psi^{(2)}(w)", "ψ⁽²⁾(w)"),
    (polygamma(n, w), r"\psi^{(n)}(w)", "ψ^(n)(w)"),
    (elliptic_k(m), "K(m)", "K(m)"),
    (GoodwinStaton(w / sqrt(2)), r"G\!\left(\frac{w}{\sqrt{2}}\right)", "G(w/√2)"),
    (EulerGamma * w, r"\gamma w", "γ·w"),
    (Ei(w), r"\operatorname{Ei}(w)", "Ei(w)"),
    (expint(1, w), "E_{1}(w)", "E₁(w)"),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "tex", "line"), SPECIAL)
def test_a_special_function_is_written_with_its_letter(expr: Expr, tex: str, line: str) -> None:
    assert latex(expr) == tex
    assert plain(expr) == line


def test_brackets_come_before_functions_and_over_a_long_denominator() -> None:
    assert plain(asin(c) * (1 + q)) == "(1 + q)·arcsin(c)"
    assert latex(q * (1 + q**2) / 2) == r"\frac{q}{2}(1 + q^{2})"
    long = q1 * q2 * ((1 + q1) * (1 + q2) - c**2 * q1 * q2) / (sqrt(1 + q1 + q2) * (1 + q1) * (1 + q2))
    assert latex(long).startswith(r"\frac{q_{1} q_{2}((1 + q_{1})(1 + q_{2}) - c^{2} q_{1} q_{2})}{\sqrt{q_{1} + q_{2} + 1}")
    assert plain(long) == "q1·q2·((1 + q1)·(1 + q2) - c²·q1·q2)/(√(q1 + q2 + 1)·(1 + q1)·(1 + q2))"


@pytest.mark.parametrize("limit", [25.0, 30.0, 38.0])
def test_a_prefactor_is_cut_at_its_own_bracket_and_no_short_bracket_is(limit: float) -> None:
    terms = [(alpha - 1) ** 2 * asin(c / k) * (1 + k * q) * sqrt(1 + k * q1) for k in range(2, 6)]
    rows = broken(PAIR, Add(*terms) / (2 * pi), limit)
    assert len(rows) > 1 and max(map(width, rows)) <= limit + 1
    assert all(row.count("(") == row.count(")") for row in (re.sub(r"\\bigg[lr].", "", row) for row in rows))
    assert "".join(rows).count(r"\biggl") == 1 and r"\bigl" not in "".join(rows)


def test_rows_are_few_and_even() -> None:
    assert arranged([10, 10, 10, 10], [0, 0, 0], 30, 30) == [(0, 2), (2, 4)]
    assert arranged([10, 10, 10], [5, 0], 20, 20) == [(0, 2), (2, 3)]
    assert arranged([50, 10], [0], 20, 20) == [(0, 1), (1, 2)]


@pytest.mark.parametrize(("expr", "tex", "line"), CASES)
def test_an_expression_reads_as_in_a_paper(expr: Expr, tex: str, line: str) -> None:
    assert latex(expr) == tex
    assert plain(expr) == line


def test_a_product_with_one_bracket_keeps_it() -> None:
    value = sqrt(q1 * q2) * (sqrt(1 - c**2) + (pi - asin(c)) * c) / (2 * pi)
    assert latex(value) == (r"\frac{\sqrt{q_{1} q_{2}}}{2 \pi}\left(\sqrt{1 - c^{2}} + c(\pi - \arcsin(c))\right)")
    assert plain(value) == "√(q1·q2)/(2π)·(√(1 - c²) + c·(π - arcsin(c)))"


def test_cases_say_if_and_otherwise() -> None:
    leaky = Piecewise((x, x > 0), (x / 10, True))
    assert latex(leaky) == r"\begin{cases}x & \text{if }x > 0 \\ \frac{x}{10} & \text{otherwise}\end{cases}"
    assert plain(leaky) == "{x if x > 0; x/10 otherwise}"


def test_one_line_suffices_for_a_short_equation() -> None:
    assert broken(c, q) == ["c &= q"]


@pytest.mark.parametrize("limit", [14.0, 18.0, 25.0, 35.0])
def test_a_long_sum_is_broken_into_rows_that_fit_and_stand_alone(limit: float) -> None:
    total = q * sum((-1) ** k * sqrt(1 + k * q) * asin(c / k) for k in range(1, 12)) / (1 + c)
    rows = broken(PAIR, total, limit)
    assert max(width(row) for row in rows) <= limit + 1
    for row in rows:
        assert row.count("&") == 1
        assert row.count(r"\left") == row.count(r"\right")
        assert row.count("{") == row.count("}")
    assert "".join(rows).count(r"\biggl") == "".join(rows).count(r"\biggr")


def test_numbers_with_too_many_figures_are_cut_in_documents_only():
    number = Rational(10**40 + 1, 3 * 10**39)
    assert plain(number * X) == f"{10**40 + 1}·X/{3 * 10**39}"
    with shortened():
        assert plain(number * X) == "3.33333333333…·X" and latex(number * X) == r"3.33333333333\ldots\,X"
        assert plain(Rational(10**30)) == "1·10^30" and plain(Rational(1, 3)) == "1/3"


def test_what_is_cut_is_left_out_and_not_rounded():
    generator = random.Random(7)
    for _ in range(500):
        top, bottom = (generator.randrange(1, 10 ** generator.randrange(1, 40)) for _ in "ab")
        figures, _, power = LongNumber.of(top, bottom).name.partition("@")
        shown, exact = Fraction(figures.rstrip("~")) * Fraction(10) ** int(power or 0), Fraction(top, bottom)
        assert shown <= exact < shown * (1 + Fraction(1, 10**11))
        assert figures.endswith("~") == (shown != exact)
