"""rho, rho' and lambda of an activation: exact where the moments close, enclosed everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Rational, radsimp

from derive.activations import of
from derive.evidence.ball import Ball
from derive.evidence.lower import enclose
from derive.language.activation import Activation
from derive.language.errors import DeriveError
from derive.language.facts import facts
from derive.language.reader import read_number
from derive.language.symbols import q
from derive.meanfield.array_code import array_code, imports
from derive.pipeline import Answer, expectation
from derive.theory import normalisation as theory

FIGURES = 17


@dataclass(frozen=True)
class Normalised:
    """What `normalise` found for f at inputs of variance `variance`; `square` and `slope` answer for E[f^2] and E[f'^2]."""

    activation: Activation
    variance: Rational
    square: Answer
    slope: Answer

    @property
    def goals(self) -> dict[str, Expr]:
        """rho, rho_prime and lambda with the moments as goals."""
        return self._put(self.square.goal, self.slope.goal)

    @property
    def closed(self) -> dict[str, Expr | None]:
        """The same in closed form, None where a moment has none."""
        square, slope = self.square.value, self.slope.value
        if square is not None and slope is not None:
            return dict(self._put(square, slope))
        alone = self._put(self.square.goal if square is None else square, self.slope.goal if slope is None else slope)
        return {"rho": alone["rho"] if square is not None else None, "rho_prime": alone["rho_prime"] if slope is not None else None, "lambda": None}

    def _put(self, square: Expr, slope: Expr) -> dict[str, Expr]:
        rho, rho_prime = (radsimp(part.subs(q, self.variance)) for part in (square / q, slope))
        return {"rho": rho, "rho_prime": rho_prime, "lambda": theory.factor(rho, rho_prime)}

    def enclose(self, digits: int = 30, seconds: float | None = 60) -> dict[str, Ball]:
        """Balls for rho, rho_prime and lambda. Raises DeriveError where a moment does not exist or is zero."""
        at = {"q": self.variance}
        for answer in (self.square, self.slope):
            if not bool(answer.enclose(5, seconds, **at).arb > 0):
                raise DeriveError(f"the gains of {self.activation.name}", f"{answer.quantity} is zero", "an activation that is not constant")
        return {name: enclose(self.closed[name] or goal, {}, digits, seconds) for name, goal in self.goals.items()}

    def told(self, balls: Mapping[str, Ball]) -> str:
        """What the factor does to the gains, and why no factor could do better."""
        forward, backward = (float(balls["lambda"].arb ** 2 * balls[name].arb) for name in ("rho", "rho_prime"))
        known = facts(self.activation)
        if known.homogeneity == 1:
            return "f is homogeneous of degree 1, so rho = rho' at every variance and lambda makes both gains one"
        why = "; f is odd, so rho <= rho' with equality for linear f only (Poincare)" if known.parity == "odd" else ""
        return f"lambda f has the forward gain {forward:.6g} and the backward gain {backward:.6g}{why}"

    def code(self, library: str) -> str:
        """The normalised activation lambda f(x) as a Python function for "numpy", "torch" or "jax"."""
        scale = self.enclose(FIGURES)["lambda"].arb.mid().str(FIGURES, radius=False)
        body = array_code(self.activation.expr, library)
        word = self.activation.name.partition(" ")[0]
        name = word if word.isidentifier() and word != "x" else "activation"
        return f"{imports(body, library)}\n\ndef normalised_{name}(x):\n    return {scale} * ({body})\n"


def normalise(
    activation: Any,
    variance: Any = 1,
    *,
    assume: Mapping[str, str] | None = None,
    fixed: Mapping[str, Any] | None = None,
    seconds: float | None = 60,
) -> Normalised:
    """The forward gain rho = E[f(s)^2]/v, the backward gain rho' = E[f'(s)^2] and lambda^2 = (1/rho + 1/rho')/2 for s ~ N(0, v).

    Raises DeriveError for a variance that is not a positive number.

    >>> str(normalise("relu").closed["lambda"])
    'sqrt(2)'
    """
    number = read_number(str(variance))
    if not (number.is_Rational and number > 0):
        raise DeriveError(f"the variance {variance}", "it is not a positive rational number", "a variance such as 1 or 3/2")
    function = of(activation, assume or {}, fixed or {})
    square, slope = (expectation(function, quantity, seconds=seconds) for quantity in ("E[phi^2]", "E[dphi^2]"))
    return Normalised(function, number, square, slope)
