"""Wrong answers of the mean-field theory that this project once gave: here each is right, beside a control that was right all along.

Expected values come from an independent route: iteration of the variance map by mpmath quadrature, or a formula worked out by hand.
"""

import mpmath
import pytest

from derive import activations, edge_of_chaos
from derive.language.errors import CannotEnclose, Diverges
from derive.meanfield.residual_init import residual_initialization
from derive.meanfield.suprema import contraction_supremum, convergence_domain, slope_supremum
from derive.prose.document import Note, Table
from derive.story import story
from derive.story.chapter import VARIANCES


def limiting_variance(function, sigma_w, start, layers=40):
    """q' = sigma_w^2 E[phi(sqrt(q) Z)^2] from a start, without biases."""
    variance = mpmath.mpf(start)
    for _ in range(layers):
        s = mpmath.sqrt(variance)
        variance = sigma_w**2 * mpmath.quad(lambda z, s=s: function(s * z) ** 2 * mpmath.npdf(z), [-12, -3, 0, 3, 12])
        if variance < 1e-12:
            break
    return variance


@pytest.mark.parametrize(("text", "function", "sigma_w"), [("sin(x)**2", lambda x: mpmath.sin(x) ** 2, 1), ("x**2", lambda x: x * x, 1)])
def test_small_inputs_that_die_out_were_said_to_grow(text, function, sigma_w):
    """sin^2 at sigma_w = 1 was called unbounded, since no other fixed point was found; for x^2 the repelling point 1/3 was called the smallest."""
    assert limiting_variance(function, sigma_w, "0.1") < 1e-12
    found = edge_of_chaos(text).phase(0, sigma_w)
    assert (found.kind, found.q.value) == ("ordered", "0")


def test_controls_that_grow_or_settle():
    assert edge_of_chaos("softplus").phase(0, 2).kind == "unbounded"
    found = edge_of_chaos("softplus").phase(0, 1)
    truth = limiting_variance(lambda x: mpmath.log(1 + mpmath.exp(x)), 1, 1, 80)
    assert found.kind == "ordered" and abs(mpmath.mpf(found.q.value) - truth) < 1e-10


def test_suprema_that_are_infinite_were_the_largest_value_that_was_looked_at():
    """E[(2x)^2] = 4q had the supremum 20851 at q = 5213; zeros beyond 40 were left out of |phi'^2 + phi phi''| of x sin(x)."""
    edge = edge_of_chaos("x**2")
    for supremum in (slope_supremum, contraction_supremum, convergence_domain):
        with pytest.raises(Diverges):
            supremum(edge.moments)
    with pytest.raises(CannotEnclose):
        contraction_supremum(edge_of_chaos("x*sin(x)").moments)


def test_controls_of_finite_suprema():
    """4/pi for erf as q -> 0, 1/2 for cos as q -> oo, where E[sin^2] = (1 - exp(-2q))/2."""
    assert slope_supremum(edge_of_chaos("erf").moments).value.short(8) == mpmath.nstr(4 / mpmath.pi, 8)
    assert abs(float(slope_supremum(edge_of_chaos("cos(x)").moments).value.value) - 0.5) < 1e-7


def test_a_law_for_networks_without_biases_was_nan():
    """E[exp(-2 u^2)] = (1 + 4q)^(-1/2) lets p grow like l^(2/3) where sigma_a = 0, not like sigma_a^2 l."""
    warnings = residual_initialization(activations.of("exp(-x**2)"), 4).warnings
    assert not any("nan" in text for text in warnings) and "L**(2/3)" in warnings[0]
    assert "sqrt(L)" in residual_initialization(activations.of("erf"), 4).warnings[0]


def test_points_of_the_edge_beyond_the_existence_of_moments_were_printed():
    """E[exp(u^2/4)] = (1 - q/2)^(-1/2) is infinite at q = 4; sqrt(-2) sqrt(-4) in the formula of the curve made sigma_b^2 = 8 of it in a report."""
    tables = [block for block in story("exp(x**2/8)").blocks if isinstance(block, Table) and "Points of the edge" in str(block.caption)]
    rows = [["".join(getattr(part, "text", getattr(part, "plain", "")) for part in cell) for cell in row] for row in tables[0].rows]
    assert "infinite" in rows[-1][-1] and rows[-1][2] == "–"
    assert float(rows[0][2]) == 0.25 - 8 * (2 - 0.25) / 0.25  # a control: q - 8 (2 - q)/q at q = 1/4
    edge = edge_of_chaos("exp(x**2/8)")
    with pytest.raises(Diverges):
        edge.at(4)
    assert edge.at("7/4").kind == "repelling"


@pytest.mark.parametrize(("text", "function"), [("arctan", mpmath.atan), ("Max(atan(x), 0)", lambda x: max(mpmath.atan(x), 0))])
def test_second_moments_known_as_an_integral_were_said_to_be_infinite(text, function):
    """Reports of activations whose E[phi^2] is reduced to one real integral had no variance map, no edge and infinite variances."""
    told = story(text)
    notes = [str(block) for block in told.blocks if isinstance(block, Note)]
    assert not any("finite" in words or "no edge of chaos" in words for words in notes if "ddphi" not in words and "φ''" not in words)
    values = [block for block in told.blocks if isinstance(block, Table) and str(block.caption).startswith("E[φ²]")]
    shown = ["".join(getattr(part, "text", getattr(part, "plain", "")) for part in row[1]) for row in values[0].rows]
    for variance, figure in zip(VARIANCES, shown, strict=True):
        scale = mpmath.sqrt(variance.p) / mpmath.sqrt(variance.q)
        truth = mpmath.quad(lambda z, scale=scale: function(scale * z) ** 2 * mpmath.npdf(z), [-12, -3, 0, 3, 12])
        assert abs(mpmath.mpf(figure) - truth) < 1e-9 * truth


def test_a_second_moment_that_is_infinite_is_said_to_be_so():
    """A control: E|u|^(-4/3) is; here the report has a note and no curve."""
    notes = [str(block) for block in story("sign(x)*Abs(x)**Rational(-2, 3)").blocks if isinstance(block, Note)]
    assert any("no variance map" in words for words in notes)


def test_fixed_points_at_very_small_variances_were_overlooked():
    """phi(1000 x)/1000 has the fixed points of phi at a millionth of the variance: it was called unbounded; for x^2 + 10^-6 the larger was the smallest."""

    def curve(x):
        return mpmath.tanh(2000 * x) * 11 / 20000 + 200000 * x**3

    text = "tanh(2000*x)*11/20000 + 200000*x**3"
    truth = limiting_variance(curve, 1, "1e-9", 60)
    found = edge_of_chaos(text).phase(0, 1, 8)
    control = edge_of_chaos("tanh(2*x)*11/20 + x**3/5").phase(0, 1, 15)
    assert found.kind == control.kind == "chaotic"
    assert abs(float(found.q.value) * 10**6 - float(control.q.value)) < 1e-6 and truth < 1e-6
    assert edge_of_chaos("x**2 + 1/1000000").phase(0, "316227766/1000000000").q is None  # its smallest fixed point is near 10^-13
    larger = edge_of_chaos("x**2 + 1/1000").phase(0, "316227766/1000000000")
    assert larger.kind == "ordered" and abs(float(larger.q.value) - 1.0002e-7) < 1e-10


@pytest.mark.parametrize(("text", "scale"), [("1000*tanh(x/1000)", 1000), ("1000*sin(x/1000)", 1000), ("100000*tanh(x/100000)", None)])
def test_variances_that_settle_far_out_were_said_to_grow(text, scale):
    """phi(x/1000) 1000 has the fixed point of phi at a million times the variance; growth was concluded from variances up to 5000."""
    found = edge_of_chaos(text).phase(0, "7/5")
    assert found.kind != "unbounded"
    if scale is not None:
        function = mpmath.tanh if "tanh" in text else mpmath.sin
        truth = limiting_variance(function, mpmath.mpf(7) / 5, "0.5", 60)
        assert found.kind == "chaotic" and abs(float(found.q.value) / scale**2 - truth) < 1e-7
    assert edge_of_chaos(text + " + 2*x").phase(0, "7/5").kind == "unbounded"  # a control: at least 4 q
