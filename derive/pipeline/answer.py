"""Answers: what was found, and how it is written, as LaTeX with its limits and as a function of arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from derive.language.errors import DeriveError
from derive.pipeline.cases import FindingByCases
from derive.pipeline.finding import Finding


@dataclass(frozen=True, repr=False)
class Answer(Finding):
    """What was found for one quantity of one activation: a derivation with its certificates, its values, and how it is written.

    `status` is "closed", "reduced" (closed but for integrals that are shown), "enclosed" (no closed form was found, every value can be enclosed),
    "diverges" or "undefined"; `message` says why.
    """

    def latex(self, standalone: bool = False) -> str:
        """The derivation as LaTeX, its limits where the formula has no value included; a fragment for \\input unless `standalone`."""
        from derive.pipeline.limits import limits
        from derive.prose.derivation import blocks
        from derive.prose.document import Document
        from derive.prose.edges import edges
        from derive.prose.latex import render

        if self.derivation is None:
            raise DeriveError(f"the derivation of {self.quantity}", self.message or self.status)
        title = f"{self.quantity} of {self.activation.name}"
        parts, found = tuple(self.told()), limits(self)
        by_cases = any(part.conditions for part in parts)
        told = [block for part in parts for block in blocks(part.derivation, part.certificates(30, 3, None), limits=() if by_cases else found)]
        return render(Document(title, blocks=(*told, *(edges(found) if by_cases else ()))), standalone=standalone)

    def numpy(self) -> Callable[..., Any]:
        """A vectorised float64 function of the parameters in the order q1, q2, c, others (or q, c, others), accurate to 1e-13 of its scale.

        Without a closed form a kernel without other parameters has a table with a proven `error`; other quantities are enclosed point by point.
        """
        from derive.pipeline.floating import numpy_function

        return numpy_function(self)

    def _repr_latex_(self) -> str:
        from derive.prose.notation import latex

        value = latex(self.value) if self.value is not None else rf"\text{{{self.status}}}"
        return f"$\\displaystyle {latex(self.goal)} = {value}$"


@dataclass(frozen=True, repr=False)
class AnswerByCases(Answer, FindingByCases):
    """What was found for one quantity, case by case."""
