"""Upper bounds a + b t + g t^2 on a half line t >= start >= 1."""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb

NONE = arb(0)
SMALLEST_LOG = -(10**9)


@dataclass(frozen=True, slots=True)
class Quadratic:
    """The function a + b t + g t^2 of t > 0; the coefficients are exact numbers or balls whose upper ends count."""

    a: arb
    b: arb = NONE
    g: arb = NONE

    def __add__(self, other: Quadratic) -> Quadratic:
        return Quadratic(self.a + other.a, self.b + other.b, self.g + other.g)

    @property
    def degree(self) -> int:
        """The degree, a coefficient counting as 0 only where it is exactly 0."""
        return 0 if self.g == 0 and self.b == 0 else 1 if self.g == 0 else 2

    def times(self, factor: arb) -> Quadratic:
        return Quadratic(self.a * factor, self.b * factor, self.g * factor)

    def product(self, other: Quadratic) -> Quadratic | None:
        """The product of two bounds with coefficients >= 0, None beyond degree two."""
        if self.degree + other.degree > 2:
            return None
        square = self.a * other.g + self.b * other.b + self.g * other.a
        return Quadratic(self.a * other.a, self.a * other.b + self.b * other.a, square)

    def supremum(self, start: arb) -> arb | None:
        """An upper bound on t >= start where b, g <= 0, None elsewhere."""
        if not (self.b <= 0 and self.g <= 0):
            return None
        return (self.a + self.b * start + self.g * start * start).upper()

    def key(self) -> tuple[float, float, float]:
        return float(self.g.mid()), float(self.b.mid()), float(self.a.mid())


Bound = Quadratic | None


def at_most(*bounds: Quadratic | None) -> Quadratic | None:
    """A common upper bound of several, None if one of them is missing: the largest of each coefficient, since t > 0."""
    largest: Quadratic | None = None
    for bound in bounds:
        if bound is None:
            return None
        largest = bound if largest is None else Quadratic(largest.a.max(bound.a), largest.b.max(bound.b), largest.g.max(bound.g))
    return largest


def smallest(*bounds: Quadratic | None) -> Quadratic | None:
    """The bound that grows least, of those that exist."""
    return min((bound for bound in bounds if bound is not None), key=Quadratic.key, default=None)


def log_of(bound: Quadratic, start: arb) -> Quadratic:
    """log(a + b t + g t^2) for coefficients >= 0: log(a/T^d + ...) + d log t with log t <= log T - 1 + t/T."""
    power = bound.degree
    scaled = bound.a / start**power + bound.b * start / start**power + bound.g * start * start / start**power
    return log_power(power, start) + Quadratic(log_upper(scaled))


def log_power(power: int, start: arb) -> Quadratic:
    """power * log t <= power * (log T - 1 + t/T), by concavity."""
    return Quadratic((start.log() - 1) * power, arb(power) / start)


def log_upper(size: arb) -> arb:
    """log of an upper bound >= 0, a very negative number for 0."""
    top = size.upper()
    return top.log().upper() if top > 0 else arb(SMALLEST_LOG)
