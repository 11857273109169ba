"""Points at which a closed form is 0/0 while the quantity is not singular: the value is right, by quadrature."""

import mpmath
import pytest
from sympy import lambdify

from derive import expectation
from derive.language.functions.activation import Activation
from derive.language.symbols import x

# each with points on the singular set of the form and one beside it
CASES = [
    ("1/((x**2+a**2)*(x**2+b**2))", "E[phi]", [{"a": "1", "b": "1"}, {"a": "2", "b": "2"}, {"a": "1", "b": "2"}]),
    ("x**2/((x**2+a)*(x**2+b))", "E[phi]", [{"a": "3", "b": "3"}, {"a": "1/2", "b": "1/2"}, {"a": "1", "b": "2"}]),
    ("Max(x, a*x - b)", "E[phi]", [{"a": "1", "b": "1"}, {"a": "2", "b": "1"}, {"a": "1/2", "b": "2"}]),
    ("Max(x, a*x - b)", "E[phi^2]", [{"a": "1", "b": "2"}, {"a": "3", "b": "1"}]),
    ("Max(-1, Min(1, a*x))/a", "E[phi^2]", [{"a": "1"}, {"a": "1/1000"}]),
    ("Max(x,0)**alpha", "E[phi^2]", [{"alpha": "1"}, {"alpha": "2"}, {"alpha": "1/2"}]),
    ("Piecewise((x, x>0),((exp(a*x)-1)/a, True))", "E[phi^2]", [{"a": "1"}, {"a": "1/1000000"}]),
    ("(exp(-a*x**2)-exp(-b*x**2))/(a-b)", "E[phi*z^2]", [{"a": "1", "b": "2"}]),
    ("sin(a*x)*sin(b*x)", "E[phi]", [{"a": "1", "b": "1"}, {"a": "1", "b": "3"}]),
]


@pytest.mark.parametrize(("text", "quantity", "points"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES])
def test_the_value_is_right_where_the_form_is_singular(text, quantity, points):
    answer = expectation(text, quantity)
    for point in points:
        ball = answer.enclose(15, 30, q="3/2", **point)
        assert abs(mpmath.mpf(ball.value) - _moment(text, quantity, point)) < 1e-12, point


def _moment(text, quantity, point):
    function = Activation.of(text, {}, point)
    phi, s = lambdify(x, function.expr, "mpmath"), mpmath.sqrt(1.5)
    bodies = {"E[phi]": lambda z: phi(s * z), "E[phi^2]": lambda z: phi(s * z) ** 2, "E[phi*z^2]": lambda z: phi(s * z) * z**2}
    knots = [mpmath.mpf(str(k.evalf(25))) / s for k in function.knots]
    with mpmath.workdps(20):
        return mpmath.quad(lambda z: bodies[quantity](z) * mpmath.npdf(z), sorted({mpmath.mpf(k) for k in (-14, -3, 0, 3, 14)} | set(knots)))


KERNELS = [
    "Max(x,0)",
    "x*Phi(x)",
    "Max(-1,Min(1,x))",
    "Piecewise((x, x>0),(exp(x)-1, True))",
    "exp(-x**2)",
    "sin(x)",
    "1/(1+x**2)",
    "Max(x, alpha*x)",
    "Abs(x-b)",
]


@pytest.mark.parametrize("text", KERNELS)
def test_a_kernel_has_its_values_at_the_edges_of_the_correlation(text):
    """K(1) = E[phi^2], K(0) = E[phi]^2, K(-1) = E[phi(x) phi(-x)]."""
    answer = expectation(text, "K")
    names = set(answer.parameters) - {"q", "c"}
    for value in ("1", "2") if names else ("",):
        point = dict.fromkeys(names, value)
        both, mean = _edges(text, point)
        for c, truth in ((1, both[0]), (-1, both[1]), (0, mean**2)):
            assert abs(mpmath.mpf(answer.enclose(15, 30, q="3/2", c=c, **point).value) - truth) < 1e-12, (c, point)


def _edges(text, point):
    function = Activation.of(text, {}, point)
    phi, s = lambdify(x, function.expr, "mpmath"), mpmath.sqrt(1.5)
    knots = {sign * mpmath.mpf(str(k.evalf(25))) / s for k in function.knots for sign in (1, -1)}
    places = sorted({mpmath.mpf(k) for k in (-12, -3, 0, 3, 12)} | knots)
    mean = mpmath.quad(lambda z: phi(s * z) * mpmath.npdf(z), places)
    return [mpmath.quad(lambda z, sign=sign: phi(s * z) * phi(sign * s * z) * mpmath.npdf(z), places) for sign in (1, -1)], mean
