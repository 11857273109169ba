"""Quantities: moments, Hermite coefficients, kernels."""

import pytest

from derive.language.errors import ReadError
from derive.language.symbols import ddphi, dphi, phi, z
from derive.language.text.quantity import read_quantity


def test_moments_are_polynomials():
    assert read_quantity("E[phi^2]").polynomial == phi**2
    assert read_quantity("E[phi**2]").polynomial == phi**2
    assert read_quantity(" E[ddphi*phi + dphi^2/2] ").polynomial == phi * ddphi + dphi**2 / 2


def test_hermite_polynomials_are_the_probabilists():
    assert read_quantity("E[phi*He_4]").polynomial == (phi * (z**4 - 6 * z**2 + 3)).expand()
    assert read_quantity("E[He_0]").polynomial == 1


def test_kernels_have_no_polynomial():
    assert [(read_quantity(t).kind, read_quantity(t).polynomial) for t in ("K", "Kdot")] == [("K", None), ("Kdot", None)]


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("phi^2", 0),
        ("E[phi", 0),
        ("E[]", 0),
        ("E[psi]", 2),
        ("E[phi*q]", 6),
        ("E[1/phi]", 0),
        ("E[phi**41]", 0),
        ("E[sin(phi)]", 2),
        ("E[He_201]", 2),
        ("E[He_200*He_41]", 0),
        ("E[phi phi]", 6),
    ],
)
def test_other_texts_are_refused(text, position):
    with pytest.raises(ReadError) as caught:
        read_quantity(text)
    assert caught.value.position == position
