"""A kernel that is symmetric in its variances is printed so, at no higher cost, and only what the normal form proves is printed."""

import pytest
from mpmath import erfc, exp, mp, mpf, quad, sqrt

from derive import kernel
from derive.language.forms import symmetric as module
from derive.language.forms.cost import cost
from derive.language.forms.normalize import normal_form
from derive.language.forms.symmetric import exchanged, looks_symmetric, symmetric
from derive.language.forms.variants import COMMON, expression_of
from derive.language.special import Phi, Phi2
from derive.language.symbols import c, q1, q2

SYMMETRIC = [(name, n) for name in ("hard_sigmoid", "hard_swish", "triangle") for n in (0, 1)] + [("soft_shrink", 0), ("relu6", 0), ("gelu", 1)]


@pytest.mark.parametrize(("name", "derivative"), SYMMETRIC)
def test_a_symmetric_kernel_looks_symmetric(name, derivative):
    found = kernel(name, derivative)
    form = found.derivation.form
    assert looks_symmetric(found.value) and normal_form(found.value, form.field) == form
    assert cost(found.value) <= min(cost(expression_of(form, style)) for style in COMMON)


def test_what_is_not_symmetric_stays_as_it_is():
    found = kernel("relu", 0, "relu6")
    form = found.derivation.form
    assert not looks_symmetric(found.value) and symmetric(form, found.value) is found.value
    assert exchanged(q1 + 2 * q2) == q2 + 2 * q1 and not looks_symmetric(q1 + 2 * q2)


def test_the_opposite_events_are_the_same_probability():
    """Phi(k) + Phi2(h, -k; r) = 1 - Phi2(-h, -k; -r) at h = 1, k = 2, r = 1/3, both sides by quadrature."""
    opposite = module._by_events([Phi(1 / q2), Phi2(1 / q1, -1 / q2, c)])
    assert len(opposite) == 2

    def normal(w):
        return erfc(-w / sqrt(mpf(2))) / 2

    def pair(h, k, r):
        return quad(lambda w: exp(-w * w / 2) / sqrt(2 * mp.pi) * normal((k - r * w) / sqrt(1 - r * r)), [-12, h])

    left = normal(mpf(2)) + pair(1, -2, mpf(1) / 3)
    assert abs(left - (1 - pair(-1, -2, -mpf(1) / 3))) < 1e-12
    value = sum(part.subs({q1: 1, q2: mpf(1) / 2, c: mpf(1) / 3}).evalf() for part in opposite)
    assert abs(value - left) < 1e-12


def test_a_wrong_image_is_not_printed(monkeypatch):
    found = kernel("triangle", 1)
    form = found.derivation.form
    other = expression_of(form)
    assert not looks_symmetric(other) and symmetric(form, other) != other
    monkeypatch.setattr(module, "_by_events", lambda terms: (Phi2(1 / q1, 1 / q2, c),))
    assert symmetric(form, other) is other
