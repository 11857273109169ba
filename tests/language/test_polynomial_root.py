"""Roots of polynomials as numbers: order, digits, balls, code and text."""

import mpmath
import pytest
import sympy
from sympy import N, Rational, lambdify, latex, sympify

from derive import check, enclose, expectation
from derive.evidence.audit.verdict import Verdict
from derive.language.special import RootIm, RootRe

QUARTIC, CUBIC, EVEN = (1, 0, 0, 1, 1), (1, 0, 0, 2), (1, 0, 0, 0, 1, 0, 1)


@pytest.mark.parametrize("polynomial", [QUARTIC, CUBIC, EVEN, (2, 0, 1, -3, 5, 7), (1, 0, 0, 0, 0, 0, 0, 1, 1)])
def test_roots_are_zeros_in_their_order(polynomial):
    letter, found = sympy.Symbol("x"), []
    expected = sympy.Poly(polynomial, letter).nroots(n=40)
    for number in range(sum(1 for root in expected if sympy.im(root) >= 0)):
        re, im = (kind(polynomial, number, (1, 0)) for kind in (RootRe, RootIm))
        found.append((N(re, 30), N(im, 30)))
        assert abs(N(sympy.polys.polytools.Poly(polynomial, letter).eval(found[-1][0] + sympy.I * found[-1][1]))) < 1e-25
        for part in (re, im):
            ball = enclose(part, {}, 40) if part.free_symbols or not part.is_Rational else None
            assert ball is None or abs(sympy.Float(ball.value, 50) - N(part, 50)) < 1e-38
    assert found == sorted(found) and all(im >= 0 for _, im in found)
    with pytest.raises(ValueError, match="roots 0 to"):
        RootRe(polynomial, len(found), (1, 0))


def test_a_cube_root_and_polynomials_in_a_root():
    assert abs(N(RootRe(CUBIC, 0, (1, 0)) + sympy.cbrt(2), 40)) < 1e-38 and RootIm(CUBIC, 0, (1, 0)) == 0
    assert abs(N(RootRe(CUBIC, 1, (1, 0, 0, 2)), 30)) < 1e-28
    re, im = (N(kind(QUARTIC, 0, (1, 0)), 40) for kind in (RootRe, RootIm))
    value = sympy.expand(4 * (re + sympy.I * im) ** 3 + 1)
    assert abs(N(RootRe(QUARTIC, 0, (4, 0, 0, 1)), 35) - sympy.re(value)) < 1e-30
    assert abs(N(RootIm(QUARTIC, 0, (4, 0, 0, 1)), 35) - sympy.im(value)) < 1e-30


def test_signs_are_known_and_wrong_arguments_refused():
    assert RootIm(QUARTIC, 0, (1, 0)).is_positive and RootRe(QUARTIC, 0, (1, 0)).is_negative and RootRe(QUARTIC, 0, (7,)) == 7
    with pytest.raises(ValueError, match="whole coefficients"):
        RootRe((1, Rational(1, 2)), 0, (1, 0))
    with pytest.raises(ValueError, match="no multiple root"):
        RootRe((1, 2, 1), 0, (1, 0))
    with pytest.raises(ValueError, match="degree"):
        RootRe((1, *(0,) * 100, 1), 0, (1, 0))


def test_code_text_and_latex():
    value = 2 * RootRe(QUARTIC, 1, (1, 0)) + 1
    for modules in (["numpy"], ["scipy", "numpy"], "mpmath"):
        assert abs(float(lambdify((), value, modules=modules)()) - float(N(value, 20))) < 1e-14
    with mpmath.workdps(40):
        assert abs(lambdify((), value, modules="mpmath")() - N(value, 45)._to_mpmath(150)) < mpmath.mpf(10) ** -38
    assert sympify(str(value), locals={"RootRe": RootRe}) == value
    assert latex(RootRe(QUARTIC, 1, (1, 0))) == r"\operatorname{Re}\,\rho_{1}\!\left(x^{4} + x + 1\right)"


def test_an_answer_is_read_back_and_checked():
    known = str(expectation("1/(x**4+x+1)", "E[phi]").value)
    assert check("1/(x**4+x+1)", "E[phi]", known).verdict is Verdict.PROVED
    assert check("1/(x**4+x+1)", "E[phi]", known.replace("[1, 0]", "[2, 0]", 1)).verdict is Verdict.REFUTED
