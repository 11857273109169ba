"""1 - c_l against l on the edge: the recurrence in floats, the derived law and its correction, and random networks of finite width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from sympy import lambdify

from derive.language.errors import DeriveError
from derive.language.symbols import q
from derive.pictures.asked import Asked
from derive.pictures.floats import Array, gap_map
from derive.pictures.style import BLUE, GREEN, INK, ORANGE, RED, Picture, legend, sheet
from derive.prose.letters import latex_name, plain_name
from derive.simulation.estimate import sample_networks
from derive.simulation.network import Network
from derive.theory.local_map import local_map
from derive.theory.recurrence import decay as decay_of
from derive.theory.recurrence import l

DEPTH, START = 1000, 0.5
WIDTH, LAYERS, SAMPLES = 400, 64, 8


def draw(asked: Asked) -> Picture:
    """Log-log, from 1 - c_0 = 1/2."""
    point = asked.point
    if point.decay is None:
        raise DeriveError(f"the decay of correlations of {asked.name}", point.reason or "none is claimed", "another activation")
    layers = np.arange(1, DEPTH + 1)
    figure, (axis,) = sheet(1, 1, (6.2, 4.4))
    axis.plot(layers, orbit(asked), color=BLUE, label="the infinite network")
    law, corrected = laws(asked)
    axis.plot(layers, law(layers), color=INK, linestyle="--", linewidth=1.3, label=f"law: ${_told(asked)}$")
    if corrected is not None:
        values = corrected(layers)
        shown = np.where((values > 0) & (values < 4 * law(layers)), values, np.nan)
        axis.plot(layers, shown, color=GREEN, linestyle="-.", linewidth=1.5, label="with its correction")
    simulated(axis, asked)
    low = float(np.min(law(layers[-1:]))) / 3
    axis.set(xscale="log", yscale="log", xlim=(1, DEPTH), ylim=(low, 1.2), xlabel="layer $\\ell$", ylabel=f"$1 - {latex_name('c')}_\\ell$")
    bias, width = (ball.short(4) for ball in (point.sigma_b, point.sigma_w))
    axis.set_title(f"{asked.name}, $\\sigma_b = {bias}$, $\\sigma_w = {width}$ ({point.kind})")
    legend(axis, loc="lower left")
    letter = plain_name("c")
    bars = f"Bars: 99 % intervals of {SAMPLES} random networks of width {WIDTH}."
    caption = f"How fast correlations converge on the edge of {asked.name}: 1 − {letter} after ℓ layers against ℓ. {bars}"
    alt = f"Log-log plot of one minus the correlation against the layer for {asked.name}, with the derived law {_told(asked).replace(chr(92) + 'ell', 'l')}."
    return Picture("decay", caption, alt, figure)


def orbit(asked: Asked) -> Array:
    """1 - c_l for l = 1, 2, ..."""
    width2 = float(asked.point.sigma_w.arb.mid()) ** 2
    step = gap_map(asked.activation, asked.variance, width2)
    found = np.empty(DEPTH)
    gap = 1 - START
    for i in range(DEPTH):
        gap = step(gap)
        found[i] = gap
    return found


Curve = Callable[[Array], Array]


def laws(asked: Asked) -> tuple[Curve, Curve | None]:
    """The derived law, and the law with its first correction."""
    decay = asked.point.decay
    assert decay is not None
    constant, power = float(decay.constant.arb.mid()), float(decay.exponent)

    def law(layers: Array) -> Array:
        return constant * layers.astype(float) ** -power

    local = local_map(asked.activation)
    found = None if local is None else decay_of(local)
    if found is None or found.coefficient is None or decay.next is None:
        return law, None
    from derive.evidence.lower import enclose

    factor = float(enclose(found.constant * found.coefficient, {q: _fraction(asked.variance)}, 12, 5.0).arb.mid())
    shape = lambdify(l, found.shape * l ** (-found.exponent), "numpy")
    return law, lambda layers: law(layers) + factor * shape(layers.astype(float))


def _fraction(number: float) -> Any:
    from sympy import Rational

    return Rational(number).limit_denominator(10**9)


def _told(asked: Asked) -> str:
    decay = asked.point.decay
    assert decay is not None
    power = "\\ell" if decay.exponent == 1 else f"\\ell^{decay.exponent}"
    return f"{decay.constant.short(4)}/{power}"


def simulated(axis: Any, asked: Asked) -> None:
    """Random networks at powers of two, with intervals."""
    point = asked.point
    width, bias = (float(ball.arb.mid()) for ball in (point.sigma_w, point.sigma_b))
    network = Network(asked.phi.at, lambda values: asked.phi.at(values, 1), WIDTH, LAYERS + 1, width, bias)
    found = sample_networks(network, asked.variance, START, SAMPLES, asked.seed)
    places = np.array([2**k for k in range(7) if 2**k <= LAYERS])
    gap, half = 1 - found.c.mean[places], found.c.half[places]
    below = np.minimum(half, 0.999 * gap)
    axis.errorbar(places, gap, yerr=[below, half], fmt="o", color=RED, ecolor=ORANGE, markersize=4.5, capsize=2.5, label="random networks")
