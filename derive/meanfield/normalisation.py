"""rho, rho' and lambda of an activation: exact where the moments close, enclosed everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Rational, false, radsimp, sqrt, together

from derive.activations import of
from derive.evidence.balls.ball import Ball
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError, Diverges
from derive.language.functions.activation import Activation
from derive.language.functions.facts import facts
from derive.language.goals.expectation import Goal
from derive.language.symbols import q
from derive.language.text.decimals import rounded
from derive.language.text.reader import read_number
from derive.meanfield.array_code import array_code, imports
from derive.pipeline import Answer, expectation
from derive.theory import normalisation as theory

FIGURES = 17
NAMES = ("rho", "rho_prime", "lambda")
BATCH_MOMENTS = ("E[phi^2]", "E[dphi^2]", "E[phi^4]", "E[dphi^4]", "E[z^2*phi^2]")


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
        """The same in closed form, None where a moment has none or does not exist at this variance, and for lambda where a moment is 0."""
        square, slope = (self._value(answer) for answer in (self.square, self.slope))
        if square is not None and slope is not None and square.subs(q, self.variance) != 0 and slope.subs(q, self.variance) != 0:
            return dict(self._put(square, slope))
        return {"rho": None if square is None else self._gain(square / q), "rho_prime": None if slope is None else self._gain(slope), "lambda": None}

    def _value(self, answer: Answer) -> Expr | None:
        """The closed form, where its conditions hold at this variance."""
        return None if answer.value is None or false in [condition.subs(q, self.variance) for condition in answer.hypotheses] else answer.value

    def _gain(self, value: Expr) -> Expr:
        return radsimp(value.subs(q, self.variance))

    def _put(self, square: Expr, slope: Expr) -> dict[str, Expr]:
        rho, rho_prime = (part if part.has(Goal) else radsimp(part) for part in (part.subs(q, self.variance) for part in (square / q, slope)))
        square = theory.factor(rho, rho_prime) ** 2
        return {"rho": rho, "rho_prime": rho_prime, "lambda": sqrt(square if square.has(Goal) else together(square))}

    def missing(self, seconds: float | None = 60) -> dict[str, str]:
        """Which of rho, rho_prime and lambda don't exist at this variance, and why. Raises DeriveError where a moment is zero."""
        found = {}
        for name, answer in zip(NAMES, (self.square, self.slope), strict=False):
            try:
                if not bool(answer.enclose(5, seconds, q=self.variance).arb > 0):
                    raise DeriveError(f"the gains of {self.activation.name}", f"{answer.quantity} is zero", "an activation that is not constant")
            except Diverges as error:
                found[name] = f"{answer.quantity} is infinite: {error.stopped}"
        return found | ({"lambda": "it needs both gains"} if found else {})

    def enclose(self, digits: int = 30, seconds: float | None = 60) -> dict[str, Ball]:
        """Balls for those of rho, rho_prime and lambda that exist."""
        missing = self.missing(seconds)
        return {name: enclose(self.closed[name] or self.goals[name], {}, digits, seconds) for name in NAMES if name not in missing}

    def told(self, balls: Mapping[str, Ball]) -> str:
        """What the factor does to the gains, and why no factor could do better."""
        forward, backward = (float(balls["lambda"].arb ** 2 * balls[name].arb) for name in ("rho", "rho_prime"))
        known = facts(self.activation)
        if known.homogeneity == 1:
            return "f is homogeneous of degree 1, so rho = rho' at every variance and lambda makes both gains one"
        cause = "is odd" if known.parity == "odd" else "has mean 0 here" if self._mean_vanishes() else ""
        why = f"; f {cause}, so rho <= rho' with equality for linear f only (Poincare)" if cause else ""
        return f"lambda f has the forward gain {rounded(forward, 6)} and the backward gain {rounded(backward, 6)}, their harmonic mean is one{why}"

    def _mean_vanishes(self) -> bool:
        """Whether E[f] = 0 follows from a closed form; False proves nothing."""
        mean = expectation(self.activation, "E[phi]", seconds=20).value
        return mean is not None and bool(mean.subs(q, self.variance) == 0)

    def code(self, library: str) -> str:
        """The normalised activation lambda f(x) as a Python function for "numpy", "torch" or "jax"."""
        found = self.enclose(FIGURES)
        if "lambda" not in found:
            raise DeriveError(f"lambda f(x) as {library} code", next(iter(self.missing().values())), "an activation with a square integrable slope")
        scale = found["lambda"].arb.mid().str(FIGURES, radius=False)
        body = array_code(self.activation.expr, library)
        word = self.activation.name.partition(" ")[0]
        name = word if word.isidentifier() and word != "x" else "activation"
        return f"{imports(body, library)}\n\ndef normalised_{name}(x):\n    return {scale} * ({body})\n"

    def batch_bias(self, size: int, digits: int = 15, seconds: float | None = 60) -> Ball:
        """What estimating lambda^2 from batches of `size` standard normal values adds to it in the mean, up to O(1/size^2).

        Raises DeriveError at a variance other than one, for a size below 2 and where a fourth moment is infinite.
        """
        if self.variance != 1 or size < 2:
            asked = f"batches of {size} at variance {self.variance}"
            raise DeriveError(asked, "the bias is known at variance 1, for two values or more", "--variance 1 --batch 256")
        answers = [expectation(self.activation, quantity, seconds=seconds) for quantity in BATCH_MOMENTS]
        parts = [(answer.goal if answer.value is None else answer.value).subs(q, 1) for answer in answers]
        return enclose(theory.factor_bias(*parts) / size, {}, digits, seconds)


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
