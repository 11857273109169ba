"""What every chapter of a story needs: the activation, the answers found so far, and how to enclose an expression in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sympy import Expr, Rational, Symbol

from derive.engine.step import Step
from derive.evidence.audit.certificate import Certificate
from derive.evidence.balls.ball import Ball
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError, Diverges, NotDefined
from derive.language.forms.fields import field_of
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.pipeline import Answer, expectation, kernel
from derive.prose.document import Inlines
from derive.prose.folding import Detail

SHOWN_DIGITS = 12
VARIANCES = (Rational(1, 4), Rational(1), Rational(4))
CORRELATIONS = (Rational(-1), Rational(-1, 2), Rational(0), Rational(1, 2), Rational(1))


@dataclass
class Chapter:
    """The activation, with `values` for its parameters where numbers are needed, and a cache of its answers."""

    activation: Activation
    values: Mapping[Symbol, Expr]
    digits: int
    progress: Callable[[str], None]
    detail: Detail = Detail.STANDARD
    answers: dict[str, Answer] = field(default_factory=dict)
    certificates: dict[str, tuple[Certificate, ...]] = field(default_factory=dict)
    explained: list[Inlines] = field(default_factory=list)
    has_edge: bool = True
    audited: list[tuple[list[str], tuple[Step, ...], tuple[Certificate, ...]]] = field(default_factory=list)

    @property
    def known(self) -> Activation:
        """The activation with the values of its parameters that tables have."""
        return self.activation.with_values({symbol.name: value for symbol, value in self.values.items()})

    def moment(self, quantity: str) -> Answer:
        """E[...] as a function of q."""
        if quantity not in self.answers:
            self.progress(f"deriving {quantity}")
            self.answers[quantity] = expectation(self.activation, quantity)
        return self.answers[quantity]

    def kernel(self, derivative: int) -> Answer:
        """The dual kernel as a function of q1, q2, c."""
        name = "K" if derivative == 0 else "Kdot"
        if name not in self.answers:
            self.progress(f"deriving the {'dual' if derivative == 0 else 'derivative'} kernel")
            self.answers[name] = kernel(self.activation, derivative)
        return self.answers[name]

    def is_absent(self, quantity: str, at: Mapping[Symbol, Expr]) -> bool:
        """Whether E[...] is proven not to exist there; a formula may have a value all the same."""
        try:
            self.moment(quantity).enclose_at({**self.values, **at}, SHOWN_DIGITS, 20)
        except (Diverges, NotDefined):
            return True
        except DeriveError:
            return False
        return False

    def enclosed(self, expr: Expr, at: Mapping[Symbol, Expr], digits: int = SHOWN_DIGITS) -> Ball | None:
        """A ball for an expression that may contain goals, or None where it has no value."""
        try:
            found = enclose(expr, {**self.values, **at}, digits, 20)
        except (DeriveError, ZeroDivisionError):
            return None
        return found if found.arb.is_finite() else None


def arranged(expr: Expr) -> Expr:
    """The same expression through the exact normal form."""
    return normal_form(expr, field_of(expr.free_symbols)).expression()


def finite(answer: Answer) -> bool:
    """Whether the quantity exists (for some q)."""
    return answer.status in ("closed", "reduced", "enclosed")


def content(answer: Answer) -> Expr:
    """The closed form, or the goal itself: an expression that can be enclosed either way."""
    return answer.goal if answer.value is None else answer.value
