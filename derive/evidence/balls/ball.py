"""A real number known up to a proven radius.

A ball is the interval [m - r, m + r]. Every figure that leaves this module is again a ball that contains the truth:
rounding to decimals is paid for by the printed radius.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import arb

from derive.evidence.balls.precision import working
from derive.language.text.decimals import written

EXACT_DIGITS = 10_000
WRITTEN_DIGITS = 4_000  # of a middle as text; Python refuses to write whole numbers of more than 4300
_SPARE = 3  # figures that are computed and rounded away, so that 7/10 reads 0.700 and not 0.699


@dataclass(frozen=True, slots=True, eq=False)
class Ball:
    """The interval [value - radius, value + radius], a thin cover over Arb's `arb`.

    `value` and `radius` are decimal texts that mpmath reads; rounding them to text is covered by the radius, so the
    printed ball contains the true number too. Two balls that do not overlap refute an equation; balls that overlap
    support it as far as their radii are small.

    >>> Ball(arb(1) / 4)
    Ball(0.25 +/- 0)
    """

    arb: Any

    @property
    def value(self) -> str:
        return self._text()[0]

    @property
    def radius(self) -> str:
        return self._text()[1]

    @property
    def digits(self) -> int:
        """The largest d with radius <= 10^-d max(1, |value|): 0 for a ball without information, 10000 for an exact
        number."""
        if not self.arb.is_finite():
            return 0
        if self.arb.rad() == 0:
            return EXACT_DIGITS
        mid, rad = ((abs(int(man)), int(exp)) for man, exp in (self.arb.mid().man_exp(), self.arb.rad().man_exp()))
        return _decimals(mid if mid[0].bit_length() + mid[1] > 0 else (1, 0), rad)

    def leading_zeros(self) -> int:
        """Zeros behind the point that the number has at the most: k with |number| > 10^-(k+1), for a ball that does not contain 0.

        >>> Ball(arb("0.002")).leading_zeros(), Ball(arb(-70)).leading_zeros()
        (2, 0)
        """
        with working(64):
            return max(0, int((-abs(self.arb).log() / arb(10).log()).upper().floor().unique_fmpz()))

    def overlaps(self, other: Ball) -> bool:
        return bool(self.arb.overlaps(other.arb))

    def contains(self, number: Any) -> bool:
        return bool(self.arb.contains(number if isinstance(number, arb) else arb(number)))

    def short(self, digits: int = 10) -> str:
        """At most `digits` figures, only those that the radius leaves standing; the text is within one unit of its
        last figure.

        >>> Ball(arb("0.394294490 +/- 1e-7")).short(20)
        '0.394294'
        """
        if not self.arb.is_finite():
            return "nan"
        figures = int(self.arb.rel_accuracy_bits() * 0.30103) if self.arb.rad() != 0 else digits
        if figures < 1:
            return str(self)
        figures = max(1, min(digits, figures))
        mid, _, exponent = (int(part) for part in self.arb.mid_rad_10exp(figures))
        dropped = 10 ** max(0, len(str(abs(mid))) - figures)
        return written(*_trimmed((abs(mid) + dropped // 2) // dropped * (1 if mid >= 0 else -1), exponent + len(str(dropped)) - 1))

    def _text(self) -> tuple[str, str]:
        if not self.arb.is_finite():
            return "nan", "inf"
        figures = _figures(*map(int, self.arb.mid().man_exp())) if self.arb.rad() == 0 else int(self.arb.rel_accuracy_bits() * 0.30103) + 2
        figures = max(1, min(WRITTEN_DIGITS, figures))
        mid, rad, exponent = rounded(self, figures)
        mid, exponent = (mid, exponent) if rad else _trimmed(mid, exponent)
        return written(mid, exponent), written(rad, exponent)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ball) and self._exact() == other._exact()

    def __hash__(self) -> int:
        return hash(self._exact())

    def _exact(self) -> tuple[Any, ...]:
        if not self.arb.is_finite():
            return ()
        return tuple((int(man), int(exp)) for man, exp in (self.arb.mid().man_exp(), self.arb.rad().man_exp()))

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return _rebuilt, self._exact()

    def __str__(self) -> str:
        return f"{self.value} +/- {self.radius}"

    def __repr__(self) -> str:
        return f"Ball({self})"


def _figures(mantissa: int, exponent: int) -> int:
    """At least as many as m 2^e has in decimals, where 2^-n has n of them behind the point."""
    return int(mantissa.bit_length() * 0.30103 + exponent * (0.30103 if exponent > 0 else -0.69898)) + 2


def _decimals(scale: tuple[int, int], radius: tuple[int, int]) -> int:
    """The largest d in 0..EXACT_DIGITS with 10^d radius <= scale, both m 2^e: in integers, which know no precision."""
    shift = scale[1] - radius[1]
    rough = (scale[0].bit_length() - radius[0].bit_length() + shift) * 0.30103
    if not -1 <= rough <= EXACT_DIGITS:
        return 0 if rough < 0 else EXACT_DIGITS
    d = max(0, int(rough)) + 1
    while d > 0 and (10**d * radius[0] << max(0, -shift)) > scale[0] << max(0, shift):
        d -= 1
    return d


def _rebuilt(*parts: tuple[int, int]) -> Ball:
    """The ball of exact mantissas and exponents: m 2^e of the middle, then of the radius; no parts is the ball that
    knows nothing.

    Arb sets a radius of odd 30-bit mantissa one unit too large; the even one below, enlarged by something tiny,
    rounds up to it exactly.
    """
    if not parts:
        return Ball(arb("nan"))
    middle, (mantissa, exponent) = parts
    with working(max(64, middle[0].bit_length())):
        plain = arb(middle, (mantissa, exponent))
        below = arb(middle, (max(0, mantissa - 1), exponent)) + arb(0, (1, exponent - 200))
        return Ball(below if Ball(below)._exact() == parts else plain)


def rounded(ball: Ball, figures: int) -> tuple[int, int, int]:
    """(m, r, e) with the ball inside (m +/- r) 10^e: some `figures` of the middle, fewer where the radius leaves them no meaning.

    The middle is rounded to the nearest, and what that moves it by is added to the radius, which is rounded up; an exact number
    of so many figures has r = 0.

    >>> from derive.evidence.balls.precision import working
    >>> with working(200): rounded(Ball(arb(7) / 10), 5), rounded(Ball(arb(1) / 4), 5)
    ((7000000000, 1, -10), (2500000000, 0, -10))
    """
    mid, rad, exponent = (int(part) for part in ball.arb.mid_rad_10exp(figures + _SPARE))
    places = max(_SPARE, len(str(rad)) - 2)
    places += rad > 98 * 10**places
    unit = 10**places
    near = (2 * mid + unit) // (2 * unit)
    return near, -(-(rad + abs(mid - near * unit)) // unit), exponent + places


def _trimmed(mid: int, exponent: int) -> tuple[int, int]:
    while mid and mid % 10 == 0:
        mid, exponent = mid // 10, exponent + 1
    return mid, exponent
