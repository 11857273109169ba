"""exp(g x^2) erfc(k|x|), whose mean goes on where exp(g x^2) has none."""

import mpmath
import pytest
import sympy
from sympy import Rational, acosh, asin, pi, sqrt

from derive import check, expectation
from derive.evidence.audit.verdict import Verdict
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError
from derive.language.symbols import q

VARIANCES = [Rational(1, 10**6), Rational(1, 4), Rational(1, 2) - Rational(1, 10**9), Rational(1, 2), Rational(1, 2) + Rational(1, 10**9), 3, 10**6]


def sector(square, slope, variance, sides=1):
    """E[exp(g x^2) erfc(k x)] on x > 0 by quadrature, exp(-w^2) taken out of erfc(w)."""
    v = mpmath.mpf(sympy.Rational(variance).p) / sympy.Rational(variance).q
    scale = 1 / mpmath.sqrt(v)

    def integrand(y):
        w = slope * y
        scaled = (
            mpmath.erfc(w) * mpmath.exp(w * w)
            if w < 20
            else sum((-1) ** n * mpmath.fac2(2 * n - 1) / (2 * w * w) ** n for n in range(9)) / (w * mpmath.sqrt(mpmath.pi))
        )
        return scaled * mpmath.exp((square - slope**2) * y * y - y * y / (2 * v)) * scale / mpmath.sqrt(2 * mpmath.pi)

    cuts = [0, *sorted(place * unit for place in (0.1, 0.5, 1, 2, 4, 8, 16) for unit in (1 / scale, 1))]
    return sides * mpmath.quad(integrand, [*cuts, cuts[-1] * 4])


CASES = [
    ("exp(x**2)*erfc(Abs(x))", 1, 1, 2, VARIANCES),
    ("erfcx(Abs(x))", 1, 1, 2, [3]),
    ("Heaviside(x)*exp(x**2/2)*erfc(x)", Rational(1, 2), 1, 1, [*VARIANCES, 1]),
    ("3*Heaviside(-x)*exp(x**2)*erfc(-2*x)", 1, 2, 3, VARIANCES),
    ("Heaviside(x)*exp(2*x**2)*(1-erf(x))", 2, 1, 1, [Rational(1, 10**6), Rational(1, 5), Rational(1, 4), Rational(2, 5)]),
]


@pytest.mark.parametrize(("text", "square", "slope", "weight", "variances"), CASES, ids=[case[0] for case in CASES])
def test_the_mean_is_what_quadrature_finds_on_both_sides_of_the_condition(text, square, slope, weight, variances):
    answer = expectation(text, "E[phi]")
    assert answer.status == "closed" and answer.certificate.verdict is Verdict.PROVED
    for variance in variances:
        expected = float(sector(mpmath.mpf(square.p) / square.q if isinstance(square, Rational) else square, slope, variance, weight))
        assert float(answer.enclose(20, q=variance).value) == pytest.approx(expected, rel=1e-9)
        assert float(enclose(answer.value, {q: sympy.Rational(variance)}, 15).value) == pytest.approx(expected, rel=1e-9)
        away = abs(2 * float(square) * float(variance) - 1)
        assert answer.numpy()(float(variance)) == pytest.approx(expected, rel=1e-10 if away > 1e-3 else 1e-6)


def test_the_condition_of_existence_is_kept():
    answer = expectation("Heaviside(x)*exp(2*x**2)*erfc(x)", "E[phi]")
    assert [str(condition) for condition in answer.conditions] == ["1 - 2*q > 0"]
    with pytest.raises(DeriveError):
        answer.enclose(10, q=1)


@pytest.mark.slow
def test_cases_are_told_and_false_ones_refuted():
    value = expectation("exp(x**2)*erfc(Abs(x))", "E[phi]").value
    assert value.subs(q, 2) == 2 * acosh(2) / (pi * sqrt(3))
    assert r"\begin{cases}" in sympy.latex(value)
    far = {q: Rational(3)}
    twin = 2 * acosh(2 * sqrt(2 * q)) / (pi * sqrt(2 * q - 1))
    assert abs(float(enclose(twin, far, 15).value) - float(sector(1, 1, 3, 2))) > 1e-2
    assert check("exp(x**2)*erfc(Abs(x))", "E[phi]", "(pi-2*asin(sqrt(2*q)))/(pi*sqrt(1-2*q))").verdict is not Verdict.REFUTED
    assert check("exp(x**2)*erfc(Abs(x))", "E[phi]", "(pi-asin(sqrt(2*q)))/(pi*sqrt(1-2*q))").verdict is Verdict.REFUTED
    assert not value.has(asin)


@pytest.mark.parametrize("text", ["exp(-x**2)*erfc(Abs(x))", "exp(x**2)*erfc(x)", "x*Heaviside(x)*exp(x**2)*erfc(x)"])
def test_other_functions_are_left_to_other_rules(text):
    assert "activation_moment_eq_scaled_complements" not in [step.rule.name for step in expectation(text, "E[phi]").derivation.steps]
