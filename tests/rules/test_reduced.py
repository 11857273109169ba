"""Answers that are closed but for integrals shown in them, and gates that close after all, against quadrature."""

import json
import math
import subprocess
import sys

import mpmath
import pytest
from flint import acb
from plane_quadrature import plane_mean
from sympy import Heaviside, Integral, Rational, Symbol, sympify

from derive import expectation, kernel
from derive.engine.search import solve
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.bivariate_continued import continued
from derive.evidence.balls.special import Phi as NORMAL
from derive.evidence.lower import enclose
from derive.language.special import Phi, Phi2, VoigtK, VoigtL
from derive.language.symbols import Z
from derive.pipeline import book
from derive.rules.examples import moment

Q, C = Rational(7, 5), Rational(1, 3)


def mean(function):
    """E[f(sqrt(q) z)] at q = 7/5 to some 25 digits."""
    with mpmath.workdps(30):
        root = mpmath.sqrt(mpmath.mpf(7) / 5)
        return mpmath.quad(lambda z: function(root * z) * mpmath.npdf(z), [-30, -8, -3, -1 / root, 0, 1 / root, 1, 3, 8, 30])


REDUCED = [
    ("Phi(x)", 4, lambda x: mpmath.ncdf(x) ** 4),
    ("Phi(x)", 5, lambda x: mpmath.ncdf(x) ** 5),
    ("Phi(x+1)", 3, lambda x: mpmath.ncdf(x + 1) ** 3),
    ("erf(x)**2", 2, lambda x: mpmath.erf(x) ** 4),
    ("x*Phi(x)", 4, lambda x: (x * mpmath.ncdf(x)) ** 4),
    ("Max(x,0)*Phi(x+1)", 2, lambda x: (max(x, 0) * mpmath.ncdf(x + 1)) ** 2),
    ("atan(x)", 2, lambda x: mpmath.atan(x) ** 2),
    ("2*x - atan(3*x)", 2, lambda x: (2 * x - mpmath.atan(3 * x)) ** 2),
    ("x*atan(x) + x/(1+x**2)**2", 2, lambda x: (x * mpmath.atan(x) + x / (1 + x * x) ** 2) ** 2),
]
CLOSED = [
    ("x**2*log(1+x**2/4)", 1, lambda x: x * x * mpmath.log(1 + x * x / 4)),
    ("Heaviside(x-1)*Phi(x)*cos(x)", 1, lambda x: (x > 1) * mpmath.ncdf(x) * mpmath.cos(x)),
]
MOMENTS = [*((*row, "reduced") for row in REDUCED), *((*row, "closed") for row in CLOSED)]


@pytest.mark.parametrize(("activation", "power", "function", "status"), MOMENTS, ids=[f"{a} {n}" for a, n, *_ in MOMENTS])
def test_moments_agree_with_quadrature(activation, power, function, status):
    answer = expectation(activation, f"E[phi^{power}]")
    assert answer.status == status and answer.value.has(Integral) == (status == "reduced")
    with mpmath.workdps(30):
        expected = mean(function)
        assert abs(mpmath.mpf(enclose(answer.value, dict.fromkeys(answer.value.free_symbols, Q), 25).value) - expected) < mpmath.mpf(10) ** -20


def cdf(x):
    return math.erfc(-x / math.sqrt(2)) / 2


KERNELS = [
    ("Max(x,0)*cos(x)", 0, lambda u, v: max(u, 0) * math.cos(u) * max(v, 0) * math.cos(v), ((0,), (0,))),
    ("Max(x,0)*sin(x)", 1, lambda u, v: (u > 0) * (math.sin(u) + u * math.cos(u)) * (v > 0) * (math.sin(v) + v * math.cos(v)), ((0,), (0,))),
    ("Heaviside(x-1)*cos(x)", 0, lambda u, v: (u > 1) * math.cos(u) * (v > 1) * math.cos(v), ((1,), (1,))),
    ("erf(x)*sin(x)", 0, lambda u, v: math.erf(u) * math.sin(u) * math.erf(v) * math.sin(v), ((), ())),
    ("Max(x,0)*Phi(x)", 0, lambda u, v: max(u, 0) * cdf(u) * max(v, 0) * cdf(v), ((0,), (0,))),
    ("Heaviside(x)*Phi(x)+Heaviside(x-1)", 0, lambda u, v: ((u > 0) * cdf(u) + (u > 1)) * ((v > 0) * cdf(v) + (v > 1)), ((0, 1), (0, 1))),
]


@pytest.mark.parametrize(("activation", "order", "function", "knots"), KERNELS, ids=[f"{a} {n}" for a, n, *_ in KERNELS])
def test_kernels_agree_with_quadrature(activation, order, function, knots):
    answer = kernel(activation, order)
    assert answer.status == ("reduced" if "Phi" in activation else "closed")
    found = enclose(answer.value, {s: {"q1": Q, "q2": 1, "c": C}[s.name] for s in answer.value.free_symbols}, 20)
    assert abs(float(mpmath.mpf(found.value)) - plane_mean(function, Q, 1, C, knots)) < 1e-11


def test_every_step_of_a_reduction_is_audited():
    assert expectation("Phi(x)", "E[phi^4]").certificate.verdict is Verdict.PROVED
    assert kernel("Heaviside(x)*cos(x)").certificate.verdict is Verdict.PROVED


@pytest.mark.parametrize(("body", "expected"), [(Phi(Z) ** 4, Rational(1, 5)), (Phi(Z) ** 9, Rational(1, 10)), (Heaviside(Z) * Phi(Z) ** 4, Rational(31, 160))])
def test_powers_of_a_uniform_variable(body, expected):
    assert solve(moment(body), book()).value == expected


def test_an_integral_is_evaluated_by_sympy():
    value = expectation("Phi(x)", "E[phi^4]").value.subs(dict.fromkeys(expectation("Phi(x)", "E[phi^4]").value.free_symbols, Q))
    with mpmath.workdps(30):
        assert abs(mpmath.mpf(str(value.evalf(15))) - mean(lambda x: mpmath.ncdf(x) ** 4)) < mpmath.mpf(10) ** -12


def test_the_text_of_a_reduced_form_reads_back():
    answer = expectation("Phi(x+1)", "E[phi^3]")
    names = {"Phi": Phi, "Phi2": Phi2, "VoigtK": VoigtK, "VoigtL": VoigtL, "q": Symbol("q")}
    again = sympify(str(answer.value), locals=names)
    assert again.free_symbols == {names["q"]}
    assert enclose(again, {names["q"]: Q}, 20).overlaps(enclose(answer.value, dict.fromkeys(answer.value.free_symbols, Q), 20))


def test_the_status_is_promised_in_json():
    command = [sys.executable, "-m", "derive.cli.main", "expect", "Phi(x)", "E[phi^4]", "--at", "q=7/5", "--json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    found = json.loads(run.stdout)
    assert run.returncode == 0 and found["status"] == "reduced" and found["values"][0]["status"] == "reduced"
    assert "Integral(" in found["expression"] and r"\int" in found["latex"]


@pytest.mark.parametrize(("first", "second"), [("atan(x)", "atan(x)"), ("atan(2*x)", "x+atan(x)")])
def test_the_kernel_of_the_arctangent_is_one_integral(first, second):
    answer = kernel(first, 0, second)
    assert answer.status == "reduced"
    scale, extra = (1, 0) if second == "atan(x)" else (2, 1)
    found = enclose(answer.value, {s: {"q1": Q, "q2": 1, "c": C}[s.name] for s in answer.value.free_symbols}, 20)
    expected = plane_mean(lambda u, v: math.atan(scale * u) * (extra * v + math.atan(v)), Q, 1, C)
    assert abs(float(mpmath.mpf(found.value)) - expected) < 1e-11


def test_phi2_continues_to_complex_balls():
    """Against quadrature of its definition in complex arithmetic."""
    h, k, rho = mpmath.mpc(-1, 0.5), mpmath.mpc(0.3, -0.2), mpmath.mpc(0.4, 0.3)
    with mpmath.workdps(25):
        root = mpmath.sqrt(1 - rho**2)
        density = lambda t: mpmath.npdf(t) * mpmath.erfc((rho * t - k) / root / mpmath.sqrt(2)) / 2  # noqa: E731
        expected = mpmath.quad(density, [mpmath.mpf(-14), -4, -2, -1, h])
        found = continued(NORMAL, *(acb(float(w.real), float(w.imag)) for w in (h, k, rho)))
        assert abs(mpmath.mpc(complex(float(found.real), float(found.imag))) - expected) < 1e-12
