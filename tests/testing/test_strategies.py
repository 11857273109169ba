"""What the strategies make is what they say."""

from hypothesis import given, settings

from derive.language.functions.activation import Activation
from derive.language.symbols import x
from derive.testing import strategies


@settings(max_examples=25, deadline=None)
@given(strategies.activations(closed=False))
def test_random_activations_are_activations_in_x(expr):
    assert expr.free_symbols <= {x}
    assert Activation.of(expr).pieces


@given(strategies.variances(), strategies.correlations(), strategies.correlations(ends=False))
def test_numbers_are_exact_and_admissible(variance, correlation, inner):
    assert variance.is_Rational
    assert variance > 0
    assert abs(correlation) <= 1
    assert abs(inner) < 1
