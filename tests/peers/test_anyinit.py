"""AnyInit 0.4.0, tried with `derive.testing`: moments by quadrature with kinks found by sampling.

    pip install anyinit==0.4.0 -e '.[test]'
    pytest -m peers tests/peers/test_anyinit.py

Smooth functions and kinks at 0 are right to 10^-8 over 2^-14 <= q <= 2^10. A kink that is nearer to 0 than 15/8 is not seen, and
from q = 2^10 on the panels are wider than the steps of tanh and softsign.
"""

import math

import pytest

from derive.testing import LawBroken, check_expectation

pytestmark = pytest.mark.peers

SAME = ("identity", "relu", "relu6", "leaky_relu", "elu", "selu", "celu", "gelu", "gelu_tanh", "sigmoid", "silu", "mish", "softplus", "quick_gelu", "relu2")
NAMES = {**{name: name for name in (*SAME, "log_sigmoid")}, "hardsigmoid": "hard_sigmoid", "hardswish": "hard_swish"}
CLOSE = 1e-8


@pytest.fixture(scope="module")
def anyinit():
    return pytest.importorskip("anyinit", reason="AnyInit is not installed here")


def moment(anyinit, name, part="m2"):
    profile = anyinit.activation_profile(name)
    return lambda q: getattr(profile.moments(0.0, q), part)


@pytest.mark.parametrize("name", NAMES)
def test_right_moments_pass(anyinit, name):
    for part, quantity in (("m2", "E[phi^2]"), ("m4", "E[phi^4]"), ("mean", "E[phi]")):
        assert check_expectation(moment(anyinit, name, part), NAMES[name], quantity, tolerance=CLOSE, examples=8).points > 8


@pytest.mark.parametrize(
    ("name", "ours", "found"),
    [
        ("hardtanh", "hard_tanh", r"q = 1: 0\.51592525\d+ is not 0\.5160585\d+ ± "),
        ("hardshrink", "hard_shrink", r"q = 1: 0\.9723344\d+ is not 0\.9691404\d+ ± "),
        ("softshrink", "soft_shrink", r"q = 1: 0\.41927738\d+ is not 0\.41927852\d+ ± "),
        ("tanh", "tanh", r"q = 1024: 0\.9750747\d+ is not 0\.9750761\d+ ± "),
        ("softsign", "softsign", r"q = 1024: 0\.84646995\d+ is not 0\.84647029\d+ ± "),
    ],
)
def test_kinks_near_zero_and_steps_at_large_variances_are_missed(anyinit, name, ours, found):
    with pytest.raises(LawBroken, match=found):
        check_expectation(moment(anyinit, name), ours, "E[phi^2]", tolerance=CLOSE)


def test_where_kinks_are_seen(anyinit):
    """Those of the hard tanh are at -1 and 1, those of the ReLU6 at 0 and 6."""
    assert anyinit.activation_profile("hardtanh").kinks == [0.0]
    assert anyinit.activation_profile("relu6").kinks == pytest.approx([0.0, 6.0], abs=1e-6)


def test_its_gain_is_that_of_the_second_moment_where_that_can_be_kept(anyinit):
    assert anyinit.gain("relu") == pytest.approx(math.sqrt(2), rel=1e-15)
