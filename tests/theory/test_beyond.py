"""The edge beyond the enclosed range: exact identities, constants at infinity, laws for functions that are linear near 0."""

import mpmath
import pytest
from sympy import Rational, oo, pi, sqrt

from derive import activations, edge_of_chaos
from derive.language.errors import Diverges
from derive.language.symbols import q
from derive.meanfield.beyond import POINCARE, above, below, everywhere, far_constant
from derive.meanfield.moments import moments_of
from derive.meanfield.structure import structure
from derive.theory.near_infinity import slope_fades, tails
from derive.theory.near_linear import near_linear
from derive.theory.near_zero import L, near_zero


def of(name, **fixed):
    return activations.of(name, {}, fixed)


def test_softplus_has_no_edge_at_any_variance():
    """C = 2 (log 2 - 1/2) - 2 log 2 = -1, and sigma_b^2 E[phi'^2] <= C sqrt(q/(2 pi)) wherever it is looked at."""
    theorem = everywhere(of("softplus"))
    assert "no edge at any q" in theorem and "= -1," in theorem
    constant = far_constant(of("softplus"), tails(of("softplus")))
    assert constant.proven and constant.bias.contains(-1)
    with mpmath.workdps(20):
        for q in ("0.1", "1", "10", "100"):
            root = mpmath.sqrt(mpmath.mpf(q))
            cut = [-12, -4 / root, 0, 4 / root, 12] if root > 1 else [-12, -4, 0, 4, 12]
            second = mpmath.quad(lambda z, r=root: mpmath.log1p(mpmath.exp(r * z)) ** 2 * mpmath.npdf(z), cut)
            slope = mpmath.quad(lambda z, r=root: (1 + mpmath.exp(-r * z)) ** -2 * mpmath.npdf(z), cut)
            assert mpmath.mpf(q) * slope - second <= -root / mpmath.sqrt(2 * mpmath.pi)


def test_the_exact_identity_behind_the_bound():
    """sigma_b^2 E[phi'^2] = q E[rho'^2] - E[rho^2] - 2 (a_+ - a_-) phi(0) sqrt(q/(2 pi)) for GELU + 1/3 at q = 2."""
    with mpmath.workdps(20):
        root = mpmath.sqrt(2)

        def mean(g):
            return mpmath.quad(lambda z: g(root * z) * mpmath.npdf(z), [-11, -3, 0, 3, 11])

        def phi(x):
            return x * mpmath.ncdf(x) + mpmath.mpf(1) / 3

        def dphi(x):
            return mpmath.ncdf(x) + x * mpmath.npdf(x)

        left = 2 * mean(lambda x: dphi(x) ** 2) - mean(lambda x: phi(x) ** 2)
        rest = 2 * mean(lambda x: (dphi(x) - (x > 0)) ** 2) - mean(lambda x: (phi(x) - max(x, 0)) ** 2)
        assert abs(left - rest + 2 * mpmath.mpf(1) / 3 * mpmath.sqrt(2 / (2 * mpmath.pi))) < 1e-15


@pytest.mark.parametrize(
    ("name", "kappa"),
    [("gelu", "0.141047395886939"), pytest.param("silu", "0.214978022282742", marks=pytest.mark.slow), ("elu", "0.5")],
)
def test_constants_at_infinity(name, kappa):
    """E[phi'^2] = 1/2 + kappa/sqrt(2 pi q) + ..., phi(0) = 0: C = kappa (kappa from quadrature over the line)."""
    activation = of(name, **({"alpha": 1} if name == "elu" else {}))
    constant = far_constant(activation, tails(activation))
    assert abs(float(constant.bias.value) - float(kappa)) < 1e-9
    found = above(activation)
    assert abs(float(found.bias.coefficient) - 2 * float(kappa) / float(sqrt(2 * pi))) < 1e-7 and found.grows


def test_bounded_periodic_and_power_functions():
    for name, slope in (("sin", 1), ("snake", Rational(1, 3)), ("square", Rational(1, 4)), ("cube", Rational(4, 9)), ("tanh", 1), ("asinh", 1)):
        found = above(of(name, **({"alpha": 1} if name == "snake" else {})))
        assert (found.bias.coefficient, found.bias.power) == (slope, 1)
    assert slope_fades(of("asinh")) and not slope_fades(of("gelu"))
    assert below(of("Max(x, 0)**(3/2)")).bias.coefficient == Rational(1, 9)
    assert everywhere(of("tanh")) == POINCARE and everywhere(of("gelu")) is None


@pytest.mark.parametrize(("name", "radius"), [("hard_tanh", 1), ("relu6", 6), ("Min(Max(x, -2), 3)", 2)])
def test_linear_near_zero(name, radius):
    """The first terms are approached: the quotient of bias tends to 1 like 1 - O(q), that of chi_par - 1 faster than every power."""
    edge, laws = edge_of_chaos(name), near_linear(of(name))
    assert laws.radius == radius
    biases, stabilities = [], []
    for share in (Rational(1, 20), Rational(1, 40)):
        point = edge.at(share * radius**2, 25)
        (q,) = laws.bias.expression.free_symbols
        biases.append(float(point.sigma_b.arb) ** 2 / float(laws.bias.expression.subs(q, share * radius**2)))
        stabilities.append(float(point.chi_par.arb - 1) / float(laws.stability.expression.subs(q, share * radius**2)))
    assert abs(biases[1] - 1) < 0.6 * abs(biases[0] - 1) < 0.1
    assert abs(stabilities[1] - 1) < 1e-6


def test_the_rule_of_hard_tanh_is_the_solution_for_large_depths():
    from derive.meanfield.initialization import initialization

    rule = near_zero(of("hard_tanh")).rule
    ratios = [float(initialization(edge_of_chaos("hard_tanh"), depth, 12).point.sigma_b.value) / float(rule.subs(L, depth)) for depth in (10**3, 10**6)]
    assert abs(ratios[1] - 1) < abs(ratios[0] - 1) < 0.25


def test_where_phi_curves_nowhere_the_whole_edge_is_half_stable():
    found = structure(edge_of_chaos("soft_shrink", fixed={"b": "1/2"}))
    assert [part.kind for part in found.segments] == ["half-stable"] and not found.stable and found.sigma_max == oo


def test_moments_that_are_finite_for_small_variances_only():
    edge = edge_of_chaos("exp(x**2/8)")
    assert edge.at("19/10", 10).kind == "repelling"
    with pytest.raises(Diverges, match="as fast as the normal density falls"):
        edge.at(5)
    assert above(edge.activation).bias is None
    assert not structure(edge).empty


@pytest.mark.parametrize(("text", "degree", "kind"), [("Max(x, 0)**(3/4)", Rational(3, 4), "stable"), ("x**3", 3, "repelling"), ("x*Abs(x)", 2, "repelling")])
def test_homogeneous_functions_are_known_at_every_variance(text, degree, kind):
    """sigma_b^2 = q (k - 1)^2/k^2 and chi_par = (2k - 1)/k."""
    edge = edge_of_chaos(text)
    found = structure(edge)
    (part,) = found.segments
    assert (part.low, part.high, part.kind) == (None, None, kind)
    assert found.below.bias.expression == found.above.bias.expression == q * (degree - 1) ** 2 / Rational(degree) ** 2
    assert found.below.stability.expression == found.above.stability.expression == Rational(degree - 1) / degree
    (point,) = edge.points("1/5", 15).points
    k = float(degree)
    assert abs(float(point.q.value) - 0.04 * k**2 / (k - 1) ** 2) < 1e-14 and abs(float(point.chi_par.value) - (2 * k - 1) / k) < 1e-13
    assert edge.points(0).points == ()
    at = edge.at(point.q.value[:12])
    assert abs(float(at.sigma_b.value) - 0.2) < 1e-9


def test_moments_are_enclosed_where_the_growth_of_a_bounded_function_is_not_seen():
    """0 < exp(x^2) tanh(exp(-x^2)) <= 1: by its growth alone E[phi^2] is known to be finite for q < 1/4, and it is at every variance."""
    moments = moments_of(activations.of("exp(x**2)*tanh(exp(-x**2))"))
    truth = mpmath.quad(lambda z: (mpmath.exp(z * z) * mpmath.tanh(mpmath.exp(-z * z))) ** 2 * mpmath.npdf(z), [-10, -2, 0, 2, 10])
    assert abs(mpmath.mpf(moments.at("second", Rational(1), 20).str(25, radius=False)) - truth) < 1e-14
