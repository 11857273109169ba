"""What a table is made of, as Chebyshev coefficients whose errors are known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from derive.tables.angle import AngleCell

Array = Any


@dataclass(frozen=True, eq=False)
class Piece:
    """A cell of the angle: coefficients indexed (pair of cells in log q, angle, q1, q2), for each pair the error of their sum relative
    to the scale, and the scale from below."""

    cell: AngleCell
    tensor: Array
    error: Array
    scale: Array


@dataclass(eq=False)
class Pieces:
    """The cell next to |c| = 1 first, then outwards; for c >= 0, and for c < 0 unless the kernel is even or odd in c."""

    sides: tuple[list[Piece], list[Piece]] = field(default_factory=lambda: ([], []))

    def enter(self, side: int, piece: Piece) -> None:
        """A piece for c >= 0 (0) or c < 0 (1)."""
        self.sides[side].append(piece)
