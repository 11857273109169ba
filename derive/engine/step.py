"""The atom of a derivation: a step is an equation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sympy import Eq, Expr, Or
from sympy.logic.boolalg import Boolean

from derive.engine.rule import Rule
from derive.language.deciding.hypotheses import follows, independent, strongest
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form
from derive.language.forms.normalize import normal_form
from derive.language.symbols import c


@dataclass(frozen=True)
class Step:
    """`goal` equals `equal`, by `rule`, under `hypotheses`. Goals inside `equal` are what the step leaves open.

    `detail` is a short phrase for this application ("with Var(Y) = 1 + q_1"), or "". `inside` tells that the equation serves below an integral over the
    correlation only, where |c| < 1.
    """

    goal: Expr
    equal: Expr
    rule: Rule
    hypotheses: tuple[Boolean, ...] = ()
    detail: str = ""
    inside: bool = False

    @cached_property
    def equation(self) -> Eq:
        return Eq(self.goal, self.equal, evaluate=False)


@dataclass(frozen=True)
class Derivation:
    """What the search found: `goal = value`, by `steps` in the order of reading (a goal is opened before its sub-goals are).

    `open_goals` are goals that no rule closed; `value` then still contains them. `tried` tells for each open goal which rules looked at it.
    `form` is the value in the exact normal form.
    """

    goal: Expr
    value: Expr
    steps: tuple[Step, ...]
    open_goals: tuple[Expr, ...] = ()
    tried: tuple[tuple[Expr, Sequence[str]], ...] = ()
    form: Form | None = None

    @property
    def closed(self) -> bool:
        return not self.open_goals

    @cached_property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """The hypotheses of all steps, without those that follow from another one, or are |c| < 1 below an integral."""
        needed = [h for step in self.steps for h in step.hypotheses if not (step.inside and _is_open(h))]
        certain = independent(strongest((h for h in needed if not isinstance(h, Or)), _excess), _excess)
        either = [h for h in dict.fromkeys(needed) if isinstance(h, Or)]
        return certain + tuple(h for h in either if not any(follows(_excess(p), _excess(g)) for p in h.args for g in certain))

    @cached_property
    def rules(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(step.rule.name for step in self.steps))


def _is_open(hypothesis: Boolean) -> bool:
    """It is about c alone and holds for |c| < 1."""
    parts = hypothesis.args if isinstance(hypothesis, Or) else (hypothesis,)
    return any(part.free_symbols == {c} and positivity.is_known_positive(normal_form(_excess(part), field_of([c]))) for part in parts)


def _excess(hypothesis: Boolean) -> Expr:
    """e of the hypothesis e > 0."""
    found: Expr = hypothesis.gts - hypothesis.lts
    return found
