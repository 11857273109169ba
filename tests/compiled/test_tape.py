"""Error bounds hold: against exact arithmetic, where terms cancel and where they do not."""

from fractions import Fraction

import numpy as np

from derive.compiled.tape import Arithmetic, Figure

rng = np.random.default_rng(1)


def run(number, figure, *arrays):
    value, bound = number.tape.schedule((figure.slot, number.difference_bound(figure))).run([np.asarray(a) for a in arrays])
    return np.broadcast_to(value, arrays[0].shape), np.broadcast_to(bound, arrays[0].shape)


def exact(array):
    return [Fraction(float(v)) for v in array]


def within(value, bound, truth):
    return all(abs(Fraction(float(v)) - t) <= Fraction(float(b)) for v, b, t in zip(value, bound, truth, strict=True))


def test_a_cancelling_sum_of_products_stays_within_its_bound():
    x, y = rng.uniform(0, 1, 300), rng.uniform(0, 1, 300)
    number = Arithmetic(2)
    a, b = Figure(0, 0.0, None, 1), Figure(1, 0.0, None, 1)
    third = number.quotient(a, number.constant(3.0, exact=True))
    total = number.sum([number.product([third, b]), number.negative(number.product([b, third])), number.power(a, 3), number.negative(number.power(b, 3))])
    truth = [p**3 - q**3 for p, q in zip(exact(x), exact(y), strict=True)]
    value, bound = run(number, total, x, y)
    assert within(value, bound, truth)
    assert not within(value, bound / 1e3, truth), "the bound is of the size of the error"


def test_a_difference_of_inputs_is_exact_up_to_one_rounding():
    number = Arithmetic(2)
    gap = number.sum([Figure(0, 0.0, None, 1), number.negative(Figure(1, 0.0, None, 1))])
    assert gap.relative == 1.0 and gap.error is None


def test_functions_stay_within_their_bounds():
    import mpmath

    x, y = rng.uniform(0.1, 30, 200), rng.uniform(0.1, 30, 200)
    number = Arithmetic(2)
    a, b = Figure(0, 0.0, None, 1), Figure(1, 0.0, None, 1)
    gap = number.sum([number.root(a), number.negative(number.root(b))])
    figures = {
        "exp": (number.exponential(gap), lambda p, q: mpmath.exp(mpmath.sqrt(p) - mpmath.sqrt(q))),
        "angle": (number.angle(number.root(a), gap), lambda p, q: mpmath.atan2(mpmath.sqrt(p), mpmath.sqrt(p) - mpmath.sqrt(q))),
        "quotient": (number.quotient(a, gap), lambda p, q: p / (mpmath.sqrt(p) - mpmath.sqrt(q))),
    }
    with mpmath.workdps(40):
        for name, (figure, truth) in figures.items():
            value, bound = run(number, figure, x, y)
            for v, e, p, q in zip(value, bound, x, y, strict=True):
                assert abs(mpmath.mpf(float(v)) - truth(mpmath.mpf(float(p)), mpmath.mpf(float(q)))) <= e, name
