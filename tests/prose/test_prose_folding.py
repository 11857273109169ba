"""What is folded: theorems see the factors of an expectation, not its parameters; and a derivation of a kernel stays short."""

from __future__ import annotations

import pytest
from sympy import Abs, Heaviside, cos, exp, sqrt

from derive import Expectation, kernel
from derive.language.goals.gaussian import Gaussian
from derive.language.special import Phi
from derive.language.symbols import X, Y, Z, c, q1, q2
from derive.prose.derivation import chain, numbered
from derive.prose.document import Cite
from derive.prose.folding import Detail, shape, told
from derive.prose.setting import setting
from derive.prose.skeleton import skeleton

LONGEST = 13
OF_TWO_VARIABLES = Gaussian(c)
WANTED = (
    *("elu", "selu", "celu", "relu6", "triangle", "hard_tanh", "hard_swish", "hard_sigmoid"),
    *("soft_shrink", "hard_shrink", "gelu", "snake", "gabor", "threshold", "bounded_relu"),
)


@pytest.mark.parametrize("derivative", (0, 1))
@pytest.mark.parametrize("name", WANTED)
def test_a_kernel_is_told_in_a_dozen_steps(name: str, derivative: int) -> None:
    (part,) = kernel(name, derivative).told()
    found = told(part.derivation.steps, Detail.STANDARD)
    assert len(found) <= LONGEST
    assert sorted(i for one in found for i in (one.shown, *one.same)) == list(range(len(part.derivation.steps)))
    assert found[0].shown == 0 and [one.shown for one in found] == sorted(one.shown for one in found)


@pytest.mark.parametrize("name", ("relu6", "elu"))
def test_each_theorem_that_is_shown_is_cited_once(name: str) -> None:
    derivation = kernel(name).derivation
    assert derivation is not None
    shown = chain(derivation, (), setting(derivation), numbered(derivation, ""), Detail.STANDARD).items
    cited = [part.key for item in shown for part in item.reason if isinstance(part, Cite)]
    assert len(cited) == len({step.rule.name for step in derivation.steps})


def on_the_plane(body: object) -> str:
    return shape(Expectation(body, OF_TWO_VARIABLES))


def test_parameters_and_directions_do_not_matter() -> None:
    one = on_the_plane(exp(X) * Heaviside(X) * Heaviside(-Y))
    assert one == on_the_plane(exp(sqrt(q1) * X + sqrt(q2) * Y) * Heaviside(-X - c) * Heaviside(-Y + 3))
    assert on_the_plane(X * Heaviside(X)) == on_the_plane((6 * Y + sqrt(q1)) * Heaviside(-Y - 2))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (X * Heaviside(X) * Heaviside(Y), X * Y * Heaviside(X) * Heaviside(Y)),
        (X * Heaviside(X) * Heaviside(Y), X * Heaviside(X)),
        (X * Heaviside(X), X * Phi(X)),
        (exp(X) * Heaviside(X), exp(X**2) * Heaviside(X)),
        (cos(X) * Heaviside(X), exp(X) * Heaviside(X)),
        (Abs(X) ** q1, Abs(X) ** 2),
        (1 / (1 + X**2), 1 / (1 + X**2) ** 2),
    ],
)
def test_other_factors_are_another_shape(one: object, other: object) -> None:
    assert on_the_plane(one) != on_the_plane(other)


def test_the_number_of_letters_matters() -> None:
    assert shape(Expectation(Heaviside(Z), Gaussian())) != on_the_plane(Heaviside(X))


def test_powers_are_told_apart_by_their_exponents_and_not_by_their_parameters():
    once, scaled, twice = (skeleton(Expectation((a + Z**2) ** -n, Gaussian())) for a, n in ((1, 1), (q1, 1), (1, 2)))
    assert once == scaled != twice
