"""Products of functions of different classes against quadrature: smooth partners, exponentials, waves, and normal distribution functions beside them."""

import numpy as np
import pytest
from scipy.special import erf, ndtr
from sympy import Lambda, Rational

from derive import activations, expectation, kernel
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError
from derive.language.symbols import c, q, q1, q2, x

NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)
EDGE = 10
KERNELS = [
    ("x/(1+abs(x))", lambda u: u / (1 + abs(u)), "exp(x/2)", lambda v: np.exp(v / 2)),
    ("1/(1+abs(x))", lambda u: 1 / (1 + abs(u)), "x*sin(x+1)", lambda v: v * np.sin(v + 1)),
    ("Heaviside(x)/(1+x**2)", lambda u: (u > 0) / (1 + u * u), "x*exp(-x**2+x)*cos(x-1)", lambda v: v * np.exp(v - v * v) * np.cos(v - 1)),
    ("log(abs(x))", lambda u: np.log(abs(u)), "exp(-x/3)*sin(x/2)", lambda v: np.exp(-v / 3) * np.sin(v / 2)),
    ("atan(x-1)", lambda u: np.arctan(u - 1), "cos(2*x)", lambda v: np.cos(2 * v)),
    ("relu(x)", lambda u: np.maximum(u, 0), "exp(-x**2)/(1+x**2)", lambda v: np.exp(-v * v) / (1 + v * v)),
    ("Heaviside(x)*exp(-x**2)", lambda u: (u > 0) * np.exp(-u * u), "atan(x)*exp(-x)", lambda v: np.arctan(v) * np.exp(-v)),
]
PAIRS = [("1", "2", "1/2"), ("1/50", "3/2", "-9/10"), ("4", "1/3", "-99/100"), ("1/1000000", "1", "1/3")]
MOMENTS = [
    ("Phi(x)/(x**2+x+1)", "E[phi]", lambda x, z: ndtr(x) / (x * x + x + 1)),
    ("exp(-x/2)*erf(x+1)/(1+x**2)**2", "E[phi]", lambda x, z: np.exp(-x / 2) * erf(x + 1) / (1 + x * x) ** 2),
    ("Phi(x)*exp(-x**2/2)/(1+x**2)", "E[phi*z]", lambda x, z: ndtr(x) * np.exp(-x * x / 2) / (1 + x * x) * z),
    ("log(1+x**2)*cos(3*x)", "E[phi]", lambda x, z: np.log1p(x * x) * np.cos(3 * x)),
    ("log(abs(x-1))*cos(2*x)", "E[phi*z]", lambda x, z: np.log(abs(x - 1) + 1e-300) * np.cos(2 * x) * z),
    ("x**2*atan(x+1)*exp(-x**2)*cos(x)", "E[phi]", lambda x, z: x * x * np.arctan(x + 1) * np.exp(-x * x) * np.cos(x)),
    ("relu(x)**(1/2)*Phi(2*x)", "E[phi*z]", lambda x, z: np.sqrt(np.maximum(x, 0)) * ndtr(2 * x) * z),
    ("atan(x-1)*Phi(2-x)", "E[phi]", lambda x, z: np.arctan(x - 1) * ndtr(2 - x)),
]


def panels(places):
    """Gauss-Legendre nodes on panels that shrink towards the places."""
    steps = [4 * 2.0**-k for k in range(46)]
    ends = np.array(sorted({*np.linspace(-EDGE, EDGE, 41), *(p + s * d for p in places for d in steps for s in (1, -1)), *places}))
    ends = ends[(abs(ends) <= EDGE) & np.append(np.diff(ends) > 1e-15, True)]
    half = np.diff(ends)[:, None] / 2
    return (ends[:-1, None] + half * (NODES + 1)).ravel(), (half * WEIGHTS).ravel()


def plane(first, second, variances, rho):
    (one, other), (grid, weights) = np.sqrt(variances), panels([0.0])
    total, smooth = 0.0, panels([])
    for place in np.array_split(np.arange(grid.size), 1 + grid.size // 400):
        v = other * (rho * grid[place, None] + np.sqrt(1 - rho**2) * smooth[0])
        inner = second(v) @ (smooth[1] * np.exp(-(smooth[0] ** 2) / 2))
        total += np.sum(weights[place] * first(one * grid[place]) * np.exp(-(grid[place] ** 2) / 2) * inner)
    return total / (2 * np.pi)


@pytest.mark.slow
@pytest.mark.parametrize(("first", "f", "second", "g"), KERNELS, ids=[f"{one}, {two}" for one, _, two, _ in KERNELS])
def test_kernels_with_a_smooth_partner_agree_with_quadrature(first, f, second, g):
    answer = kernel(first, 0, second)
    assert answer.status == "closed"
    for pair in PAIRS:
        v1, v2, rho = map(Rational, pair)
        value = float(enclose(answer.value, {q1: v1, q2: v2, c: rho}, 15).value)
        true = plane(f, g, (float(v1), float(v2)), float(rho))
        assert value == pytest.approx(true, rel=1e-8, abs=1e-10)
        assert value != pytest.approx(plane(f, g, (float(v1), 1.1 * float(v2)), float(rho)), rel=1e-8, abs=1e-13)


@pytest.mark.slow
@pytest.mark.parametrize(("text", "quantity", "function"), MOMENTS, ids=[f"{text} {quantity}" for text, quantity, _ in MOMENTS])
def test_moments_of_products_agree_with_quadrature(text, quantity, function):
    answer = expectation(text, quantity)
    assert answer.status == "closed"
    for variance in ("1/1000000", "1/50", "7/2", "30"):
        root = float(Rational(variance)) ** 0.5
        grid, weights = panels([p / root for p in (-1, 0, 1, 2) if abs(p / root) < EDGE] + [0.0])
        true = np.sum(weights * function(root * grid, grid) * np.exp(-(grid**2) / 2)) / np.sqrt(2 * np.pi)
        assert float(enclose(answer.value, {q: Rational(variance)}, 15).value) == pytest.approx(true, rel=1e-7, abs=1e-11)


@pytest.mark.parametrize("rho", [1, -1])
def test_kernels_of_tilted_functions_at_the_edge(rho):
    answer = kernel("exp(-x**2)/(1+x**2)", 0, "relu", seconds=60)
    grid, weights = panels([0.0])
    true = np.sum(weights * np.exp(-2 * grid**2) / (1 + 2 * grid**2) * np.maximum(rho * grid, 0) * np.exp(-(grid**2) / 2)) / np.sqrt(6 * np.pi)
    assert float(answer.enclose(20, q1=2, q2="1/3", c=rho).value) == pytest.approx(true, rel=1e-10)


def test_a_logarithm_that_stays_open_says_so():
    assert expectation("erf(x)*log(abs(x))*x", "E[phi]").status == "enclosed"


def test_a_function_may_not_contain_its_own_variance():
    with pytest.raises(DeriveError, match="reserved"):
        activations.of(Lambda(x, q * x))
