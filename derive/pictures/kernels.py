"""K and the derivative kernel against the correlation, each in units of its value at c = 1."""

from __future__ import annotations

import numpy as np

from derive.language.errors import DeriveError
from derive.meanfield.moments import moments_of
from derive.pictures.asked import Asked
from derive.pictures.style import LINES, Picture, legend, primed, sheet
from derive.prose.letters import latex_name, plain_name

VARIANCES = (0.25, 1.0, 4.0)


def draw(asked: Asked) -> Picture:
    """One axis a kernel."""
    moments = moments_of(asked.activation)
    moments.require("second")
    orders = [0, 1] if moments.exists("slope") else [0]
    figure, axes = sheet(1, len(orders), (3.6 * len(orders) + (0.4 if len(orders) > 1 else 1.4), 3.5))
    c, name = np.linspace(-1, 1, 201), latex_name("phi")
    every = moments.facts.homogeneity is not None and asked.q is None
    variances = (1.0,) if every else VARIANCES if asked.q is None else (float(asked.q),)
    for axis, order in zip(axes, orders, strict=True):
        for variance, (colour, style) in zip(variances, LINES, strict=False):
            values = asked.phi.kernel(variance, c, order)
            if not values[-1] > 0:
                raise DeriveError(f"the kernel of {asked.name}", "it is 0", "another activation")
            q = latex_name("q")
            axis.plot(c, values / values[-1], color=colour, linestyle=style, label=f"every ${q}$" if every else f"${q} = {variance:g}$")
        mark = name + primed(order)
        title = f"$\\mathrm{{E}}[{mark}(u)\\,{mark}(v)]\\,/\\,\\mathrm{{E}}[{mark}(u)^2]$"
        axis.set(xlabel=f"${latex_name('c')}$", xlim=(-1, 1), title=title)
    legend(axes[0], loc="best")
    words = f"kernel{'s' * (len(orders) - 1)} of {asked.name} against the correlation {plain_name('c')}, in units of the value at {plain_name('c')} = 1"
    at = "every variance" if every else f"variance {', '.join(f'{v:g}' for v in variances)}"
    return Picture("kernel", f"The {words}.", f"Curves: {words}, at {at}.", figure)
