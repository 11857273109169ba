"""beta_q along the edge, against sigma_b: the scale in layers on which correlations converge."""

from __future__ import annotations

import numpy as np

from derive.language.errors import DeriveError
from derive.meanfield.picture import WIDEST, edge_curve, table
from derive.pictures.asked import Asked
from derive.pictures.phases import edge_lines
from derive.pictures.style import Picture, legend, sheet
from derive.prose.letters import latex_name
from derive.theory.decay import Law, law_of


def draw(asked: Asked) -> Picture:
    """On a logarithmic scale where it spans a power of ten: networks of depth L want beta_q = L."""
    law = law_of(asked.activation)
    known = table(asked.edge.moments)
    if law.law is not Law.SMOOTH or known.bend is None:
        raise DeriveError(f"beta_q of {asked.name}", law.reason, "derive plot decay, for the law that holds instead")
    bias, _, stable = edge_curve(known)
    beta = 2 * known.slope / (known.q * known.bend)
    figure, (axis,) = sheet(1, 1, (5.8, 3.8))
    edge_lines(axis, bias, beta, stable)
    shown = beta[np.isfinite(bias) & (bias <= WIDEST)]
    if not len(shown):
        raise DeriveError(f"beta_q of {asked.name}", "the edge has no point in this range", "derive edge")
    letter = f"\\beta_{{{latex_name('q')}}}"
    low, high = max(1e-3, shown.min() / 2), min(2e4, 2 * shown.max())
    scale = "log" if shown.max() > 10 * shown.min() else "linear"
    axis.set(xlim=(0, WIDEST), ylim=(low, high), yscale=scale, xlabel=r"$\sigma_b$", ylabel=f"${letter}$")
    axis.set_title(asked.name)
    legend(axis)
    caption = f"Along the edge of {asked.name}: on it 1 − c after ℓ layers is about β/ℓ."
    return Picture("beta", caption, f"beta_q of {asked.name} along the edge of chaos against sigma_b.", figure)
