"""`Answer.numpy()` at ten thousand points of the whole range for every closed kernel of the catalogue, against balls of the closed form.

That the closed form is the kernel is certified elsewhere, against quadrature. Where floats lose too many figures a value is the middle of a ball already; of
those points one in TWENTY is compared.
"""

import math
from dataclasses import replace

import numpy as np
import pytest
from flint import acb, arb
from sympy import Rational

from derive import activations, expectation, kernel
from derive.compiled.function import Compiled, fast
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import compile_ball
from derive.language.errors import Diverges
from derive.pipeline.by_balls import argument_order

PROMISE = 1e-13
COUNT = 10_000
VARIANCES = 400
TWENTY = 20
BITS = (80, 160, 320)
PARAMETER = 0.7
SLOW_TO_DERIVE = {"smish", "logish", "phish", "serf", "mish", "dsilu", "gelu_tanh", "telu", "swish_beta", "silu", "quick_gelu", "elish", "tanh_shrink"}
CATALOGUE = [name for name in activations.names() if name not in SLOW_TO_DERIVE]
EDGES = [(1e-6, 1e-6, 1.0), (1e-6, 1e6, -1.0), (1e6, 1e6, 1.0), (1e6, 1e6, -1.0), (1.0, 1.0, 1 - 2.0**-53), (1e6, 1e6, 1 - 1e-12), (2.0, 3.0, 0.0)]


def points(count, seed=7):
    """Edges, then triples over 1e-6 <= q <= 1e6 of so many variances, some of equal variances, correlations uniform or next to 1 and -1."""
    random = np.random.default_rng(seed)
    q1, other = random.choice(10 ** random.uniform(-6, 6, VARIANCES), (2, count))
    q2 = np.where(random.uniform(size=count) < 0.2, q1, other)
    near = random.choice([-1, 1], count) * (1 - 10 ** random.uniform(-14, 0, count))
    c = np.where(random.uniform(size=count) < 0.7, np.cos(random.uniform(0, np.pi, count)), near)
    return np.concatenate([np.array(EDGES), np.stack([q1, q2, c], axis=1)])[:count]


class Reference:
    """Balls of a closed form, at more bits until they are small, and of the question itself where the form is singular."""

    def __init__(self, answer):
        self.answer, self.symbols = answer, argument_order(answer)
        ((value, _),) = answer.equations()
        self.program = compile_ball(value, self.symbols, {})
        self.form = fast(value, tuple(sorted(self.symbols, key=lambda symbol: symbol.name)))

    def __call__(self, point, small):
        for bits in BITS:
            with working(bits):
                value = self.program(*(acb(arb(float(number))) for number in point), False)
                if value.is_finite() and value.real.rad() <= small:
                    return value.real
        at = {symbol: Rational(float(number)) for symbol, number in zip(self.symbols, point, strict=True)}
        found = self.form.enclosed([float(at[symbol]) for symbol in sorted(at, key=lambda symbol: symbol.name)], small) if self.form else None
        if found is not None:
            return found
        try:
            return self.answer.enclose_at(at, 25, 60).arb
        except Diverges:
            return arb("inf")


def scales(activation, derivative, triples):
    """sqrt(E[f(u)^2] E[f(v)^2]) from balls; None where that is infinite."""
    second = expectation(activation, "E[dphi^2]" if derivative else "E[phi^2]")
    if second.status != "closed":
        return None
    reference = Reference(second)
    symbols = [symbol.name for symbol in reference.symbols]
    one = {}
    for q in np.unique(triples[:, :2]).tolist():
        value = reference([q if name == "q" else PARAMETER for name in symbols], 1e-3)
        with working(80):
            one[q] = float(reference([q if name == "q" else PARAMETER for name in symbols], float(abs(value).upper()) * 1e-6 + 1e-300))
    return np.sqrt([max(one[a], 0.0) * max(one[b], 0.0) for a, b in triples[:, :2].tolist()])


def worst(name, derivative, count, wrong=0.0):
    """The largest error relative to the scale at so many points, the function falsified at the last of them by `wrong` times the scale."""
    activation = activations.find(name)
    answer = kernel(activation, derivative)
    triples = points(count)
    columns = {"q1": triples[:, 0], "q2": triples[:, 1], "c": triples[:, 2]}
    reference = Reference(answer)
    rows = np.stack([columns.get(symbol.name, np.full(count, PARAMETER)) for symbol in reference.symbols], axis=1)
    function, by_balls = answer.numpy(), set()
    if isinstance(function, Compiled):
        slow = function.slow
        function = replace(function, slow=lambda point, small: by_balls.add(point) or slow(point, small))
    values = function(*rows.T)
    skipped = set(sorted(by_balls)[1::TWENTY]) ^ by_balls
    assert not np.isnan(values).any()
    size = scales(activation, derivative, triples)
    if size is None:
        pytest.skip("the second moment is infinite, so there is no scale")
    if wrong:
        values[-1] += wrong * size[-1]
    found = 0.0
    for row, value, scale in zip(rows, values, size, strict=True):
        if math.isfinite(scale) and tuple(row.tolist()) not in skipped:
            truth = reference(row, scale * 1e-15)
            if not (truth.is_finite() or math.isfinite(value)):
                continue
            found = max(found, float(abs(truth - arb(float(value))).lower()) / (scale or 1.0))
    return found


def closed(name, derivative):
    answer = kernel(activations.find(name), derivative, seconds=20)
    if answer.status != "closed" or not {"q1", "q2", "c"} <= {symbol.name for symbol in answer.goal.free_symbols}:
        pytest.skip("not a closed form in both variances and the correlation")
    if len(list(answer.equations())) != 1:
        pytest.skip("a form for each case")
    return answer


def test_at_some_points_and_an_error_at_one_is_seen():
    assert worst("relu", 0, 300) < PROMISE <= worst("relu", 0, 300, 1.1e-13)
    assert worst("gelu", 1, 300) < PROMISE <= worst("gelu", 1, 300, 1.1e-13)


@pytest.mark.slow
@pytest.mark.parametrize("derivative", [0, 1])
@pytest.mark.parametrize("name", CATALOGUE)
def test_within_the_promise_everywhere(name, derivative):
    answer = closed(name, derivative)
    assert answer.value is not None and worst(name, derivative, COUNT) < PROMISE


@pytest.mark.slow
@pytest.mark.parametrize("derivative", [0, 1])
@pytest.mark.parametrize("name", CATALOGUE)
def test_arrays_and_single_points_agree(name, derivative):
    """What `derive kernel NAME --at` prints, which may come from the definition, against the array function."""
    answer = closed(name, derivative)
    function, symbols = answer.numpy(), argument_order(answer)
    second = scales(activations.find(name), derivative, triples := moderate(3))
    for (q1, q2, c), size in zip(triples.tolist(), [1.0] * 3 if second is None else second.tolist(), strict=True):
        point = [{"q1": q1, "q2": q2, "c": c}.get(symbol.name, PARAMETER) for symbol in symbols]
        ball = answer.enclose_at({symbol: Rational(number) for symbol, number in zip(symbols, point, strict=True)}, 20, 60).arb
        value, bound = float(function(*point)), PROMISE * max(size, abs(float(ball.mid())))
        assert abs(ball - value) < bound
        assert not abs(ball - (value + 3 * bound)) < bound


def moderate(count):
    """Random triples of variances from 1/100 to 100."""
    random = np.random.default_rng(11)
    return np.stack([*(10 ** random.uniform(-2, 2, (2, count))), random.uniform(-0.99, 0.99, count)], axis=1)
