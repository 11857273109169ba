"""Whether a quantity exists is part of the answer: the conditions are text that sympy reads, right on both sides of the boundary."""

import pytest
from sympy import Rational, Symbol, sympify
from sympy.logic.boolalg import Boolean, BooleanAtom

from derive import activations, expectation, kernel
from derive.language.errors import CannotEnclose, Diverges, NotDefined

# (activation, quantity, a point where it exists, a point where it does not), each by the convergence of the integral at its critical place
KNOWN = [
    ("exp(x**2)", "E[phi^2]", {"q": "6/25"}, {"q": "1/4"}),
    ("exp(x**2)", "E[phi]", {"q": "12/25"}, {"q": "1/2"}),
    ("exp(x**2)", "E[phi^3]", {"q": "4/25"}, {"q": "1/6"}),
    ("exp(gamma*x**2)", "E[phi^2]", {"q": "1", "gamma": "6/25"}, {"q": "1", "gamma": "1/4"}),
    ("Max(x,0)**alpha", "E[dphi^2]", {"q": "1", "alpha": "13/25"}, {"q": "1", "alpha": "1/2"}),
    ("Max(x,0)**alpha", "E[ddphi^2]", {"q": "1", "alpha": "38/25"}, {"q": "1", "alpha": "3/2"}),
    ("Abs(x)**alpha", "E[dphi^2]", {"q": "1", "alpha": "13/25"}, {"q": "1", "alpha": "1/2"}),
    ("elu", "E[ddphi^2]", {"q": "1", "alpha": "1"}, {"q": "1", "alpha": "2"}),
    ("leaky_relu", "E[ddphi^2]", {"q": "1", "alpha": "1"}, {"q": "1", "alpha": "1/2"}),
    ("Max(x, alpha*x)", "E[ddphi^2]", {"q": "1", "alpha": "1"}, {"q": "1", "alpha": "1/2"}),
    ("Piecewise((x, x > 1), (b, True))", "E[dphi^2]", {"q": "1", "b": "1"}, {"q": "1", "b": "2"}),
]


def _read(text, parameters):
    return sympify(str(text), locals={name: Symbol(name) for name in parameters})


@pytest.mark.parametrize(("text", "quantity", "inside", "outside"), KNOWN, ids=[f"{case[0]}-{case[1]}" for case in KNOWN])
def test_the_condition_holds_where_the_integral_converges_and_nowhere_else(text, quantity, inside, outside):
    answer = expectation(text, quantity)
    condition = _read(answer.exists, answer.parameters)
    for point, expected in ((inside, True), (outside, False)):
        values = {Symbol(name): Rational(number) for name, number in point.items()}
        assert bool(condition.subs(values)) is expected
    assert answer.enclose(5, 20, **inside).digits >= 5
    with pytest.raises(Diverges):
        answer.enclose(5, 20, **outside)


def test_an_enclosed_kernel_of_gaussian_growth_does_not_claim_to_exist_everywhere():
    answer = expectation("exp(x**2)*tanh(x)", "K")
    condition = _read(answer.exists, answer.parameters)
    assert bool(condition.subs({Symbol("q"): Rational(6, 25)})) and not bool(condition.subs({Symbol("q"): 1}))


def test_what_is_not_defined_is_so_with_its_reason():
    for text in ("log(x)", "sqrt(x)", "1/x", "Piecewise((x, x > 0))"):
        with pytest.raises(NotDefined) as caught:
            expectation(text, "E[phi]")
        assert caught.value.stopped


def test_a_jump_makes_the_square_of_the_derivative_infinite():
    for name in ("step", "sign", "hard_shrink"):
        answer = expectation(name, "E[dphi^2]")
        assert (answer.status, answer.exists) == ("diverges", "False")
    assert expectation("Heaviside(x)", "E[phi*ddphi]").status == "undefined"


QUANTITIES = ("E[dphi^2]", "E[ddphi^2]")


@pytest.mark.slow
@pytest.mark.parametrize("name", activations.names())
def test_every_condition_of_the_catalogue_is_read_by_sympy(name):
    for quantity in QUANTITIES:
        answer = expectation(name, quantity, seconds=1)
        for text in (answer.exists, *answer.hypotheses):
            found = _read(text, answer.parameters)
            assert isinstance(found, Boolean | BooleanAtom | bool), (quantity, text)
            assert {s.name for s in getattr(found, "free_symbols", ())} <= set(answer.parameters)
        if answer.status == "closed" and answer.exists is not True:
            assert answer.hypotheses


def test_the_edges_of_a_kernel_belong_to_the_quantity_and_not_to_the_limit_of_its_form():
    """E[phi'(u) phi'(-u)] = 0 for x_+^alpha, although the kernel tends to a positive number as c -> -1 for alpha = 1/2."""
    answer = expectation("Max(x,0)**alpha", "Kdot")
    assert answer.enclose(10, q=1, c=-1, alpha="1/2").value == "0"
    with pytest.raises((Diverges, CannotEnclose)):
        answer.enclose(10, q=1, c=1, alpha="1/2")


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("exp(x**3)", "E[phi]"),
        ("x*exp(x**4) + x", "E[phi^2]"),
        ("exp(Abs(x)**3)", "E[phi*He_1]"),
        ("exp(exp(-x))", "E[dphi^2]"),
        ("Heaviside(-x)*exp(-x**3)", "E[phi]"),
        ("exp(x**4)", "K"),
        ("cosh(exp(x))", "Kdot"),
    ],
)
def test_what_outgrows_every_normal_density_diverges(text, quantity):
    """Such means were called existing, and their values failed one by one."""
    answer = expectation(text, quantity)
    assert (answer.status, answer.exists) == ("diverges", "False") and "faster" in answer.message


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("exp(-x**4)", "E[phi]"), ("exp(x**3 - x**4)", "E[phi]"), ("1/(2+exp(x**3))", "E[phi^2]"), ("exp(-exp(x))", "E[phi]")],
)
def test_what_does_not_outgrow_it_is_left_alone(text, quantity):
    assert expectation(text, quantity).status == "enclosed"


def test_a_kernel_with_one_factor_that_outgrows_it_diverges():
    assert kernel("exp(x**4)", other="cos(x)").status == "diverges"
    assert kernel("exp(x**4)", other="x - x").status == "closed"


@pytest.mark.parametrize(
    ("text", "quantity", "at", "truth"),
    [  # by quadrature over the window
        ("Piecewise((exp(x**2), Abs(x) < 1), (0, True))", "E[phi]", {"q": 1}, "0.95343826925126"),
        ("Piecewise((exp(x**2), Abs(x) < 1), (0, True))", "K", {"q": 1, "c": "1/2"}, "0.9550113681596"),
        ("Piecewise((exp(x**2/4), Abs(x) < 1), (x, True))", "E[phi^2]", {"q": 4}, "4.331521602011312"),
    ],
)
def test_growth_inside_a_window_forbids_no_variance(text, quantity, at, truth):
    """Such means were said to exist for small variances alone: the halves into which a window is split do."""
    answer = expectation(text, quantity)
    assert answer.exists is True and "the formula holds where" in answer.remark
    assert abs(float(answer.enclose(20, 20, **at).value) - float(truth)) < 1e-12


def test_the_growth_of_the_second_function_belongs_to_the_condition():
    answer = kernel("tanh", other="tanh(x)*exp(x**2/4)")
    condition = _read(answer.exists, answer.parameters)
    assert bool(condition.subs(Symbol("q2"), Rational(1, 2))) and not bool(condition.subs(Symbol("q2"), 3))


@pytest.mark.parametrize("text", ["exp(Abs(x)**a)", "exp(x**2*Abs(x)**a/4)", "x + exp(b*Abs(x)**a)"])
def test_of_a_growth_that_was_not_derived_nothing_is_said(text):
    assert expectation(text, "E[phi^2]", seconds=10).exists is None
