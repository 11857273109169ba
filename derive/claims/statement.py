"""What a claim states: something that can hold, be certified, and be falsified on purpose.

A statement knows three things: how to be tried (`certify`), how it reads (`text`), and which neighbouring statements
must be wrong (`twins`). The last one keeps the auditor awake: a check that cannot fail is worth nothing, so a claim
none of whose twins is refuted counts as undecided.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from sympy import Expr
from sympy.logic.boolalg import Boolean, Not

from derive.evidence.audit.certificate import Certificate
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.symbols import x
from derive.prose.notation import plain


class Statement(ABC):
    """Base of `Identity`, `Inequality`, `Value` and `Expansion`."""

    __slots__ = ()

    @abstractmethod
    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        """Try the statement in ball arithmetic."""

    @abstractmethod
    def falsified(self) -> Statement | None:
        """The same statement with the smallest change that its stated accuracy excludes; it must be refuted."""

    @property
    @abstractmethod
    def text(self) -> str:
        """One line that says what is stated."""

    def twins(self) -> Iterator[tuple[str, Statement]]:
        """Further wrong neighbours (a sign, a constant, an exponent changed), each with its description."""
        return iter(())

    def dropped(self) -> Iterator[tuple[str, Statement]]:
        """(hypothesis, the same statement where that hypothesis fails and the others hold), for each hypothesis."""
        return iter(())

    def correction(self, time_limit: float | None) -> str | None:
        """How a refuted statement could be mended, where a constant can be identified."""
        return None

    @property
    def assumed(self) -> tuple[Boolean, ...]:
        """The hypotheses under which the statement is made."""
        return ()

    def equation(self) -> tuple[Expr, Expr] | None:
        """Both sides, where the statement is an equation that the exact normal form can decide."""
        return None


def each_denied(hypotheses: Sequence[Boolean]) -> Iterator[tuple[str, tuple[Boolean, ...]]]:
    """Each hypothesis as text, with all of them but that one, and its contrary.

    >>> from sympy.abc import a
    >>> list(each_denied((a > 1, a < 2)))
    [('a > 1', (a < 2, a <= 1)), ('a < 2', (a > 1, a >= 2))]
    """
    for k, one in enumerate(hypotheses):
        yield plain(one), (*hypotheses[:k], *hypotheses[k + 1 :], Not(one))


def with_functions(text: str, *sides: Expr) -> str:
    """The text of a formula, followed by what phi (and psi) are in it.

    >>> from derive.language.goals.expectation import ActivationMoment
    >>> from derive.language.symbols import phi, q, x
    >>> with_functions("E[φ(u)²] = 3·q³", ActivationMoment(x**3, phi**2, q))
    'E[φ(u)²] = 3·q³ for φ(x) = x³'
    """
    goals = sorted(set().union(*(side.atoms(ActivationMoment, DualKernel) for side in sides)), key=str)
    lambdas = dict.fromkeys(f for goal in goals for f in (goal.functions if isinstance(goal, DualKernel) else (goal.function,)))
    named = [f"{name}(x) = {plain(f(x))}" for name, f in zip("φψ", lambdas, strict=False)]
    return f"{text} for {', '.join(named)}" if named else text
