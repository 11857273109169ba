"""Tangent kernels against iteration of their recursion on closed-form maps."""

import math

import pytest
from sympy import Rational, log, symbols

from derive import edge_of_chaos
from derive.language.errors import DeriveError
from derive.meanfield.tangent import Parametrisation, tangent_growth
from derive.theory.recurrence import LocalMap, l
from derive.theory.tangent_kernel import diagonal, off_diagonal, tangent_kernel

HALF = Rational(1, 2)


def relu(u):
    """1 - f and f' at c = 1 - u, without cancellation."""
    angle = 2 * math.asin(math.sqrt(u / 2))
    tail = math.sin(angle) - angle * math.cos(angle) if angle > 0.05 else angle**3 / 3 - angle**5 / 30 + angle**7 / 840
    return u - tail / math.pi, 1 - angle / math.pi


def sine(u):
    """The same for sin on its edge at q = 1."""
    return 2 * math.cosh(1 - u / 2) * math.sinh(u / 2) / math.cosh(1), math.cosh(1 - u) / math.cosh(1)


def ratios(step, until):
    """Theta_L(x, x')/L for S = 1 on the diagonal, from c = 1/2, at L = until/2 and until."""
    u, theta, found = 0.5, 0.0, []
    for depth in range(1, until + 1):
        u, slope = step(u)
        theta = 1 - u + slope * theta
        if depth in (until // 2, until):
            found.append(theta / depth)
    return found


@pytest.mark.parametrize(("name", "point", "step", "limit"), [("relu", None, relu, 1 / 4), ("sin", 1, sine, 1 / 3)])
def test_off_diagonal_on_the_edge(name, point, step, limit):
    """Less the first correction, what is left falls like 1/L; without it like log(L)/L."""
    edge = edge_of_chaos(name)
    found = tangent_growth(edge, 0 if point is None else edge.at(point).sigma_b.value[:25])
    assert abs(float(found.ratio.value) - limit) < 1e-15
    factor = float(found.next.partition("*")[0])
    assert found.next.endswith("log(L)/L")
    until = 2**16
    left = [(ratio - limit - factor * math.log(depth) / depth) * depth for ratio, depth in zip(ratios(step, until), (until // 2, until), strict=True)]
    assert abs(left[1] - left[0]) < 1e-3 < 0.05 * abs(factor) * math.log(2)


def test_a_half_power_gives_a_correction_of_half_order():
    limit, correction = off_diagonal(LocalMap({1: 1, Rational(3, 2): -HALF}, Rational(2)))
    assert limit == Rational(1, 3)
    u, theta, left = 0.3, 0.0, {}
    for depth in range(1, 2**17 + 1):
        slope = 1 - 2 * u + 1.25 * u**1.5
        u *= 1 - u + u**1.5 / 2
        theta = 1 + slope * theta
        if depth in (2**15, 2**17):
            left[depth] = theta / depth - 1 / 3
    predicted = float(correction.subs(l, 2**17))
    assert abs(left[2**17] - predicted) < 0.15 * abs(predicted)
    assert abs(left[2**15] / left[2**17] - 2) < 0.25  # a fourfold depth halves it


def test_kinks_have_one_correction_as_long_as_phi_is_piecewise_linear():
    s = symbols("s", positive=True)
    assert off_diagonal(LocalMap({HALF: s}, Rational(3, 2))) == (Rational(1, 4), 3 * log(l) / (8 * l))


@pytest.mark.parametrize("parametrisation", list(Parametrisation))
def test_off_the_edge_the_recursion_of_erf_settles_or_grows(parametrisation):
    edge = edge_of_chaos("erf")
    for sigma_b, sigma_w, kind in ((0.5, 0.5, "ordered"), (0.25, 2.0, "chaotic")):
        found = tangent_growth(edge, str(sigma_b), str(sigma_w), parametrisation)
        q, k, same, apart = 1.0, 0.3, 0.0, 0.0
        for depth in range(300):
            below = (q, q), (q, k)
            (rate_same, mean_same), (rate, mean) = (
                (4 / (math.pi * math.sqrt((1 + 2 * a) ** 2 - 4 * b * b)), 2 / math.pi * math.asin(2 * b / (1 + 2 * a))) for a, b in below
            )
            q, k = (sigma_b**2 + sigma_w**2 * m for m in (mean_same, mean))
            own_same, own = (q, k) if parametrisation is Parametrisation.NTK else (mean_same, mean)
            before = same
            same, apart = own_same + sigma_w**2 * rate_same * same, own + sigma_w**2 * rate * apart
            growth = same / before if depth else 0.0
        assert found.kind == kind and abs(float(found.limit.value) / apart - 1) < 1e-9
        if kind == "ordered":
            assert abs(same / apart - 1) < 1e-9 and float(found.ratio.value) == 1
        else:
            factor, _, base = found.diagonal.partition("*")
            base = float(base.removesuffix("**L"))
            assert abs(growth / base - 1) < 1e-6 and float(factor) > 0


def test_the_sum_over_layers():
    S, chi = symbols("S chi", positive=True)
    theta = 0
    for _ in range(5):
        theta = S + chi * theta
    assert (diagonal(S, chi, 5) - theta).simplify() == 0


def test_one_layer_as_goals():
    from derive import activations
    from derive.evidence.lower import enclose
    from derive.language.symbols import c, q1, q2, sigma_b, sigma_w

    step = tangent_kernel(activations.find("erf"), before=Rational(3))
    at = {q1: 1, q2: 2, c: Rational(1, 3), sigma_b: 1, sigma_w: 1}
    k = math.sqrt(2) / 3
    true = 1 + 2 / math.pi * math.asin(2 * k / math.sqrt(15)) + 3 * 4 / (math.pi * math.sqrt(15 - 4 * k * k))
    assert abs(float(enclose(step, at, 15).value) - true) < 1e-13


def test_where_nothing_is_known_the_reason_is_told():
    with pytest.raises(DeriveError, match="no stable point"):
        tangent_growth(edge_of_chaos("gelu"), "1/5")
    with pytest.raises(DeriveError, match="die out"):
        tangent_growth(edge_of_chaos("relu"), 0, 1)
