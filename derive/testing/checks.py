"""Property tests of numbers that other code computes: one call each, against proven balls.

    check_kernel(my_gelu_kernel, "gelu")
    check_kernel(from_covariance(my_covariance_map), "Max(x, 0)**2", tolerance=1e-6)
    check_gain(torch.nn.init.calculate_gain("tanh"), "tanh")       # LawBroken: 5/3 is not 1.5925...

Each raises `LawBroken` with the simplest point found, the value given and the true ball; else it returns `Held`, which
says at how many points and how well it held. The function is tried at the points where implementations break first
(c = 1 and -1, c = 0, zero input, very unequal variances), then at random ones; all are exact floats.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from flint import arb
from sympy import Rational

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.precision import working
from derive.language.errors import DeriveError, Diverges, NotDefined
from derive.language.symbols import dphi, phi
from derive.language.text.quantity import read_quantity
from derive.testing.broken import Held, LawBroken, called, place
from derive.testing.points import PAIRS, SINGLE, SWEEP, ZERO_INPUTS, Point, at_every, pairs, single
from derive.testing.truth import KernelTruth, moment, ready, spread

Kernel = Callable[[float, float, float], Any]
TOLERANCE = 1e-9
NOISE = 1e-15  # of the float that is compared
FIGURES, BITS, ROUNDED = 17, 128, 1.06  # a true value as it is shown; the last covers the rounding of the radius to two figures
SHARP = 0.01  # of the tolerance: how well the truth must be known


def check_kernel(
    fn: Kernel, activation: object, *, partner: object = None, derivative: int = 0, tolerance: float = TOLERANCE, examples: int = 40, seconds: float = 60.0
) -> Held:
    """`fn(q1, q2, c)` is E[phi^(n)(u) psi^(n)(v)], (u, v) centred normal with variances q1, q2 and correlation c.

    Errors count relative to sqrt(K(q1, q1, 1) K(q2, q2, 1)); a value that is not finite, or an exception, fails. With
    `partner` psi is another activation. Points whose truth is not known within their time are counted as undecided.
    """
    first = ready(activation)
    truth = KernelTruth(first, first if partner is None else ready(partner), derivative)
    law = f"E[{'φψ' if partner is not None else 'φφ'}]".replace("φ", "φ" + "'" * derivative) + f" of {first.name}"
    return _compare(law, "q1 q2 c", fn, truth.at, truth.scale, (*PAIRS, *ZERO_INPUTS, *SWEEP), pairs(), tolerance, examples, seconds)


def check_derivative_kernel(fn: Kernel, activation: object, **options: Any) -> Held:
    """`fn(q1, q2, c)` is E[phi'(u) phi'(v)]; options as in `check_kernel`."""
    return check_kernel(fn, activation, derivative=1, **options)


def check_expectation(
    fn: Callable[[float], Any], activation: object, quantity: str, *, tolerance: float = TOLERANCE, examples: int = 40, seconds: float = 60.0
) -> Held:
    """`fn(q)` is a quantity such as "E[phi^2]", "E[dphi]" or "E[phi*z]" at variance q.

    Errors count relative to the root of the mean square of the same, where that exists.
    """
    found = ready(activation)
    polynomial = read_quantity(quantity).polynomial
    if polynomial is None:
        raise DeriveError(f"a test of {quantity}", "it is a kernel", "check_kernel")

    def true(point: Point, size: float) -> Ball:
        return moment(found, polynomial, point[0], size)

    def scale(point: Point) -> float:
        return spread(found, polynomial, point[0])

    return _compare(f"{quantity} of {found.name}", "q", fn, true, scale, SINGLE, single(), tolerance, examples, seconds)


def check_gain(value: float, activation: object, *, backward: bool = False, q: Any = 1, tolerance: float = TOLERANCE) -> Held:
    """`value` is the gain that keeps the second moment: 1/sqrt(E[phi^2]/q), or with `backward` 1/sqrt(E[phi'^2]), at variance q."""
    found, at = ready(activation), Rational(q)
    mean = moment(found, (dphi if backward else phi) ** 2, at).arb
    law = f"the {'backward' if backward else 'forward'} gain of {found.name}"
    if not mean > 0:
        raise DeriveError(law, f"E[{'dphi' if backward else 'phi'}^2] is not seen to be positive", "another activation")
    true = Ball(1 / (mean if backward else mean / at.p * at.q).sqrt())
    return _held(law, place("q", (at,)), float(value), true, abs(float(true.arb.mid())), tolerance)


def from_covariance(fn: Callable[[list[list[float]]], Any]) -> Kernel:
    """A kernel in (q1, q2, c) from one that takes a 2 x 2 covariance matrix as nested lists."""

    def kernel(q1: float, q2: float, c: float) -> Any:
        between = c * (q1 * q2) ** 0.5 if q1 != q2 else c * q1
        return fn([[q1, between], [between, q2]])

    return kernel


def _compare(law: str, names: str, fn: Any, truth: Any, scale: Any, first: Any, more: Any, tolerance: float, examples: int, seconds: float) -> Held:
    end = time.monotonic() + seconds
    seen = {"points": 0, "undecided": 0}
    worst, refusal = (0.0, ""), None

    def one(point: Point) -> None:
        nonlocal worst, refusal
        if time.monotonic() > end:
            seen["undecided"] += 1
            return
        try:
            size = scale(point)
            true = truth(point, size) if size < math.inf else None
        except DeriveError as error:
            true, refusal = None, error
        if true is None or not float(true.arb.rad()) <= SHARP * tolerance * size:  # not known, or beyond the range of floats
            seen["undecided"] += 1
            return
        held = _held(law, place(names, point), called(law, names, fn, point), true, size, tolerance)
        seen["points"] += 1
        worst = max(worst, (held.worst, held.at))

    at_every(first, more, one, examples)
    if not seen["points"] and isinstance(refusal, (Diverges, NotDefined)):
        raise refusal
    if not seen["points"]:
        raise DeriveError(f"a test of {law}", f"its true value is known at none of {seen['undecided']} points", "a longer time: seconds=600")
    return Held(law, seen["points"], seen["undecided"], *worst)


def _held(law: str, where: str, given: float, true: Ball, size: float, tolerance: float) -> Held:
    middle = float(true.arb.mid())
    error = abs(given - middle) / size
    if not error <= tolerance + NOISE:  # also where it is nan
        raise LawBroken(law, repr(given), _ball(true), where)
    return Held(law, 1, 0, error, where)


def _ball(true: Ball) -> str:
    """A short decimal and how far from it the truth may be."""
    text = true.short(FIGURES)
    with working(BITS):
        gap = float((true.arb - arb(text)).abs_upper())
    return text if gap == 0 else f"{text} ± {gap * ROUNDED:.1e}"
