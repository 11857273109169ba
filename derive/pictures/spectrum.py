"""The Hermite spectrum: which share of E[phi^2] lies at each degree."""

from __future__ import annotations

import numpy as np

from derive.meanfield.moments import moments_of
from derive.pictures.asked import Asked
from derive.pictures.style import LINES, Picture, legend, sheet
from derive.prose.letters import latex_name, plain_name

DEGREES = 31
VARIANCES = (0.25, 1.0, 4.0)
MARKS = "os^"
LEAST = 1e-13


def draw(asked: Asked) -> Picture:
    """a_n^2/E[phi^2] on a logarithmic scale."""
    moments = moments_of(asked.activation)
    moments.require("second")
    every = moments.facts.homogeneity is not None and asked.q is None
    figure, (axis,) = sheet(1, 1, (6.4, 3.8))
    letter = latex_name("q")
    degrees = np.arange(DEGREES)
    variances = (1.0,) if every else VARIANCES if asked.q is None else (float(asked.q),)
    for variance, (colour, _), mark in zip(variances, LINES, MARKS, strict=False):
        share = asked.phi.spectrum(variance, DEGREES) ** 2 / asked.phi.mean_square(variance)
        shown = share > LEAST
        axis.plot(degrees[shown], share[shown], mark, color=colour, markersize=5, label=f"every ${letter}$" if every else f"${letter} = {variance:g}$")
    axis.set(yscale="log", xlabel="$n$", ylabel=f"share of $\\mathrm{{E}}[{latex_name('phi')}^2]$ at degree $n$", title=asked.name, xlim=(-0.7, DEGREES - 0.3))
    legend(axis)
    caption = f"Hermite spectrum of {asked.name}: the kernel is the power series in {plain_name('c')} with these coefficients."
    return Picture("hermite", caption, f"Squares of the Hermite coefficients of {asked.name} against their degree, falling on a logarithmic scale.", figure)
