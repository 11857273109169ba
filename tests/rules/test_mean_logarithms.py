"""Logarithms and arctangents of rational functions against quadrature, from tiny variances to large ones, and what is not closed."""

import mpmath
import numpy as np
import pytest
from sympy import EulerGamma, I, Rational, Symbol, erfi, exp, hyper, log, pi, sqrt

from derive import check, expectation
from derive.evidence.audit.equation import certify
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.mean_logarithm import mean_logarithm
from derive.evidence.balls.precision import working
from derive.language.errors import NotDefined
from derive.language.forms.normalize import equal_forms
from derive.language.forms.variants import written_out
from derive.language.special import MeanLogK, MeanLogL
from derive.language.symbols import q
from derive.pipeline.limits import limits
from derive.prose.notation import latex, plain

A, L = mpmath.atan, mpmath.log1p
PARAMETERS = {"a": "3/7", "b": "-5/2"}
CASES = [
    ("log(1+x**2)", "phi", lambda x, z: L(x * x)),
    ("log((x-b)**2+a**2)", "phi", lambda x, z: mpmath.log((x + 2.5) ** 2 + mpmath.mpf(9) / 49)),
    ("atan((x-b)/a)", "phi", lambda x, z: A((x + 2.5) * 7 / 3)),
    ("atan(x/a+b)*x**3", "phi*z", lambda x, z: A(x * 7 / 3 - 2.5) * x**3 * z),
    ("atan(b-2*x)+log(2+x**2)/3-x", "phi*z**2", lambda x, z: (A(-2.5 - 2 * x) + mpmath.log(2 + x * x) / 3 - x) * z * z),
    ("log(1+x**4)", "phi*z**4", lambda x, z: L(x**4) * z**4),
    ("log((1+x**2)*(4+x**2)**3)", "phi", lambda x, z: L(x * x) + 3 * mpmath.log(4 + x * x)),
    ("log((1+x**2)/(4+(x-1)**2))", "phi", lambda x, z: L(x * x) - mpmath.log(4 + (x - 1) ** 2)),
    ("log(1+x+x**4)", "phi*z**2", lambda x, z: L(x + x**4) * z * z),
    ("log(1+x**2)+log(Abs(x-1))", "phi", lambda x, z: L(x * x) + mpmath.log(abs(x - 1))),
    ("log(Abs(x**4+x**3-1))", "phi", lambda x, z: mpmath.log(abs(x**4 + x**3 - 1))),
    ("log(1+exp(1)*x**2)", "phi", lambda x, z: L(mpmath.e * x * x)),
    ("atan(x**2)", "phi", lambda x, z: A(x * x)),
    ("atan((x+1)/(1+x**2))", "phi", lambda x, z: A((x + 1) / (1 + x * x))),
    ("atan((2*x**2+x+1)/(1+x**2))", "phi", lambda x, z: A((2 * x * x + x + 1) / (1 + x * x))),
    ("atan(x**3+x+1)", "phi", lambda x, z: A(x**3 + x + 1)),
    ("exp(-x/2)*atan(x)", "phi", lambda x, z: mpmath.exp(-x / 2) * A(x)),
    ("exp(x-x**2)*log(1+(x-1)**2)", "phi", lambda x, z: mpmath.exp(x - x * x) * L((x - 1) ** 2)),
    ("cosh(x/3)*x*atan(x+1)", "phi", lambda x, z: mpmath.cosh(x / 3) * x * A(x + 1)),
    ("atan(x-1)+Max(x,0)", "phi", lambda x, z: A(x - 1) + max(x, 0)),
    ("atan(x-1)+1/(1+x**2)", "phi*z", lambda x, z: (A(x - 1) + 1 / (1 + x * x)) * z),
    ("atan(x-1)*exp(x)+x**2", "dphi", lambda x, z: (A(x - 1) + 1 / (1 + (x - 1) ** 2)) * mpmath.exp(x) + 2 * x),
]
GROWING = ("exp(x", "exp(-x", "cosh")  # the integrand lives where the quadrature does not look, for large variances
VARIANCES = ["1/1000000", "1/50", "7/5", "40", "1000000"]
ZEROS = ("0.8191725133961644", "-1.3802775690976141", "1", "-2.5")


def mean(function, variance):
    """E[f(sqrt(q) z, z)] by mpmath, with nodes near all that is sharp."""
    root = mpmath.sqrt(mpmath.mpf(Rational(variance).p) / Rational(variance).q)
    places = {mpmath.mpf(p) for p in (0, 1, 2, 4, 7, 10, 16)} | {mpmath.mpf(k) / root for k in (0.01, 0.1, 0.5, 1, 3, 10)}
    nodes = places | {-p for p in places} | {mpmath.mpf(p) / root for p in ZEROS}
    return mpmath.quad(lambda z: function(root * z, z) * mpmath.npdf(z), sorted(p for p in nodes if abs(p) <= 16))


@pytest.mark.slow
@pytest.mark.parametrize(("text", "quantity", "function"), CASES, ids=[f"{text} {quantity}" for text, quantity, _ in CASES])
def test_means_agree_with_quadrature_at_every_variance(text, quantity, function):
    answer = expectation(text, f"E[{quantity}]", assume={"b": "real"} if "b" in text.replace("Abs", "") else None)
    assert answer.status == "closed"
    given = {name: value for name, value in PARAMETERS.items() if name in answer.parameters}
    for variance in VARIANCES[:-1] if any(word in text for word in GROWING) else VARIANCES:
        with mpmath.workdps(25):
            truth = mean(function, variance)
            found = mpmath.mpf(answer.enclose(20, q=variance, **given).value)
            assert abs(found - truth) < mpmath.mpf(10) ** -11 * max(abs(truth), mpmath.mpf(10) ** -9), variance
            assert abs(found * (1 + mpmath.mpf(10) ** -6) - truth) > mpmath.mpf(10) ** -11 * abs(truth)


@pytest.mark.parametrize(("text", "quantity"), [(text, quantity) for text, quantity, _ in CASES[:6]])
def test_a_false_twin_is_refuted(text, quantity):
    answer = expectation(text, f"E[{quantity}]", assume={"b": "real"} if "b" in text.replace("Abs", "") else None)
    assert answer.certified(25).verdict in (Verdict.PROVED, Verdict.CERTIFIED)
    for twin in (answer.value * (1 + Rational(1, 10**8)), answer.value + Rational(1, 10**9), answer.value.subs(q, 2 * q)):
        assert certify(answer.goal, twin, answer.conditions, 20, 2).verdict is Verdict.REFUTED


def test_arrays_are_right_where_terms_would_cancel():
    for text, function in (("log(1+x**2)", lambda x, z: L(x * x)), ("atan(x-1)", lambda x, z: A(x - 1)), ("log(1+x**4)", lambda x, z: L(x**4))):
        answer = expectation(text, "E[phi]")
        values = answer.numpy()(np.array([float(Rational(v)) for v in VARIANCES]))
        for value, variance in zip(values, VARIANCES, strict=True):
            with mpmath.workdps(25):
                assert abs(value / mean(function, variance) - 1) < 1e-13
            assert abs(answer.value.subs(q, Rational(variance)).evalf(17) / value - 1) < 1e-15
    assert list(expectation("log(1+x**2)", "E[phi]").numpy()(np.array([0.0, 1e-60]))) == [0, 1e-60]


@pytest.mark.parametrize(
    ("text", "limit"),
    [("log(1+x**2)", "0"), ("atan(x-1)", "-pi/4"), ("log(4+(x-b)**2)", "log(b**2 + 4)"), ("log(1+x**4)", "0"), ("x*atan(x-1)", "0"), ("atan(x**2)", "0")],
)
def test_the_limit_of_no_variance_is_stated(text, limit):
    (edge,) = limits(expectation(text, "E[phi]"))
    assert edge.at == ((q, 0),) and str(edge.value) == limit


def test_at_the_origin_a_person_reads_the_hypergeometric_series():
    value = expectation("log(1+x**2)", "E[phi]").value
    series = log(q / 2) - EulerGamma + pi * erfi(1 / sqrt(2 * q)) - hyper((1, 1), (Rational(3, 2), 2), 1 / (2 * q)) / q
    assert plain(value) == "log(q) - log(2) - γ + π·erfi(1/√(2·q)) - ₂F₂(1, 1; 3/2, 2; 1/(2·q))/q" and "{}_{2}F_{2}" in latex(value)
    assert equal_forms(value, series) and equal_forms(written_out(value), value) and not equal_forms(value, series + 1)
    assert not value.has(hyper) and abs(value.subs(q, Rational(1, 10**6)).evalf(20) / Rational("9.9999850000499997e-7") - 1) < 1e-15
    assert check("log(1+x**2)", "E[phi]", str(series)).verdict is Verdict.PROVED


@pytest.mark.parametrize("text", ["atan(x-1)*log(1+x**2)", "log(1+x**2)/(1+x**2)", "log(1+x**2)**2", "atan(x-1)*Phi(x)**2", "atan(tanh(x)-1)", "log(2+sin(x))"])
def test_what_is_not_linear_or_not_rational_stays_open(text):
    assert expectation(text, "E[phi]").status in ("enclosed", "reduced")


@pytest.mark.parametrize("text", ["log(x**2-1)", "log(-1-x**2)", "log((x-1)*(1+x**2))"])
def test_a_logarithm_of_what_is_negative_is_refused(text):
    with pytest.raises(NotDefined):
        expectation(text, "E[phi]")


def test_where_the_sign_of_a_discriminant_is_open_the_case_is_stated():
    answer = expectation("log(1+a*x+x**2)", "E[phi]")
    with mpmath.workdps(25):
        assert abs(mpmath.mpf(answer.enclose(20, q="7/5", a=1).value) - mean(lambda x, z: L(x + x * x), "7/5")) < mpmath.mpf(10) ** -15


def test_balls_hold_the_value_at_every_size_and_at_wide_places():
    for x, y in ((0, 3), (1e-9, 8.0), (3.0, 1e-9), (40.0, 1.0), (1.0, 40.0), (1e3, 1e3), (-3.0, 2.0), (7.5, -7.5), (0.1, 12.0)):
        with mpmath.workdps(60):
            x0, y0 = mpmath.mpf(x), mpmath.mpf(y)
            nodes = sorted({mpmath.mpf(p) for p in (-40, -20, -8, -3, 0, 3, 8, 20, 40)} | {min(max(-y0 + p, -40), 40) for p in (-1, -0.1, 0, 0.1, 1)})
            truth = mpmath.quad(lambda t: mpmath.log(mpmath.mpc(abs(x0), y0 * (1 if x0 >= 0 else -1) + t)) * mpmath.npdf(t), nodes)  # noqa: B023
            truth = truth if x0 >= 0 else truth + mpmath.pi * mpmath.erfi(mpmath.mpc(x0, y0) / mpmath.sqrt(2))
            for bits in (60, 120):
                with working(bits):
                    ball = mean_logarithm(_ball(x, y, 0))
                    wide = mean_logarithm(_ball(x, y, 1e-3))
                for part, known in ((ball.real, truth.real), (ball.imag, truth.imag)):
                    assert abs(mpmath.mpf(str(part.mid().str(50, radius=False))) - known) <= mpmath.mpf(str(part.rad().str(8, radius=False))) * 1.001 + 1e-45
                assert wide.contains(ball) and ball.rel_accuracy_bits() > bits - 16
                assert not (ball + 1e-6).overlaps(ball)


def _ball(x, y, radius):
    from flint import acb, arb

    return acb(arb(x, radius), arb(y, radius))


def test_the_function_is_the_derivative_of_hermites_function_in_its_order():
    with mpmath.workdps(40):
        z, step = mpmath.mpc(1.25, -0.5), mpmath.mpf(10) ** -12
        hermite = lambda nu: mpmath.exp(z * z / 4) * mpmath.pcfd(nu, z)  # noqa: E731
        slope = (hermite(step) - hermite(-step)) / (2 * step)
        value = (MeanLogK(Rational(5, 4), Rational(-1, 2)) + I * MeanLogL(Rational(5, 4), Rational(-1, 2))).evalf(30)
        assert abs(mpmath.mpmathify(value) - slope) < mpmath.mpf(10) ** -20


def test_exponentials_beside_move_the_place():
    q_ = Symbol("q", positive=True)
    assert equal_forms(expectation("exp(x)*atan(x)", "E[phi]").value.subs(q, q_), exp(q_ / 2) * MeanLogL(1 / sqrt(q_), sqrt(q_)))


def test_places_where_the_least_term_of_the_series_is_as_small_as_is_asked():
    for place in (*range(5, 16), Rational(99, 10), Rational(101, 10)):
        rough, fine = MeanLogK(place, 0).evalf(2), MeanLogK(place, 0).evalf(40)
        assert abs(rough / fine - 1) < 0.02
