"""Where the order of the branches depends on parameters: each case has the right value, boundaries included, by quadrature of the function itself."""

import math

import mpmath
import pytest
import sympy
from sympy import Piecewise, Symbol, lambdify

from derive import expectation, kernel
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import DeriveError, Diverges
from derive.language.functions.activation import Activation
from derive.language.symbols import x


def moment(text, power, at, assume=None):
    """E[phi^power] by quadrature split wherever the sampled slope changes."""
    function = Activation.of(text, assume or {}, {name: value for name, value in at.items() if name != "q"})
    phi = lambdify(x, function.expr, "mpmath")
    s = mpmath.sqrt(sympy.Rational(at["q"]))
    knots = [mpmath.mpf(sympy.Rational(k).p) / sympy.Rational(k).q / s for k in function.knots]
    with mpmath.workdps(20):
        return mpmath.quad(lambda z: phi(s * z) ** power * mpmath.npdf(z), sorted({-mpmath.mpf(14), mpmath.mpf(0), mpmath.mpf(14), *knots}))


REAL = {"a": "real", "b": "real"}
CASES = [
    ("Max(x, alpha*x)", {}, ["alpha"], [{"alpha": "1/2"}, {"alpha": "1"}, {"alpha": "3"}]),
    ("Max(-a, Min(x, b))", REAL, ["a", "b"], [{"a": "1", "b": "2"}, {"a": "-1", "b": "1"}, {"a": "-1", "b": "1/2"}, {"a": "0", "b": "0"}]),
    ("Min(Max(x, -a), b)", REAL, ["a", "b"], [{"a": "1/2", "b": "-1/2"}, {"a": "-1", "b": "1/2"}, {"a": "2", "b": "-1"}]),
    ("Abs(x - a) + Abs(x - b)", {}, ["a", "b"], [{"a": "1", "b": "2"}, {"a": "1", "b": "1"}, {"a": "2", "b": "1/2"}]),
    ("Min(1, x/b) + Max(0, x - t)", {}, ["b", "t"], [{"b": "1", "t": "2"}, {"b": "1", "t": "1"}, {"b": "2", "t": "1"}]),
    ("Max(0, alpha*x + b)", {"alpha": "real", "b": "real"}, ["alpha", "b"], [{"alpha": "0", "b": "1"}, {"alpha": "0", "b": "-1"}, {"alpha": "-2", "b": "1"}]),
    ("Max(x - a, b - x, 0)", {}, ["a", "b"], [{"a": "1", "b": "1/2"}, {"a": "1", "b": "1"}, {"a": "1/2", "b": "3/2"}]),
    ("Piecewise((x, x < a), (b, x < 1), (0, True))", {}, ["a", "b"], [{"a": "1/2", "b": "2"}, {"a": "1", "b": "2"}, {"a": "3", "b": "1"}]),
]


@pytest.mark.parametrize(("text", "assume", "names", "points"), CASES, ids=[case[0] for case in CASES])
def test_each_case_has_the_right_value_and_boundaries_too(text, assume, names, points):
    for quantity, power in (("E[phi]", 1), ("E[phi^2]", 2)):
        answer = expectation(text, quantity, assume=assume)
        assert answer.status == "closed" and set(names) <= {*answer.parameters, "q"}
        assert answer.certificate.verdict.value == "proved"
        read = sympy.sympify(str(answer.value), locals={p: Symbol(p) for p in answer.parameters} | _specials())
        for point in points:
            at = {**point, "q": "7/5"}
            truth = moment(text, power, at, assume)
            assert abs(mpmath.mpf(answer.enclose(20, **at).value) - truth) < mpmath.mpf(10) ** -15, (quantity, at)
            printed = read.subs({Symbol(name): sympy.Rational(value) for name, value in at.items()})
            assert abs(mpmath.mpf(sympy.N(printed, 20)) - truth) < mpmath.mpf(10) ** -15, (quantity, at, printed)


def _specials():
    from derive.language.special import Phi, Phi2

    return {"Phi": Phi, "Phi2": Phi2}


def test_cases_with_one_formula_are_one():
    assert not expectation("Max(x, alpha*x)", "E[phi^2]").value.has(Piecewise)
    assert not expectation("Abs(alpha*x)", "K", assume={"alpha": "real"}).value.has(Piecewise)
    assert expectation("Max(x, alpha*x)", "E[phi]").value.has(Piecewise)


def test_all_cases_are_told_and_every_step_is_certified_where_it_was_made():
    answer = kernel("Max(x, alpha*x)")
    assert len(list(answer.told())) == 3
    assert all(cert.verdict.value == "certified" for cert in answer.certificates())
    assert str(answer.exists) == "True"


def test_a_kernel_by_cases_at_its_edges():
    """At c = 1 the kernel is E[phi^2], at c = 0 the square of the mean; both by quadrature."""
    answer = kernel("Min(Max(x, -a), b)", assume=REAL, equal_variances=True)
    text = "Min(Max(x, -a), b)"
    for point in ({"a": "1", "b": "1/2"}, {"a": "-1/2", "b": "1/2"}, {"a": "-1", "b": "1/2"}):
        at = {**point, "q": "2"}
        assert abs(mpmath.mpf(answer.enclose(15, c=1, **at).value) - moment(text, 2, at, REAL)) < 1e-13
        assert abs(mpmath.mpf(answer.enclose(15, c=0, **at).value) - moment(text, 1, at, REAL) ** 2) < 1e-13


def test_what_diverges_but_on_a_boundary_says_so():
    answer = expectation("Max(x, alpha*x)", "E[ddphi^2]")
    assert (answer.status, answer.exists) == ("diverges", "Eq(alpha, 1)")
    assert answer.enclose(10, q=1, alpha=1).value == "0"
    with pytest.raises(Diverges):
        answer.enclose(10, q=1, alpha=2)


def test_two_functions_share_their_cases():
    answer = kernel("Max(x, a)", other="Min(x, b)", assume={"a": "real", "b": "real"})
    assert answer.status == "closed"
    both = kernel("Max(x - a, x - b)", other="Max(x - b, x - a)", equal_variances=True)
    assert both.certificate.verdict.value == "proved"


def test_too_many_cases_are_refused_with_the_conditions_that_would_decide():
    with pytest.raises(DeriveError, match="more than 8 cases: it depends on whether"):
        expectation("Abs(x - a) + Abs(x - b) + Abs(x - d) + Abs(x - h)", "E[phi]")


def test_a_constant_with_a_parameter_is_not_taken_for_a_function_of_it():
    """The one letter of a body once was taken for the argument."""
    for text in ("b + 0*x", "Max(b, 0*x)", "Max(b, Min(x, b))"):
        assert expectation(text, "E[phi^2]").value == Symbol("b", positive=True, real=True) ** 2


@pytest.mark.parametrize(("word", "cases"), [("nonnegative", 1), ("nonpositive", 1), ("nonzero", 2), ("real", 2)])
def test_no_case_against_the_assumptions(word, cases):
    """E[max(a x, 0)] = |a| sqrt(q/(2 pi)): a case that the assumptions exclude is none, so the audit finds points in all that are left."""
    answer = expectation("Max(a*x,0)", "E[phi]", assume={"a": word})
    assert answer.certificate.verdict is Verdict.PROVED
    assert len(answer.value.args if isinstance(answer.value, Piecewise) else (1,)) == cases
    for a in {"nonnegative": (0, 2), "nonpositive": (0, -3), "nonzero": (2, -3), "real": (0, 2, -3)}[word]:
        truth = abs(a) * math.sqrt(5 / (2 * math.pi))
        assert abs(float(answer.enclose(20, q=5, a=a).value) - truth) < 1e-14
