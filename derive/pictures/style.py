"""How every picture looks: colours that the colour-blind tell apart, line styles that say the same in grey, text as text."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from derive.language.errors import DeriveError

INK, BLUE, RED, GREEN, PURPLE, ORANGE = "#222222", "#0072B2", "#D55E00", "#009E73", "#8F4B7A", "#B87900"
LINES: tuple[tuple[str, Any], ...] = ((BLUE, "-"), (RED, "--"), (GREEN, "-."), (PURPLE, ":"), (ORANGE, (0, (6, 1, 1, 1, 1, 1))))
PALE = ("#dbe9f6", "#f9e0d0")  # ordered and chaotic; the second is hatched as well
SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "derive",
    "pdf.fonttype": 42,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "mathtext.fontset": "dejavusans",
    "font.size": 10.0,
    "axes.titlesize": 10.5,
    "axes.labelsize": 10.5,
    "axes.edgecolor": "#555555",
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "legend.frameon": True,
    "legend.framealpha": 0.85,
    "legend.edgecolor": "none",
    "legend.fontsize": 9.0,
    "lines.linewidth": 1.8,
    "hatch.linewidth": 0.6,
    "text.color": INK,
    "xtick.color": "#444444",
    "ytick.color": "#444444",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "axes.unicode_minus": True,
}


@dataclass(frozen=True)
class Picture:
    """A drawing with its words: `name` for a file, `caption` under it, `alt` for who does not see it."""

    name: str
    caption: str
    alt: str
    figure: Any

    def svg(self) -> str:
        """The drawing as SVG with text as text; its ids begin with the name, so that several pictures fit one page."""
        text = self._saved("svg", {"Date": None, "Creator": None, "Title": self.alt}).decode()
        text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.S).replace("*{stroke", f"#{self.name}-figure_1 *{{stroke")
        return re.sub(r'(\sid="|url\(#|xlink:href="#)', rf"\g<1>{self.name}-", text[text.index("<svg") :])

    def pdf(self) -> bytes:
        """The drawing as PDF, the same bytes each time."""
        return self._saved("pdf", {"CreationDate": None, "Creator": None, "Producer": None, "Title": self.alt})

    def content(self, suffix: str) -> bytes:
        """The file of this ending."""
        if suffix == ".svg":
            return b'<?xml version="1.0" encoding="utf-8"?>\n' + self.svg().encode()
        return self.pdf() if suffix == ".pdf" else self._saved("png", {"Software": None})

    def _saved(self, form: str, metadata: dict[str, Any]) -> bytes:
        paper = BytesIO()
        with styled(), _silent("fontTools"):
            self.figure.savefig(paper, format=form, metadata=metadata, dpi=160)
        return paper.getvalue()


def available() -> bool:
    """Whether matplotlib is there."""
    return find_spec("matplotlib") is not None


def require(what: str) -> None:
    """Raises DeriveError without matplotlib, before any work is done."""
    if not available():
        raise DeriveError(what, "matplotlib is not installed", "pip install 'derive-nn[plot]'")


@contextmanager
def styled() -> Iterator[None]:
    """The style, within the block only."""
    from matplotlib import rc_context

    with rc_context(SETTINGS):
        yield


def sheet(rows: int = 1, columns: int = 1, size: tuple[float, float] = (6.4, 4.0), **options: Any) -> tuple[Any, list[Any]]:
    """A figure and its axes, row by row. To be called within `styled`."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    return figure, list(axes.ravel())


@contextmanager
def _silent(name: str) -> Iterator[None]:
    """A logger says nothing below an error within the block: fonts without dates are no news."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def primed(order: int) -> str:
    """The mark of a derivative as letters that every font has."""
    return "\u2032" * order


def legend(axis: Any, **options: Any) -> None:
    """A legend, where there is something to say."""
    if axis.get_legend_handles_labels()[0]:
        axis.legend(**options)


