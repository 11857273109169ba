"""The edge of chaos against values from a secant method on quadratures, and against its own equations in mpmath."""

import mpmath
import pytest
from edge_values import CHI_PAR, POINTS, REPELLING, agrees
from flint import arb
from sympy import sqrt

from derive import edge_of_chaos
from derive.language.errors import DeriveError, Diverges, NotDefined
from derive.meanfield.edge import NoPoint
from derive.meanfield.structure import structure

QUICK = ["tanh", "elu", "gelu", "erf", "sin", "arctan"]


def edge(name):
    return edge_of_chaos(name, fixed={"alpha": 1} if name == "elu" else {})


@pytest.mark.parametrize(
    ("name", "reference"),
    [pytest.param(name, point, marks=() if name in QUICK else pytest.mark.slow, id=f"{name} {point[0]}") for name, rows in POINTS.items() for point in rows],
)
def test_points_are_those_of_an_independent_computation(name, reference):
    sigma_b, q, sigma_w, beta = reference
    found = edge(name).points(sigma_b, 20)
    (point,) = found.points
    assert found.complete
    for ball, text in ((point.q, q), (point.sigma_w, sigma_w), (point.beta_q, beta)):
        assert agrees(ball, text) and ball.digits >= 18
    assert point.stable is ((name, sigma_b) not in REPELLING)
    if (name, sigma_b) in CHI_PAR:
        assert agrees(point.chi_par, CHI_PAR[name, sigma_b])


@pytest.mark.parametrize(("name", "function", "slope"), [("tanh", mpmath.tanh, lambda x: mpmath.sech(x) ** 2), ("sin", mpmath.sin, mpmath.cos)])
def test_a_point_solves_its_equations(name, function, slope):
    point = edge(name).points("0.3", 25).points[0]
    with mpmath.workdps(30):
        q, bias, width = (mpmath.mpf(ball.value) for ball in (point.q, point.sigma_b, point.sigma_w))
        mean = [mpmath.quad(lambda z, g=g: g(mpmath.sqrt(q) * z) ** 2 * mpmath.npdf(z), mpmath.linspace(-14, 14, 29)) for g in (function, slope)]
        assert abs(bias**2 + width**2 * mean[0] - q) < 1e-22
        assert abs(width**2 * mean[1] - 1) < 1e-22


def test_a_kinked_function_decays_like_the_square():
    """4/s^2 measured on the square-root coefficient of 1 - f' for hard tanh."""
    for sigma_b, constant in (("0.1", "1902.377899359494"), ("0.2", "361.612007413864"), ("0.5", "55.00698219267553"), ("1", "15.71504422371759")):
        (point,) = edge("hard_tanh").points(sigma_b, 18).points
        assert point.beta_q is None and point.decay.exponent == 2 and agrees(point.decay.constant, constant)


def test_relu_like_functions_have_one_point():
    point = edge("relu").points(0).points[0]
    assert (point.q, point.kind, point.sigma_b.value) == (None, "neutral", "0")
    assert point.sigma_w.overlaps(type(point.sigma_w)(arb(2).sqrt()))
    assert agrees(point.decay.constant, "44.413219804902113785")  # 9 pi^2/2
    assert edge("relu").points("1/10").points == ()
    leaky = edge_of_chaos("leaky_relu", fixed={"alpha": "1/10"}).points(0).points[0]
    assert agrees(leaky.decay.constant, "69.0533844276492")


def test_the_curve_is_closed_where_its_moments_are():
    assert str(edge("relu").curve.sigma_b2) == "0"
    curve = edge("sin").curve
    (q,) = curve.sigma_b2.free_symbols
    assert curve.closed
    assert abs(float(curve.sigma_b2.subs(q, 2)) - (2 - mpmath.tanh(2))) < 1e-14
    assert abs(float(curve.sigma_w2.subs(q, 2)) - (1 + mpmath.tanh(2))) < 1e-14
    assert not edge("tanh").curve.closed


def test_gelu_is_half_stable_at_an_exact_variance():
    found = structure(edge("gelu"))
    (special,) = found.specials
    assert [part.kind for part in found.segments] == ["repelling", "stable"]
    assert special.exact == (3 + sqrt(17)) / 2
    assert agrees(special.point.sigma_b, "0.415839380958643") and not special.point.stable
    assert agrees(special.point.q, "3.5615528128088302749")


@pytest.mark.slow
def test_where_silu_is_stable_and_where_sigmoid_begins():
    (special,) = structure(edge("silu")).specials
    assert agrees(special.point.q, "14.3201736180258") and agrees(special.point.sigma_b, "0.745079304988")
    found = structure(edge("sigmoid"))
    assert [part.kind for part in found.segments] == ["none", "stable"]
    assert agrees(found.specials[0].point.sigma_w, "10.14926371001953")


def test_odd_functions_have_an_edge_at_every_variance():
    found = structure(edge("tanh"))
    assert [part.kind for part in found.segments] == ["stable"] and "Poincare" in found.everywhere


@pytest.mark.slow
def test_softplus_has_no_edge_and_shifted_softplus_none_that_is_stable():
    assert not structure(edge("softplus")).exists
    shifted = structure(edge("shifted_softplus"))
    assert shifted.exists and not shifted.stable
    assert edge("softplus").points(1).points == ()


def test_affine_and_constant_functions():
    assert edge("x").points(0).points[0].decay is None
    assert edge("x + 1").points("1/5").points == () and "empty" in edge("x + 1").points("1/5").message
    with pytest.raises(NotDefined, match="constant"):
        edge("0*x + 1")


def test_a_point_that_does_not_exist_says_why():
    with pytest.raises(NoPoint, match="negative"):
        edge("sigmoid").at(1)
    with pytest.raises(Diverges, match="not finite"):
        edge("step")
    for wrong in (lambda: edge("tanh").at(0), lambda: edge("tanh").points(-1), lambda: edge_of_chaos("leaky_relu").at(1)):
        with pytest.raises(DeriveError):
            wrong()
