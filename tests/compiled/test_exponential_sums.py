"""Sums of exponentials as products: the same value in the normal form, and floats against mpmath where the terms cancel."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from mpmath import cosh, exp, mp, mpf, sinh, sqrt
from sympy import Symbol
from sympy import exp as exponential

from derive import kernel
from derive.compiled.exponential_sums import Product, equal, products, proportions
from derive.compiled.function import fast
from derive.language.forms.fields import field_of
from derive.language.forms.normalize import normal_form
from derive.language.symbols import c, q1, q2

SYMBOLS = (c, q1, q2)
WAVES = {
    "sin": lambda q, p, r: exp(-(q + p) / 2) * sinh(r * sqrt(q * p)),
    "cos": lambda q, p, r: exp(-(q + p) / 2) * cosh(r * sqrt(q * p)),
    "sin(x)**2": lambda q, p, r: (1 - exp(-2 * q) - exp(-2 * p) + exp(-2 * (q + p)) * cosh(4 * r * sqrt(q * p))) / 4,
    "1 - cos(x)": lambda q, p, r: 1 - exp(-q / 2) - exp(-p / 2) + exp(-(q + p) / 2) * cosh(r * sqrt(q * p)),
}


def points(count=400):
    """Over the whole range, edges among them."""
    random = np.random.default_rng(2)
    q, p = np.exp(random.uniform(np.log(1e-6), np.log(1e6), (2, count)))
    near = (1 - 10.0 ** random.uniform(-16, 0, count)) * random.choice([-1, 1], count)
    r = np.where(random.uniform(size=count) < 0.5, random.uniform(-1, 1, count), near)
    q[:6], p[:6], r[:6] = [1e-6, 1e-6, 1e-6, 1e6, 1.0, 1e-6], [1e-6, 1e6, 1.0, 1e-6, 1.0, 1e-6], [1.0, -1.0, 0.0, 1.0, -1.0, -1.0]
    return q, p, r


@pytest.mark.parametrize("name", WAVES)
def test_arrays_need_no_balls(name):
    """Within 1e-13 of the scale everywhere, no point being left to balls."""
    mp.dps = 60
    function, asked = kernel(name).numpy(), []
    function = replace(function, slow=lambda point, small: asked.append(point) or 0.0)
    q, p, r = points()
    values, formula = function(q, p, r), WAVES[name]
    assert not asked
    for row in zip(q.tolist(), p.tolist(), r.tolist(), values.tolist(), strict=True):
        a, b, s, value = map(mpf, row)
        scale = sqrt(formula(a, a, mpf(1)) * formula(b, b, mpf(1)))
        assert abs(value - formula(a, b, s)) <= 1e-13 * scale


def sums(value):
    """The exponentials of a value with their coefficients."""
    form = normal_form(value, field_of(SYMBOLS))
    return proportions({exponent or form.field.zero: ratio for (_, exponent, _), ratio in form.terms.items()})


def test_products_are_the_sum():
    """Written out they are equal in the normal form; with another coefficient or another argument they are not."""
    a, b = exponential(-q1), exponential(-q2)
    terms = sums(1 - a - b + a * b * (exponential(c * q1) + exponential(-c * q1)) / 2)
    found = products(terms)
    assert len(found) == 2 and equal(terms, found)
    first, *others = found
    assert not equal(terms, [replace(first, coefficient=first.coefficient * Fraction(1001, 1000)), *others])
    ((sine, power),) = first.sines
    assert not equal(terms, [Product(first.coefficient, first.exponent, ((sine * 2, power),)), *others])


def test_coefficients_that_are_not_in_proportion_stay():
    """A sum with a letter as a coefficient."""
    assert sums(1 - q1 * exponential(-q1)) is None


def test_a_falsified_sine_is_seen(monkeypatch):
    """By its value at a small argument, which differs by more than its bound."""
    from derive.compiled import tape

    value, letters = exponential(q1) - exponential(-q1), (Symbol("q1", positive=True),)
    right = fast(value.xreplace({q1: letters[0]}), letters, small=True)
    (plain,), (bound,) = right([np.array([1e-3])])
    assert bound < 3e-15 * plain and abs(plain - 2 * np.sinh(1e-3)) <= bound
    sine = tape._scaled_sine
    monkeypatch.setattr(tape, "_scaled_sine", lambda a: sine(a) * (1 + 1e-12))
    (wrong,), (error,) = fast(value.xreplace({q1: letters[0]}), letters, small=True)([np.array([1e-3])])
    assert abs(wrong - plain) > bound + error
