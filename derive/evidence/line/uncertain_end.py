"""Ends of a piece that are balls: integrals run between their middles."""

from __future__ import annotations

from flint import acb, arb

from derive.evidence.balls.scalar import compile_ball, real_part
from derive.evidence.line.split import Piece
from derive.language.symbols import Z


def displaced(piece: Piece, end: arb) -> arb:
    """What the uncertain place of an end adds: its radius times the largest |g| and density there."""
    if end.is_exact() or not end.is_finite():
        return arb(0)
    size = real_part(compile_ball(piece.body, (Z,), {})(acb(end), False)).abs_upper()
    return arb(end.rad()) * size * (-end * end / 2).exp().upper()
