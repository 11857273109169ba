"""One factor of a kernel: where it is analytic, and how large it is there and on the real line."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

from flint import acb, arb
from sympy import Expr

from derive.evidence.balls.removable import RemovableBall
from derive.evidence.line.growth import growth
from derive.evidence.line.regular import regular
from derive.evidence.line.strip import height
from derive.evidence.pair.cover import Cover, Function, cover
from derive.evidence.pair.factored_grid import Strip, strip_of
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z
from derive.tables.origin import known_at_origin
from derive.tables.sector import Sector, sector

END = 10.5  # T, in standard coordinates
SECTORS = (1.1, 0.95, 0.8, 0.65, 0.5, 0.4)
TALLEST = 3.0  # height of a strip
WIDTH = 0.125  # of a cell of the cover
SLOPES = (0.1, 0.5, 1, 2, 3, 4, 6)  # of an envelope, times T sqrt(q)
LOOSE = 6  # what a ball may say more than its corners


@dataclass(frozen=True, eq=False)
class Side:
    """A function of Z: analytic in `sector` and up to `height` around the real line; bounded by `bounds` up to `inner`, by `thin` on the real line itself."""

    strip: Strip
    sector: Sector
    height: float
    inner: float
    bounds: Cover
    thin: Cover

    @property
    def parity(self) -> int:
        """1 for an even function, -1 for an odd one, 0 where neither is seen."""
        body = self.strip.body.xreplace({node: node.original for node in self.strip.body.atoms(RemovableBall)})
        turned = body.xreplace({Z: -Z})
        return 1 if turned == body else -1 if turned == -body else 0

    def envelope(self, stretch: float) -> tuple[float, float]:
        """(a, b): |f(w)| <= exp(a + b |w|) for all real w, narrow about T `stretch`: from the cells of the sector, and the growth beyond them."""
        far, (places, sizes), end = [self._growth(direction) for direction in (-1, 1)], self.sector.on_the_line, stretch * END
        lines = []
        for slope in (max(b for _, b in far) + turn / end for turn in SLOPES):
            outer = max(a - (slope - b) * places[-1] for a, b in far)
            lines.append((max(outer, *(log(size) - slope * place for place, size in zip(places, sizes, strict=True))) + 1e-9, slope))
        return min(lines, key=lambda line: line[0] + line[1] * end)

    def _growth(self, direction: int) -> tuple[float, float]:
        bound = growth(self.strip.body, Z, direction, arb(self.sector.on_the_line[0][-1]), {})
        if not bound.g <= 0:
            raise refused(self.strip.body, "its growth is not bounded")
        return float(bound.a.upper()), max(0.0, float(bound.b.upper())) * (1 + 1e-12)


def side_of(body: Expr, highest: float) -> Side:
    """What a table for variances up to `highest` needs to know. Raises CannotEnclose for a function that is not analytic around the real line."""
    strip = strip_of(regular(body, Z))
    if strip is None:
        raise refused(body, "the function is not analytic around the real line")
    reach = sqrt(highest) * (END + 1.5) + 5
    tall = height(strip.function, reach, reach, TALLEST, 0.02)
    strip = strip if tall is None else known_at_origin(strip, tall)
    found = next((s for angle in SECTORS if (s := sector(strip.function, angle, reach * exp(1.4))) is not None), None)
    if found is None or tall is None:
        raise refused(body, "no strip and sector of analyticity was proven")
    thick, thin = snug_cover(strip.function, reach, 0.8 * tall, WIDTH), cover(strip.function, reach, 2.0**-12, WIDTH)
    if thick is None or thin is None:
        raise refused(body, "no bound around the real line was proven")
    return Side(strip, found, 0.93 * tall, 0.8 * tall, thick, thin)


def refused(body: object, why: str) -> CannotEnclose:
    """The error that says why there is no table for a function."""
    return CannotEnclose(f"a table for {body}", why, ".enclose(digits, ...)")


def snug_cover(f: Function, reach: float, height: float, width: float) -> Cover | None:
    """`cover`, with balls quartered until their bounds are near to the values at their corners, where that can be reached."""

    def careful(z: acb, analytic: bool) -> acb:
        value = f(z, analytic)
        return value if not value.is_finite() or _snug(f, z, value.abs_upper()) else acb("nan")

    return cover(careful, reach, height, width) or cover(f, reach, height, width)


def _snug(f: Function, z: acb, size: arb) -> bool:
    middle = acb(z.real.mid(), z.imag.mid())
    if size <= LOOSE * f(middle, False).abs_upper():
        return True
    corners = [acb(x, y) for x in (z.real.lower(), z.real.upper()) for y in (z.imag.lower(), z.imag.upper())]
    return any(size <= LOOSE * f(acb(corner.real.mid(), corner.imag.mid()), False).abs_upper() for corner in corners)


def sizes_of(bounds: Cover) -> list[float]:
    """The bounds of a cover as floats, rounded up."""
    return [float(arb(size).upper()) * (1 + 1e-12) for size in bounds.sups]
