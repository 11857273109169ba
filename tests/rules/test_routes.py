"""Two routes to a kernel: truncated moments over orthants, and Price's theorem back from c = 0."""

import pytest

from derive import activations, kernel
from derive.evidence.audit.equation import certify
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import DeriveError
from derive.language.forms.normalize import equal_forms
from derive.language.symbols import c
from derive.pipeline import book

INSIDE = (c > -1, c < 1)
BOTH = (
    ("relu", None),
    ("leaky_relu", None),
    ("gelu", None),
    ("erf", None),
    ("hard_tanh", None),
    ("relu6", None),
    ("hard_swish", None),
    ("hard_shrink", None),
    ("relu2", None),
    ("relu3", None),
    ("abs", None),
    ("step", None),
    ("sign", None),
    ("sin", None),
    ("cos", None),
    ("exp", None),
    ("gaussian", None),
    ("snake", None),
    ("hard_sigmoid", None),
    ("soft_shrink", None),
    ("threshold", None),
    ("triangle", None),
    ("normal_cdf", None),
    ("hermite_function", None),
    ("gabor", None),
    ("x**3-3*x", None),
    ("Max(x-1,0)", None),
    ("Max(x,0) + Max(x,0)**2 - x/3", None),
    ("x*Phi(x-1)", None),
    ("relu", "erf"),
    ("relu", "gelu"),
    ("gelu", "hard_tanh"),
    ("step", "sin"),
    ("Max(x-1,0)", "exp"),
    ("Phi(x)", "step"),
)
SAMPLED = ("relu", "hard_tanh", "gelu", "step")


def function(text):
    return activations.of(text, {}, {})


def by(route, pair, **more):
    first, second = pair
    return kernel(function(first), other=None if second is None else function(second), route=route, **more)


@pytest.mark.parametrize("pair", BOTH, ids=lambda pair: pair if isinstance(pair, str) else " and ".join(p for p in pair if p))
def test_both_routes_close_with_equal_normal_forms(pair):
    price, orthant = by("price", pair), by("orthant", pair)
    assert price.status == orthant.status == "closed", (price.message, orthant.message)
    assert "dual_kernel_eq_price_integral" in price.derivation.rules
    assert "dual_kernel_eq_price_integral" not in orthant.derivation.rules
    assert equal_forms(price.value, orthant.value)
    assert not any(h.free_symbols == {c} for h in price.hypotheses)


@pytest.mark.parametrize("first", [first for first, second in BOTH if second is None])
def test_both_routes_to_the_derivative_kernel_have_equal_normal_forms(first):
    """Price's theorem is not needed where the derivative has point masses and smooth parts only."""
    price, orthant = (by(route, (first, None), derivative=1) for route in ("price", "orthant"))
    assert price.status == orthant.status == "closed", (price.message, orthant.message)
    assert equal_forms(price.value, orthant.value) and not equal_forms(price.value, orthant.value + c)


@pytest.mark.parametrize("name", SAMPLED)
def test_every_step_of_prices_route_is_certified_by_the_auditor(name):
    price = by("price", (name, None))
    assert price.certificate.verdict is Verdict.PROVED, price.certificate


@pytest.mark.parametrize("pair", [("relu", None), ("Max(x-1,0)", None), ("gelu", "hard_tanh")], ids=str)
def test_both_routes_agree_as_balls(pair):
    point = {"q1": "7/5", "q2": "1/2", "c": "-3/5"}
    balls = [by(route, pair).enclose(30, **point) for route in ("price", "orthant")]
    assert balls[0].overlaps(balls[1]) and min(ball.digits for ball in balls) >= 30


@pytest.mark.slow
@pytest.mark.parametrize("pair", BOTH, ids=str)
def test_every_step_of_every_price_derivation_is_certified(pair):
    assert by("price", pair).certificate.verdict is Verdict.PROVED


def test_equal_variances_and_the_derivative_kernel():
    for derivative in (0, 1):
        price, orthant = (by(route, ("hard_tanh", None), derivative=derivative, equal_variances=True) for route in ("price", "orthant"))
        assert price.status == "closed" and equal_forms(price.value, orthant.value)


def test_a_false_antiderivative_is_refuted():
    steps = [step for step in by("price", ("relu", None)).steps if step.rule.name == "correlation_integral_eq_antiderivative"]
    assert steps
    for step in steps:
        assert certify(step.goal, step.equal, INSIDE, 25, 2).verdict is Verdict.CERTIFIED
        assert certify(step.goal, step.equal + c**3 / 10**9, INSIDE, 25, 2).verdict is Verdict.REFUTED


def test_a_route_that_does_not_close_says_so_and_takes_no_other_way():
    found = by("price", ("tanh", None))
    assert found.status == "enclosed" and "route 'price' does not close" in found.message
    assert by(None, ("elu", None)).status == "closed"
    for name in ("elu", "lorentzian", "rectified_power"):
        other = by("price", (name, None))
        assert other.status == "enclosed" and "without it all rules are tried" in other.message


def test_an_unknown_route_is_told_which_there_are():
    with pytest.raises(DeriveError, match="one of orthant, price, or a rule"):
        by("prise", ("relu", None))
    with pytest.raises(DeriveError, match="one of orthant, price, two_gates_eq_arcsine, "):
        by("two_gates_eq_arcsin", ("relu", None))


def test_the_name_of_a_rule_is_a_route_and_unused_ones_are_named():
    assert by("dual_kernel_eq_price_integral", ("relu", None)).derivation.rules[0] == "dual_kernel_eq_price_integral"
    assert "applies to no goal" in by("moment_exp_square_eq_rescaled", ("relu", None)).message
    assert all(by(rule.name, ("step", None)).status == "closed" for rule in book() if rule.routes)
