"""First terms of expansions in the variance."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Rational, S

from derive.language.symbols import q


@dataclass(frozen=True, slots=True)
class Leading:
    """coefficient * q^power * factor, the first term of an expansion at q = 0 or oo; `factor` is 1, or positive and beyond every power of q."""

    coefficient: Expr
    power: Rational
    factor: Expr = S.One

    @property
    def expression(self) -> Expr:
        """As an expression in q."""
        return self.coefficient * q**self.power * self.factor
