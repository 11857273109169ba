"""Points at which floats lose too many figures: balls of the form in its tails, against the definition."""

import pytest
from sympy import Rational

from derive import activations, kernel
from derive.compiled.function import Fast, fast
from derive.compiled.tails import Mixed
from derive.language.symbols import c

POINTS = {  # one where the printed form has terms of size exp(1000), one where a wedge of mixed signs is seen from its apex, one where K is below all terms
    "hard_elish": [(2033.4255, 1299.9707, 0.97697), (6252.55, 21169.4, -0.8743), (1e-4, 2e-4, 0.3)],
    "elu": [(6252.55, 21169.4, -0.8743), (1e-6, 1e-5, -0.2), (5e5, 4e5, 0.999)],
    "hard_tanh": [(1e6, 2e5, 0.6), (1e-6, 1e6, -0.7)],
}


def form_of(name) -> tuple[Fast, object]:
    answer = kernel(activations.find(name))
    ((value, _),) = answer.equations()
    found = fast(value, tuple(sorted(value.free_symbols, key=lambda symbol: symbol.name)))
    assert found is not None
    return found, answer


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.slow) if name == "hard_elish" else name for name in POINTS])
def test_balls_agree_with_the_goal(name):
    form, answer = form_of(name)
    for q1, q2, r in POINTS[name]:
        at = {symbol: {"q1": q1, "q2": q2, "c": r}.get(symbol.name, 0.75) for symbol in form.form.field.symbols}
        ball = form.enclosed(list(at.values()), 0.0)
        assert ball is not None and ball.rel_accuracy_bits() > 52
        truth = answer.enclose_at({symbol: Rational(number) for symbol, number in at.items()}, 25, 60).arb
        assert ball.overlaps(truth) and not (ball * (1 + 2.0**-48)).overlaps(truth)


def test_each_way_of_writing_pairs_has_the_same_value():
    form, _ = form_of("elu")
    point = [0.75, -0.6, 2.0, 0.5]
    balls = []
    for way in (None, *Mixed):
        form.ways = {code: [way] for code in range(2 ** len(form.open))}
        balls.append(form.enclosed(point, 0.0))
    assert all(ball.overlaps(balls[0]) for ball in balls)
    assert c in form.form.field.symbols


def test_a_form_that_is_wrong_in_its_tails_is_seen(monkeypatch):
    """A tail of the wrong side changes the value."""
    from derive.compiled import tails

    form, _ = form_of("elu")
    point = [0.75, 0.6, 2.0, 0.5]
    right = form.enclosed(point, 0.0)
    monkeypatch.setattr(tails, "_q", lambda h: h.field.one / 2)
    form.ways = {code: [Mixed.OPPOSITE] for code in range(2 ** len(form.open))}
    wrong = form.enclosed(point, 0.0)
    assert wrong is None or not wrong.overlaps(right)
