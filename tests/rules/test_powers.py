"""Real powers against independent quadrature of the definitions; the printed text is what is evaluated."""

import mpmath
import pytest
import sympy

from derive.language.errors import Diverges
from derive.language.forms.fields import field_of
from derive.language.forms.normalize import equal_forms, normal_form
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.power_goal import ORTHANT
from derive.language.symbols import X, Y, c
from derive.pipeline import expectation, kernel
from derive.rules.elliptic import equal_powers_eq_elliptic

mpmath.mp.dps = 40
CLOSE = mpmath.mpf(10) ** -22
ONE_SIDED = "Piecewise((x**alpha, x > 0), (0, True))"


def number(text):
    value = sympy.Rational(text)
    return mpmath.mpf(value.p) / value.q


def evaluated(expr, at):
    """The printed text, read by sympy and evaluated by mpmath."""
    text = sympy.sympify(str(expr))
    names = sorted(at)
    assert {s.name for s in text.free_symbols} <= set(names)
    return sympy.lambdify([sympy.Symbol(n) for n in names], text, "mpmath")(*(number(at[n]) for n in names))


def line(function, q):
    """E[function(sqrt(q) Z)] by quadrature on both half lines."""
    root = mpmath.sqrt(number(q))
    nodes = [0, mpmath.mpf(1) / 16, 1, 4, 16, 40]
    return mpmath.quad(lambda t: (function(root * t) + function(-root * t)) * mpmath.npdf(t), nodes)


def quadrant(a, b, rho):
    """E[X_+^a Y_+^b]: the radius is integrated exactly, the angle by quadrature."""
    size = (a + b) / 2

    def angular(t):
        return mpmath.cos(t) ** a * mpmath.sin(t) ** b / (1 - rho * mpmath.sin(2 * t)) ** (size + 1)

    total = mpmath.quad(angular, [0, mpmath.pi / 8, mpmath.pi / 4, 3 * mpmath.pi / 8, mpmath.pi / 2])
    return mpmath.gamma(size + 1) * 2**size * (1 - rho**2) ** (size + mpmath.mpf(1) / 2) / (2 * mpmath.pi) * total


def paired(first, second, q1, q2, rho):
    """E[phi(u) psi(v)] for {exponent: (coefficient right, coefficient left)}."""
    q1, q2, rho = number(q1), number(q2), number(rho)
    total = mpmath.mpf(0)
    for e1, (r1, l1) in first.items():
        for e2, (r2, l2) in second.items():
            a, b = number(e1), number(e2)
            scale = q1 ** (a / 2) * q2 ** (b / 2)
            total += scale * ((r1 * r2 + l1 * l2) * quadrant(a, b, rho) + (r1 * l2 + l1 * r2) * quadrant(a, b, -rho))
    return total


def side(x, exponent, right=1, left=0):
    return (right if x > 0 else left) * abs(x) ** exponent if x else mpmath.mpf(0)


MIXED = "Piecewise((3*x**a, x > 0), (-2*(-x)**b, True))"

MOMENTS = [
    (ONE_SIDED, "E[phi]", {"q": "7/5", "alpha": "2/7"}, lambda x: side(x, number("2/7"))),
    (ONE_SIDED, "E[phi^2]", {"q": "1/3", "alpha": "9/4"}, lambda x: side(x, number("9/2"))),
    (ONE_SIDED, "E[dphi^2]", {"q": "2", "alpha": "4/5"}, lambda x: number("16/25") * side(x, number("-2/5"))),
    (ONE_SIDED, "E[phi*ddphi]", {"q": "2", "alpha": "6/5"}, lambda x: number("6/25") * side(x, number("2/5"))),
    (ONE_SIDED, "E[ddphi^2]", {"q": "2/3", "alpha": "7/4"}, lambda x: (number("7/4") * number("3/4")) ** 2 * side(x, number("-1/2"))),
    (ONE_SIDED, "E[phi*He_3]", {"q": "1", "alpha": "1/3"}, lambda x: side(x, number("1/3")) * (x**3 - 3 * x)),
    ("Abs(x)**a", "E[phi^4]", {"q": "5/4", "a": "3/7"}, lambda x: side(x, number("12/7"), 1, 1)),
    ("sign(x)*Abs(x)**a", "E[phi*z]", {"q": "1", "a": "3/7"}, lambda x: abs(x) ** number("10/7") if x else 0),
    ("Max(x, 0)**(3/2)", "E[dphi^2]", {"q": "3"}, lambda x: number("9/4") * side(x, 1)),
    ("sqrt(Abs(x))", "E[phi^2*z^2]", {"q": "1"}, lambda x: abs(x) ** 3),
    (
        "Piecewise((3*x**a, x > 0), (-2*(-x)**b, True))",
        "E[phi^3]",
        {"q": "2", "a": "1/3", "b": "5/2"},
        lambda x: side(x, 1, 27, 0) + side(x, number("15/2"), 0, -8),
    ),
    ("(x**2)**(1/3) + x", "E[phi^2]", {"q": "2"}, lambda x: (side(x, number("2/3"), 1, 1) + x) ** 2),
    ("Piecewise(((3*x)**a, x > 0), (0, True))", "E[phi^2]", {"q": "2", "a": "1/3"}, lambda x: number(3) ** number("2/3") * side(x, number("2/3"))),
    ("Abs(x)**(-1/4)", "E[phi^2]", {"q": "2"}, lambda x: side(x, number("-1/2"), 1, 1)),
    ("Abs(x)**sqrt(2)", "E[phi]", {"q": "2"}, lambda x: side(x, mpmath.sqrt(2), 1, 1)),
]


@pytest.mark.parametrize(("text", "quantity", "at", "integrand"), MOMENTS, ids=[f"{m[0]}-{m[1]}" for m in MOMENTS])
def test_moments_of_powers(text, quantity, at, integrand):
    answer = expectation(text, quantity)
    assert answer.status == "closed"
    expected = line(integrand, at["q"])
    assert abs(evaluated(answer.value, at) - expected) < CLOSE * max(1, abs(expected))
    assert answer.certificates(25, 2) and {str(s.verdict) for s in answer.certificates(25, 2)} == {"certified"}


KERNELS = [
    (ONE_SIDED, 0, {"q1": "1", "q2": "7/3", "c": "-3/5", "alpha": "2/7"}, {"2/7": (1, 0)}),
    (ONE_SIDED, 1, {"q1": "1/2", "q2": "7/3", "c": "4/5", "alpha": "9/7"}, {"2/7": (number("9/7"), 0)}),
    ("Max(x, 0)**(5/2)", 0, {"q1": "1", "q2": "2", "c": "1/3"}, {"5/2": (1, 0)}),
    ("Abs(x)**a", 0, {"q1": "1", "q2": "2", "c": "1/3", "a": "4/3"}, {"4/3": (1, 1)}),
    ("sign(x)*Abs(x)**a", 0, {"q1": "3", "q2": "2", "c": "-1/3", "a": "4/3"}, {"4/3": (1, -1)}),
    (MIXED, 0, {"q1": "2", "q2": "3/4", "c": "-2/5", "a": "1/3", "b": "5/2"}, {"1/3": (3, 0), "5/2": (0, -2)}),
    ("Piecewise((x**2 + sqrt(x), x > 0), (x/2, True))", 0, {"q1": "2", "q2": "3/4", "c": "2/5"}, {"2": (1, 0), "1/2": (1, 0), "1": (0, number("-1/2"))}),
]


@pytest.mark.parametrize(("text", "order", "at", "terms"), KERNELS, ids=[f"{k[0]}-{k[1]}" for k in KERNELS])
def test_kernels_of_powers(text, order, at, terms):
    answer = kernel(text, order)
    assert answer.status == "closed"
    expected = paired(terms, terms, at["q1"], at["q2"], at["c"])
    assert abs(evaluated(answer.value, at) - expected) < CLOSE * max(1, abs(expected))


def test_two_different_activations():
    answer = kernel("Max(x, 0)**a", 0, "Abs(x)**b")
    at = {"q1": "2", "q2": "1/2", "c": "1/2", "a": "1/3", "b": "4/5"}
    expected = paired({"1/3": (1, 0)}, {"4/5": (1, 1)}, "2", "1/2", "1/2")
    assert abs(evaluated(answer.value, at) - expected) < CLOSE


def test_a_jump_adds_densities_to_the_derivative_kernel():
    """phi = x_+^(3/2) + 1{x > 0}: phi' = (3/2) sqrt(x_+) + delta."""
    answer = kernel("Max(x, 0)**(3/2) + Heaviside(x)", 1)
    q1, q2, rho = map(number, ("2", "1/2", "1/3"))
    root = mpmath.sqrt(2 * mpmath.pi)

    def given_zero(q):
        return line(lambda x: number("3/2") * side(x, number("1/2")), "1") * (q * (1 - rho**2)) ** number("1/4")

    mixed = given_zero(q1) / (root * mpmath.sqrt(q2)) + given_zero(q2) / (root * mpmath.sqrt(q1))
    both = 1 / (2 * mpmath.pi * mpmath.sqrt(q1 * q2 * (1 - rho**2)))
    expected = paired({"1/2": (number("3/2"), 0)}, {"1/2": (number("3/2"), 0)}, "2", "1/2", "1/3") + mixed + both
    assert abs(evaluated(answer.value, {"q1": "2", "q2": "1/2", "c": "1/3"}) - expected) < CLOSE


@pytest.mark.parametrize("exponent", ["1/2", "3/2", "5/2", "9/2"])
def test_half_whole_powers_in_elliptic_integrals(exponent):
    power = sympy.Rational(exponent)
    goal = Expectation(ORTHANT * sympy.Abs(X) ** power * sympy.Abs(Y) ** power, Gaussian(c))
    value = equal_powers_eq_elliptic.apply(goal).equal.expression()
    assert value.has(sympy.elliptic_e) and not value.has(sympy.hyper)
    expected = quadrant(number(exponent), number(exponent), number("-2/5"))
    assert abs(evaluated(value, {"c": "-2/5"}) - expected) < CLOSE


@pytest.mark.parametrize(
    ("function", "left"),
    [
        ("Max(x, 0)**(3/2)", 0),
        ("Abs(x)**(3/2)", 1),
        ("sign(x)*Abs(x)**(3/2)", -1),
        ("Piecewise((x**(3/2), x > 0), (-2*(-x)**(3/2), True))", -2),
    ],
)
@pytest.mark.parametrize("derivative", [0, 1])
def test_half_whole_kernels_have_an_elliptic_form(function, left, derivative):
    """Among the forms, and by the rule of the same name; both against the quadrants by quadrature."""
    a, scale, mirrored = (number("3/2"), 1, left) if derivative == 0 else (number("1/2"), number("9/4"), -left)
    expected = scale * ((1 + mirrored**2) * quadrant(a, a, number("-2/5")) + 2 * mirrored * quadrant(a, a, number("2/5")))
    at = {"q1": "1", "q2": "1", "c": "-2/5"}
    answer = kernel(function, derivative)
    routed = kernel(function, derivative, route="equal_powers_eq_elliptic")
    (elliptic,) = (form for form in answer.forms() if not form.has(sympy.hyper))
    assert elliptic.has(sympy.elliptic_k) and "equal_powers_eq_elliptic" in routed.derivation.rules
    assert equal_forms(elliptic, routed.value)
    assert abs(evaluated(elliptic, at) - expected) < CLOSE and abs(evaluated(answer.value, at) - expected) < CLOSE


def test_a_form_that_balls_do_not_confirm_is_left_out(monkeypatch):
    monkeypatch.setattr("derive.language.forms.variants.in_elliptic_integrals", lambda form: form * 2)
    answer = kernel("Abs(x)**(3/2)")
    assert not any(form.equals(2 * answer.value) for form in answer.forms())
    assert answer.forms()[0] == answer.value


def test_the_kernel_has_values_at_the_edges():
    """c = 1: E[phi^2] = 2^(a-1) Gamma(a + 1/2)/sqrt(pi); c = -1: 0."""
    value = kernel(ONE_SIDED).value
    at = {"q1": "1", "q2": "1", "alpha": "3/4"}
    assert abs(evaluated(value, at | {"c": "1"}) - line(lambda x: side(x, number("3/2")), "1")) < CLOSE
    assert evaluated(value, at | {"c": "-1"}) == 0


def test_whole_powers_stay_with_the_arcsine():
    assert kernel("Max(x, 0)**2").value.has(sympy.acos, sympy.asin) and not kernel("Max(x, 0)**2").value.has(sympy.hyper)
    assert "dual_kernel_eq_power_moments" not in kernel("Max(x, 0)").derivation.rules


def test_existence_is_a_condition_on_the_exponent():
    slope = expectation(ONE_SIDED, "E[dphi^2]")
    assert slope.exists == "(2*alpha - 1 > 0)"
    assert slope.holds_at({"q": "1", "alpha": "3/4"}) and not slope.holds_at({"q": "1", "alpha": "1/3"})
    with pytest.raises(Diverges):
        slope.enclose(q="1", alpha="1/3")
    assert expectation(ONE_SIDED, "E[ddphi^2]").exists == "(2*alpha - 3 > 0)"
    product = expectation(ONE_SIDED, "E[phi*ddphi]")
    assert product.exists == "(2*alpha - 1 > 0)"
    with pytest.raises(Diverges):
        product.enclose(q="1", alpha="2/5")
    assert expectation("Abs(x)**(-a)", "E[phi^2]").exists == "(1 - 2*a > 0)"
    assert expectation(ONE_SIDED, "E[phi^2]", assume={"alpha": "real"}).exists == "(2*alpha + 1 > 0)"
    slope = kernel("Max(x, 0)**alpha", 1)
    assert slope.exists == "((2*alpha - 1 > 0) | (1 - c**2 > 0))"
    assert slope.enclose(20, alpha="1/2", q1=1, q2=1, c=-1).contains(0) and slope.holds_at({"alpha": "1/3", "q1": 1, "q2": 1, "c": "1/2"})
    with pytest.raises(Diverges):
        slope.enclose(20, alpha="1/2", q1=1, q2=1, c=1)


@pytest.mark.parametrize(
    ("text", "quantity", "status"),
    [
        ("sqrt(Abs(x))", "E[dphi^2]", "diverges"),
        ("Max(x, 0)**(3/2)", "E[ddphi^2]", "diverges"),
        ("Max(x, 0)**(5/2) + Heaviside(x)", "E[dphi^2]", "diverges"),
        ("Max(x, 0)**(5/2) + Max(x, 0)", "E[ddphi^2]", "diverges"),
        ("Abs(x)**(-1/2)", "E[phi^2]", "diverges"),
        ("sqrt(Abs(x))", "E[phi*ddphi]", "diverges"),
        ("Abs(x)**(1/3)", "E[phi^2*ddphi]", "diverges"),
    ],
)
def test_what_does_not_exist(text, quantity, status):
    assert expectation(text, quantity).status == status


@pytest.mark.parametrize(
    ("text", "quantity", "value"),
    [
        ("Abs(x)**(3/4)", "E[phi*ddphi]", lambda x: number("-3/16") * abs(x) ** number("-1/2")),
        ("Max(x, 0)**(3/4)", "E[phi^2*ddphi]", lambda x: number("-3/16") * side(x, number("1/4"))),
        ("1 + Abs(x)**(3/4)", "E[phi*ddphi]", lambda x: (x * x - 2) / 4 * abs(x) ** number("3/4") - number("3/16") * abs(x) ** number("-1/2")),
    ],
)
def test_products_with_a_derivative_that_is_no_function(text, quantity, value):
    """Near 0 the products are functions; what is left of phi'' alone moves onto the density, E[phi''] = E[phi (x^2 - q)]/q^2, here with q = 2."""
    answer = expectation(text, quantity)
    expected = line(value, "2")
    assert abs(evaluated(answer.value, {"q": "2"}) - expected) < CLOSE


def test_powers_are_exact_in_the_normal_form():
    q, a = sympy.symbols("q alpha", positive=True)
    assert equal_forms(q**a * q**a, q ** (2 * a))
    assert equal_forms(q**a * q, q ** (a + 1))
    assert equal_forms(sympy.sqrt(q) * q**a, q ** (a + sympy.Rational(1, 2)))
    assert equal_forms((2 * q) ** a * 2**a, 4**a * q**a)
    assert equal_forms(sympy.gamma(a + 3), (a + 2) * (a + 1) * a * sympy.gamma(a))
    assert equal_forms(q ** sympy.Rational(2, 3) * q ** sympy.Rational(1, 3), q)
    assert not equal_forms(q**a, q ** (a + 1)) and not equal_forms(sympy.gamma(a), sympy.gamma(a + 1))


def test_forms_of_different_fields_are_different_objects():
    """Forms over {a} and over {b} have the same coefficients; a cache that took them for equal would print the wrong letter."""
    a, b = sympy.symbols("a b", positive=True)
    for make in (sympy.gamma, lambda s: sympy.erf(s / 3), sympy.log):
        printed = [normal_form(make(s), field_of([s])).expression() for s in (a, b)]
        assert [e.free_symbols for e in printed] == [{a}, {b}]


def test_hyperbolic_functions_are_exponentials_beside_powers():
    """E[u_+^alpha sinh(v)]: given u = sqrt(q1) z the mean of sinh(v) is exp(q2 (1 - c^2)/2) sinh(sqrt(q2) c z)."""
    at = {"alpha": "1/2", "q1": "1", "q2": "2", "c": "1/3"}
    expected = mpmath.exp(mpmath.mpf(8) / 9) * mpmath.quad(
        lambda t: 2 * t**2 * mpmath.npdf(t**2) * mpmath.sinh(mpmath.sqrt(2) * t**2 / 3), [0, 1, 2, 4]
    )  # z = t^2
    value = kernel(ONE_SIDED, 0, "sinh(x)").enclose(25, **at)
    assert abs(mpmath.mpf(value.short(24)) - expected) < CLOSE


@pytest.mark.parametrize(
    ("quantity", "integrand"),
    [
        ("E[phi]", lambda m: lambda x, z: x**m),
        ("E[phi^2]", lambda m: lambda x, z: x ** (2 * m)),
        ("E[phi*z]", lambda m: lambda x, z: x**m * z),
        ("E[dphi^2]", lambda m: lambda x, z: m * m * x ** (2 * m - 2)),
        ("E[phi*He_3]", lambda m: lambda x, z: x**m * (z**3 - 3 * z)),
    ],
)
def test_whole_powers_with_a_letter_as_exponent(quantity, integrand):
    """x^m on the left is (-1)^m |x|^m; with |x|^m, which even exponents cannot tell apart from it, odd ones are refuted."""
    answer = expectation("x**m", quantity, assume={"m": "positive integer"})
    assert answer.status == "closed"
    of_absolute_value = expectation("Abs(x)**m", quantity, assume={"m": "positive integer"})
    for m in (1, 2, 3, 6):
        for variance in ("1/9", "4"):
            s = mpmath.sqrt(number(variance))
            truth = mpmath.quad(lambda z, s=s, m=m: integrand(m)(s * z, z) * mpmath.npdf(z), [-30, -6, 0, 6, 30])
            assert abs(evaluated(answer.value, {"m": str(m), "q": variance}) - truth) < CLOSE * max(1, abs(truth))
            if m % 2 and quantity in ("E[phi]", "E[phi*z]"):
                assert abs(evaluated(of_absolute_value.value, {"m": str(m), "q": variance}) - truth) > 0.01


def test_the_kernel_of_a_whole_power_with_a_letter_as_exponent():
    """E[u^3 v^3] = q^3 (6 c^3 + 9 c) and E[u^4 v^4] = q^4 (24 c^4 + 72 c^2 + 9), by Isserlis."""
    answer = kernel("x**m", assume={"m": "positive integer"}, equal_variances=True)
    for c_, q_ in ((0.3, 2), (-0.7, 0.5), (1, 1)):
        for m, truth in ((3, q_**3 * (6 * c_**3 + 9 * c_)), (4, q_**4 * (24 * c_**4 + 72 * c_**2 + 9))):
            assert abs(mpmath.mpf(answer.enclose(20, q=q_, c=c_, m=m).value) - truth) < 1e-12
