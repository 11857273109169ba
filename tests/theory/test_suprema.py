"""M_phi and C_phi against exact values and quadrature."""

import mpmath
import pytest
from flint import arb

from derive import edge_of_chaos
from derive.language.errors import CannotEnclose, Diverges
from derive.meanfield.suprema import contraction_supremum, convergence_domain, slope_supremum


def moments(name, **fixed):
    return edge_of_chaos(name, fixed=fixed).moments


def test_relu_and_elu():
    for supremum in (slope_supremum, contraction_supremum):
        relu = supremum(moments("relu")).value
        assert relu.arb.overlaps(arb(1) / 2) and relu.digits >= 8
        assert supremum(moments("elu", alpha=1)).value.contains(1)


@pytest.mark.slow
def test_tanh_and_gelu():
    assert slope_supremum(moments("tanh")).value.contains(1) and contraction_supremum(moments("tanh")).value.contains(1)
    found = contraction_supremum(moments("gelu"))
    assert abs(float(found.value.value) - 0.5257) < 5e-5 and found.attained.startswith("q = 2.")


def test_point_masses_count_in_m():
    """Hard tanh: E|1{|x| < 1}| + 2 p_q(1), largest where quadrature-free calculus puts it, q = 1/2: erf(1) + 2 exp(-1)/sqrt(pi)."""
    found = contraction_supremum(moments("hard_tanh"))
    with mpmath.workdps(20):
        largest = max(mpmath.erf(1 / mpmath.sqrt(2 * q)) + 2 * mpmath.npdf(1, 0, mpmath.sqrt(q)) for q in mpmath.linspace(0.3, 0.8, 501))
        assert abs(mpmath.mpf(found.value.value) - largest) < 1e-6


def test_a_kink_at_a_place_where_phi_is_not_zero():
    with pytest.raises(Diverges):
        contraction_supremum(moments("Max(x, 0) + 1"))


def test_domains_of_relu():
    """M = C = 1/2, so variance and correlations converge for sigma_w < sqrt(2), which is sharp."""
    found = convergence_domain(moments("relu"))
    assert abs(float(found.variance.value) - 2**0.5) < 1e-6 and found.correlation.overlaps(found.variance)


@pytest.mark.parametrize("text", ["x**2", "x + x**2", "exp(x)", "x**2*sin(x)"])
def test_what_grows_beyond_every_number_has_no_supremum(text):
    """E[phi'^2] of x^2 is 4q, of exp(x) exp(2q), of x^2 sin(x) about q^2/2 + ... ."""
    for supremum in (slope_supremum, contraction_supremum):
        with pytest.raises(Diverges):
            supremum(moments(text))


def test_signs_that_change_without_end_are_not_cut_off():
    """For x sin(x), phi'^2 + phi phi'' is about x^2 cos(2x), and E|phi'^2 + phi phi''| about 2q/pi."""
    with pytest.raises(CannotEnclose):
        contraction_supremum(moments("x*sin(x)"))
    assert contraction_supremum(moments("sin(x)")).value.contains(1) and contraction_supremum(moments("cos(x)")).value.contains(1)


@pytest.mark.slow
def test_a_bump_far_from_the_origin():
    """E|g| is about the variation 8/(3 sqrt 3) of tanh sech^2 times the density at 20, largest at q = 400."""
    found = contraction_supremum(moments("tanh(x - 20)"))

    def size(x):
        t = mpmath.tanh(x - 20)
        return abs((1 - t * t) * (1 - 3 * t * t))

    cuts = [10, 20 - mpmath.atanh(1 / mpmath.sqrt(3)), 20 + mpmath.atanh(1 / mpmath.sqrt(3)), 30]
    largest = max(mpmath.quad(lambda x, q=q: size(x) * mpmath.npdf(x, 0, mpmath.sqrt(q)), cuts) for q in range(395, 403))
    assert abs(float(found.value.value) - largest) < 1e-6


def test_limits_of_waves_come_from_closed_forms():
    """E[(1 - sin(sqrt(q) Z))^2] = 1 + (1 - exp(-2q))/2."""
    found = slope_supremum(moments("x + cos(x)"))
    assert found.attained == "q -> oo" and abs(float(found.value.value) - 1.5) < 1e-7


def test_a_kink_away_from_the_origin():
    """E[phi'^2] = P(sqrt(q) Z > 1) grows to 1/2, and so does E|(phi phi')'|, phi vanishing at its kink."""
    shifted = moments("Max(x - 1, 0)")
    for found in (slope_supremum(shifted), contraction_supremum(shifted)):
        assert found.attained == "q -> oo" and abs(float(found.value.value) - 0.5) < 1e-7
