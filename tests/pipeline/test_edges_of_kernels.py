"""Closed kernels of the whole catalogue at the edges: printed form, NumPy function and balls agree, and none is NaN where the kernel has a value."""

import math
import sys
from dataclasses import replace
from itertools import product

import pytest
from sympy import Ne, Rational, S, symbols

from derive import activations, expectation, kernel
from derive.language.errors import DeriveError, Diverges
from derive.language.symbols import c, q, q1, q2
from derive.pipeline.limits import limits

TINY = Rational(1, 2**40)  # dyadic, so that floats are the same points
CORRELATIONS = (-S.One, TINY - 1, -S.Half, S.Zero, S.Half, 1 - TINY, S.One)
VARIANCES = ((Rational(1, 2**20), S.One), (S.One, S.One), (Rational(1, 4), Rational(10**6)), (Rational(1, 2**20), Rational(10**6)))
SLOW_TO_DERIVE = {"smish", "logish", "phish", "serf", "mish", "dsilu", "gelu_tanh", "telu", "swish_beta", "silu", "quick_gelu", "elish", "tanh_shrink"}
CANCELLING = {"hard_elish"}  # terms near exp(5e5) cancel in its printed form at large variances, which sympy cannot do
QUICK = ("relu", "gelu", "step", "sin")
EVERY = [name for name in activations.names() if name not in SLOW_TO_DERIVE]


def answers(name):
    for derivative in (0, 1):
        found = kernel(activations.find(name), derivative, seconds=20)
        if found.status == "closed":
            yield found


def points(answer, variances=VARIANCES):
    extra = {name: Rational(3, 4) for name in answer.parameters if name not in ("q1", "q2", "c")}
    for (first, second), correlation in product(variances, CORRELATIONS):
        yield {name: value for name, value in (("q1", first), ("q2", second), ("c", correlation)) if name in answer.parameters} | extra


def truth(answer, point):
    """The middle and the radius of the ball as floats, infinite where the kernel diverges."""
    try:
        ball = answer.enclose(20, 60, **{name: str(value) for name, value in point.items()}).arb
    except Diverges:
        return math.inf, 0.0
    return float(ball.mid()), float(ball.rad())


def printed(answer, point):
    """What replacing the letters of the printed form gives, None where that is not a number."""
    at = {symbol: point[symbol.name] for symbol in answer.value.free_symbols}
    value = answer.value.subs(at)
    if value.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity):
        return None
    return float(value.evalf(20, maxn=100))


def scale(answer, point):
    """sqrt(K(q1, q1, 1) K(q2, q2, 1)), from balls; what is below the smallest of doubles counts as that."""
    sides = [truth(answer, point | {"q1": point[v], "q2": point[v], "c": S.One})[0] for v in ("q1", "q2")] if {"q1", "c"} <= point.keys() else [1.0, 1.0]
    return math.sqrt(sides[0] * sides[1]) if all(map(math.isfinite, sides)) else max(1.0, abs(truth(answer, point)[0]))


def check(name, variances):
    for answer in answers(name):
        stated = {limit.at[0] for limit in limits(answer)}
        symbols = {symbol.name: symbol for symbol in answer.goal.free_symbols}
        order = [name for name in ("q1", "q2", "c") if name in answer.parameters]
        order += [name for name in answer.parameters if name not in order]
        function = answer.numpy()
        for point in points(answer, variances):
            (known, radius), size = truth(answer, point), scale(answer, point)
            found = float(function(*(float(point[name]) for name in order)))
            assert found == known or abs(found - known) <= 1e-13 * size + radius, (point, found, known)
            shown = printed(answer, point)
            if shown is None:
                assert not math.isfinite(known) or (symbols["c"], point["c"]) in stated, (point, known)
            else:
                assert shown == known or abs(shown - known) <= 1e-12 * size + radius, (point, shown, known)


@pytest.mark.parametrize("name", QUICK)
def test_printed_numpy_and_balls_agree(name):
    check(name, VARIANCES[:2])


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
def test_printed_numpy_and_balls_agree_over_the_catalogue(name):
    check(name, VARIANCES if name not in CANCELLING else VARIANCES[:2])


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(CANCELLING))
def test_a_printed_form_that_cancels_says_so_while_the_function_of_arrays_and_balls_agree(name):
    point = {"q1": Rational(1, 4), "q2": Rational(10**6), "c": S.Half}
    for answer in answers(name):
        known, radius = truth(answer, point)
        assert abs(float(answer.numpy()(0.25, 1e6, 0.5)) - known) <= 1e-13 * scale(answer, point) + radius
    with pytest.raises(ArithmeticError, match="large terms cancel"):
        printed(answer, point)


def singular(answer, side):
    """Whether the printed form has no value at c = side."""
    replaced = answer.value.subs(c, side)
    return replaced.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity)


def check_ends(answer):
    """Where the form is singular at c = 1 or -1 a limit is stated, for both orders of the variances, and it is what is seen next to the end."""
    for side in (S.One, S.NegativeOne):
        general, equal = [limit for limit in limits(answer) if limit.at == ((c, side),)], [limit for limit in limits(answer) if limit.at[0] == (c, side)][:1]
        assert len(general) == len(equal) == (1 if singular(answer, side) else 0), (answer, side)
        for limit in general:
            check_end(answer, limit, side, (Rational(3, 4), S(2)))
            check_end(answer, limit, side, (S(2), Rational(3, 4)))
        for limit in equal:
            check_end(answer, limit, side, (S.One, S.One))


def check_end(answer, limit, side, pair):
    at = dict(zip((q1, q2), pair, strict=True)) | {s: Rational(3, 4 + i) for i, s in enumerate(sorted(answer.goal.free_symbols - {c, q1, q2}, key=str))}
    near = answer.enclose_at(at | {c: side * (1 - Rational(1, 2**60))}, 20, 30).arb
    if limit.value is None or any(h.subs(at | {q: 1}) == S.false for h in limit.hypotheses):
        assert abs(near) > 100
        return
    value = float(limit.value.subs(at | {q: 1}).evalf(20))
    assert abs(value - float(near.mid())) < 1e-7 * max(1, abs(value)), (limit, pair)


PAIRS = [
    ("Max(x-3/4,0)", "Max(x-1/2,0)", 0),
    ("Heaviside(x-b)", "Max(x-1/2,0)", 1),
    ("Max(-1,Min(1,x))", "sign(x)*Max(Abs(x)-b,0)", 0),
    ("Max(-1,Min(1,x))", "x*Phi(x)", 1),
    ("Piecewise((x, x>1/2),(exp(x)-1, True))", "Max(-1,Min(1,x))", 0),
]


@pytest.mark.parametrize("name", ["hard_tanh", "hard_shrink"])
def test_limits_at_the_ends_hold_for_any_variances(name):
    for answer in answers(name):
        check_ends(answer)


@pytest.mark.parametrize(("first", "second", "derivative"), [*PAIRS[:2], *(pytest.param(*pair, marks=pytest.mark.slow) for pair in PAIRS[2:])])
def test_limits_at_the_ends_hold_for_two_activations(first, second, derivative):
    check_ends(kernel(first, derivative, second))


def test_a_limit_with_exchanged_cases_is_seen(monkeypatch):
    module, here = sys.modules["derive.pipeline.limits"], sys.modules[__name__]
    true = module.limits

    def exchanged(answer):
        return [replace(limit, value=limit.value.subs({q1: q2, q2: q1}, simultaneous=True)) for limit in true(answer)]

    monkeypatch.setattr(here, "limits", exchanged)
    with pytest.raises(AssertionError):
        check_ends(kernel("Max(x-3/4,0)", 0, "Max(x-1/2,0)"))


def test_a_limit_that_balls_refute_is_not_stated(monkeypatch):
    module, answer = sys.modules["derive.pipeline.limits"], kernel("Max(-1,Min(1,x))")
    true = module.on_a_line

    def wrong(*question):
        value, hypotheses = true(*question)
        return value + Rational(1, 10**6), hypotheses

    assert {limit.at[0] for limit in limits(answer)} >= {(c, S.One), (c, -S.One)}
    monkeypatch.setattr(module, "on_a_line", wrong)
    assert not any(limit.at[0][0] == c for limit in limits(answer))


def test_the_limits_of_a_kernel_by_cases_are_by_cases(monkeypatch):
    monkeypatch.setattr(sys.modules["derive.pipeline.limits"], "SECONDS", 60.0)  # the machine may be busy
    a, b = symbols("a b", positive=True)
    answer = kernel("Max(x-a,0)-Max(x-b,0)")
    (stated,) = (limit for limit in limits(answer) if limit.at[0] == (c, S.One))
    assert stated.at[1:] == ((q1, q), (q2, q)) and stated.value.free_symbols <= {a, b, q} and len(stated.value.args) == 2
    assert singular(answer, S.One)
    for at in ({a: S.Half, b: S(2)}, {a: S(2), b: S.Half}):
        near = answer.enclose_at(at | {q1: S(3), q2: S(3), c: 1 - Rational(1, 2**60)}, 20, 30).arb
        assert abs(float(stated.value.subs(at | {q: 3})) - float(near.mid())) < 1e-7


def test_a_limit_for_variances_that_differ_is_said_in_words_of_both():
    """delta(u - b) delta(v - b): the point masses meet at q1 = q2 alone."""
    stated = {limit.at: (limit.value, limit.hypotheses) for limit in limits(kernel("Heaviside(x-b)", 1))}
    assert stated[((c, S.One),)] == (0, (Ne(q1, q2),)) and stated[((c, S.One), (q1, q), (q2, q))][0] is None


@pytest.mark.parametrize("name", ["hard_tanh", "relu6", "triangle", "lorentzian", "Abs(x-b)", "Piecewise((1, x > 0), (exp(x)/2, True))"])
def test_the_limits_of_moments_for_a_variance_of_zero_are_seen_at_small_ones(name):
    """relu6's E[phi phi''] tends to 0: the point mass at 0 stands beside phi(0) = 0."""
    for quantity in ("E[phi]", "E[phi^2]", "E[dphi^2]", "E[phi*ddphi]", "E[phi*He_2]"):
        answer = expectation(name, quantity)
        small = {s: Rational(3, 4) for s in answer.goal.free_symbols - {q}} | {q: Rational(1, 2**60)}
        for limit in limits(answer):
            near = float(answer.enclose_at(small, 15, 20).arb.mid())
            assert abs(near) > 1e6 if limit.value is None else abs(near - float(limit.value.subs(small))) < 1e-7, (quantity, limit, near)


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
def test_limits_at_the_ends_hold_over_the_catalogue(name):
    for answer in answers(name):
        check_ends(answer)


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
def test_a_variance_of_zero_is_a_number_or_infinite(name):
    """K(0, q2, c): the NumPy function says the limit, and the printed form says it too, or a limit is stated."""
    for answer in answers(name):
        if "q1" not in answer.parameters:
            continue
        function, stated = answer.numpy(), {limit.at[0][0].name: limit for limit in limits(answer) if len(limit.at) == 1}
        rest = [0.75] * len([name for name in answer.parameters if name not in ("q1", "q2", "c")])
        try:
            value = float(function(0.0, 2.0, 0.5, *rest))
        except DeriveError:
            continue
        near = float(function(1e-14, 2.0, 0.5, *rest))
        assert not math.isnan(value), name
        if math.isfinite(value):
            assert abs(value - near) < 1e-5 * max(1, abs(value)), (value, near)
        replaced = answer.value.subs({s: 0 for s in answer.value.free_symbols if s.name == "q1"})
        assert not replaced.has(S.NaN, S.ComplexInfinity) or "q1" in stated


def test_no_limit_is_stated_where_the_side_of_a_knot_is_unknown():
    places = [{limit.at[0][0] for limit in limits(kernel("relu", 0, "Heaviside(x-a)", assume={"a": sign}))} for sign in ("real", "positive")]
    assert q2 not in places[0] and q2 in places[1]


def test_the_derivation_in_latex_says_the_limits():
    """A form with 1 - c^2 below a root is a limit at c = 1 and -1; that of GELU is none."""
    text = kernel("Max(x-a,0)").latex()
    assert text.count("The limit at ${c = 1}$") == 3 and r"Limits at the edges: ${0}$ at ${c = -1}$" in text
    assert "Limits" not in kernel("gelu").latex()
