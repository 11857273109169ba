"""A residual network x' = x + V phi(W x + b) + a: how its variance and its gradients grow, in the limit and in random networks."""

from __future__ import annotations

import numpy as np
from sympy import S, lambdify

from derive.language.errors import DeriveError
from derive.meanfield.moments import moments_of
from derive.meanfield.residual import ResidualNetwork
from derive.pictures.asked import Asked
from derive.pictures.floats import Array
from derive.pictures.style import BLUE, INK, ORANGE, RED, Picture, legend, sheet
from derive.simulation.estimate import sample_networks
from derive.simulation.network import Network
from derive.theory.recurrence import l
from derive.theory.residual import Law

DEPTH, WIDTH, SAMPLES = 64, 300, 8
SIGMA_W = 1.0
EXPLODED = 1e30  # a variance from which on nothing is learnt
FEWEST = 2  # layers of a picture
LARGEST = 1e100  # that an axis shows


def draw(asked: Asked) -> Picture:
    """p_l, the variance, and chi_l, the squared gradient at layer l over that at the last."""
    moments_of(asked.activation).require("second", "slope")
    width, bias = float(asked.sigma_w or SIGMA_W), float(asked.sigma_b or 0)
    p, chi = limits(asked, width, bias)
    depth = len(p) - 1
    if depth < FEWEST:
        raise DeriveError(f"a residual network of {asked.name}", f"its variance overflows after {depth} layers", "a smaller --sigma-w")
    network = Network(asked.phi.at, lambda values: asked.phi.at(values, 1), WIDTH, depth + 1, width, bias, "residual")
    found = sample_networks(network, 1.0, 0.5, SAMPLES, asked.seed)
    layers = np.arange(depth + 1)
    figure, (left, right) = sheet(1, 2, (8.0, 3.8))
    derived = laws(asked, width, p)
    for axis, curve, law, seen, name in ((left, p, derived[0], found.q, "p_\\ell"), (right, chi, derived[1], found.gradient, "\\chi_\\ell / \\chi_L")):
        axis.plot(layers, drawable(curve), color=BLUE, label="the infinite network")
        if law is not None:
            axis.plot(layers[1:], drawable(law[1:]), color=INK, linestyle="--", linewidth=1.3, label="derived law")
        places = np.arange(0, depth + 1, max(1, depth // 8))
        places = places[np.isfinite(drawable(seen.mean[places] + seen.half[places]))]
        low = np.minimum(seen.half[places], 0.999 * seen.mean[places])
        axis.errorbar(
            places, seen.mean[places], yerr=[low, seen.half[places]], fmt="o", color=RED, ecolor=ORANGE, markersize=4.5, capsize=2.5, label="random networks"
        )
        axis.set(yscale="log", xlabel="layer $\\ell$", ylabel=f"${name}$")
    left.set_title("variance of the signal")
    right.set_title("squared gradient, last layer = 1")
    figure.suptitle(f"{asked.name} in a residual network, $\\sigma_v = 1$, $\\sigma_w = {width:g}$, $\\sigma_b = {bias:g}$", fontsize=10.5)
    legend(left)
    caption = f"Residual network of {asked.name}, with the derived laws; bars are 99 % intervals of {SAMPLES} random networks of width {WIDTH}."
    alt = f"Two plots against the layer: the variance of the signal grows, the gradient grows towards the input, for {asked.name}."
    return Picture("residual", caption, alt, figure)


def drawable(values: Array) -> Array:
    """The values, but for those that overflow on an axis or nearly so."""
    return np.where((values > 1 / LARGEST) & (values < LARGEST), values, np.nan)


def laws(asked: Asked, sigma_w: float, p: Array) -> tuple[Array | None, Array | None]:
    """The derived laws of p and of the gradient; where a constant depends on the start, it is taken from the last layer. None where none is derived."""
    try:
        network = ResidualNetwork(asked.activation)
        variance, gradient = (_values(law, sigma_w, len(p) - 1) for law in (network.variance, network.gradient_without_biases))
    except DeriveError:
        return None, None
    if variance is not None and network.variance.up_to_factor:
        variance *= p[-1] / variance[-1]
    return variance, None if gradient is None else np.exp(np.minimum(gradient[-1] - gradient, 700.0))


def _values(law: Law, sigma_w: float, depth: int) -> Array | None:
    """A law at l = 0, 1, ..., with sigma_v = 1 and sigma_a = 0."""
    if law.leading is None:
        return None
    known = {"sigma_v": 1.0, "sigma_a": 0.0, "sigma_w": sigma_w}
    at = law.leading.subs({symbol: known[symbol.name] for symbol in law.leading.free_symbols if symbol.name in known})
    if at.free_symbols - {l} or at.has(S.NaN, S.ComplexInfinity):
        return None
    with np.errstate(all="ignore"):
        values: Array = np.broadcast_to(lambdify(l, at, "numpy")(np.arange(depth + 1.0)), (depth + 1,)).astype(float)
    return values


def limits(asked: Asked, sigma_w: float, sigma_b: float) -> tuple[Array, Array]:
    """p' = p + V(q), chi = chi' (1 + sigma_w^2 E[phi'^2]), with q = sigma_w^2 p + sigma_b^2, from p_0 = 1 and chi_L = 1, as deep as it is not too large."""
    p, factors = [1.0], []
    for _ in range(DEPTH):
        inner = sigma_w**2 * p[-1] + sigma_b**2
        factor, after = 1 + sigma_w**2 * asked.phi.mean_square(inner, 1), p[-1] + asked.phi.mean_square(inner)
        if not factor * after < EXPLODED:
            break
        factors.append(factor)
        p.append(after)
    chi = np.cumprod(np.array([1.0, *factors[::-1]]))[::-1]
    return np.array(p), chi
