"""Is my formula right? A claimed formula against the quantity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sympy import Expr, Rational, Symbol, Tuple

from derive.activations import of as activation_of
from derive.evidence.audit.certificate import Certificate
from derive.evidence.audit.equation import certify
from derive.evidence.audit.sample import Assignment, sample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError
from derive.language.forms.equal_orders import equal_for_all
from derive.language.forms.normalize import equal_forms
from derive.language.functions.cases import Leaf, Tree, split
from derive.language.functions.piece import CHOICES, pieces
from derive.language.functions.switches import sides
from derive.language.goals.hermite_coefficient import order
from derive.language.symbols import c as correlation
from derive.language.text.conversion import exact
from derive.language.text.quantity import read_quantity
from derive.language.text.reader import read_formula
from derive.pipeline.answer import Answer
from derive.pipeline.ask import expectation
from derive.processes.deadline import Deadline

PLACES = 2  # at which a formula is compared to more digits
VARIANCES = ("q", "q1", "q2")
SIZES = tuple(map(Rational, ("1/1000", "11", "70", "400")))
ENDS = tuple(map(Rational, ("-1", "1", "-9999/10000", "9999/10000")))
SECONDS = 5.0  # for one of these points
FEW_DIGITS, MOST_DIGITS, SPARE = 100, 1000, 10


@dataclass(frozen=True, slots=True)
class Check:
    """Is a formula right? The verdict, and a counterexample with both balls if it is refuted."""

    certificate: Certificate
    answer: Answer
    claimed: Expr

    @property
    def verdict(self) -> Verdict:
        return self.certificate.verdict

    @property
    def message(self) -> str:
        return self.certificate.message


def check(
    activation: Any,
    quantity: str,
    formula: Any,
    digits: int = 30,
    *,
    assume: Mapping[str, str] | None = None,
    fixed: Mapping[str, Any] | None = None,
    time_limit: float | None = 60,
) -> Check:
    """Compare a claimed formula with the quantity: proved (equal normal forms, balls agree), certified (balls agree), refuted, or undecided.

    `formula` is text or sympy in q (or q1, q2), c and the parameters of the activation, of which those that are fixed have their value.
    """
    function = activation_of(activation, assume or {}, fixed or {})
    asked = read_quantity(quantity)
    text = str(formula)
    unequal = asked.kind != "moment" and ("q1" in text or "q2" in text)
    deadline = Deadline.after(time_limit)
    answer = expectation(function, quantity, equal_variances=not unequal, seconds=deadline.share(0.5))
    letters = {symbol.name: symbol for symbol in sorted(answer.goal.free_symbols, key=str)}
    claimed = read_formula(text, letters | {name: exact(name, value) for name, value in (fixed or {}).items()})
    if answer.status in ("diverges", "undefined"):
        return Check(Certificate(Verdict.REFUTED, 0, 0, "", answer.message or answer.status), answer, claimed)
    evidence = certify(answer.goal, claimed, answer.conditions, digits, 4, deadline.remaining())
    if evidence.verdict is Verdict.CERTIFIED and answer.value is not None and _equal(answer.value, claimed):
        why = f"both sides have the same exact normal form, and agree to {evidence.digits} digits at {evidence.points} points"
        return Check(Certificate(Verdict.PROVED, evidence.digits, evidence.points, "normal form", why), answer, claimed)
    if evidence.verdict is Verdict.CERTIFIED:
        base = next(sample(answer.goal.free_symbols | claimed.free_symbols, answer.conditions, 1), {})
        points = (*sides(claimed, base), *_far(answer.goal.free_symbols))
        evidence = _at_points(evidence, answer, claimed, points, digits, deadline)
    if evidence.verdict is Verdict.CERTIFIED and answer.value is not None:
        evidence = _to_more_digits(evidence, answer, answer.value - claimed, claimed, deadline)
    return Check(evidence, answer, claimed)


def _far(letters: Iterable[Symbol]) -> Iterator[Assignment]:
    """All variances tiny, moderate, and large, and the correlation at and near its ends: a formula may hold on a part of the points alone."""
    variances = [letter for letter in letters if letter.name in VARIANCES]
    yield from (dict.fromkeys(variances, size) for size in SIZES if variances)
    if correlation in letters:
        yield from ({correlation: end} for end in ENDS)


def _at_points(evidence: Certificate, answer: Answer, claimed: Expr, points: Iterable[Assignment], digits: int, deadline: Deadline) -> Certificate:
    """The evidence, or a refutation at one of the points, which leave other letters free."""
    for point in points:
        left = deadline.remaining()
        if left is not None and left <= 0:
            break
        try:
            goal, formula = (side.subs(point) for side in (answer.goal, claimed))
            conditions = [condition.subs(point) for condition in answer.conditions]
            found = certify(goal, formula, conditions, digits, 2, SECONDS if left is None else min(left, SECONDS))
        except DeriveError:
            continue
        if found.verdict is Verdict.REFUTED and found.counterexample is not None:
            fixed = {symbol.name: str(value) for symbol, value in point.items()}
            return replace(found, counterexample=replace(found.counterexample, at=fixed | dict(found.counterexample.at)))
    return evidence


def _to_more_digits(evidence: Certificate, answer: Answer, difference: Expr, claimed: Expr, deadline: Deadline) -> Certificate:
    """The evidence, or a refutation to as many digits as the difference of the claimed formula from the closed form asks for."""
    for point in sample(answer.goal.free_symbols | claimed.free_symbols, answer.conditions, PLACES):
        left = deadline.remaining()
        needed = None if left is not None and left <= 0 else _first_difference(difference, point, left)
        if needed is None:
            continue
        found = certify(answer.goal.subs(point), claimed.subs(point), (), needed, 1, deadline.remaining())
        if found.verdict is Verdict.REFUTED and found.counterexample is not None:
            at = {symbol.name: str(value) for symbol, value in point.items()}
            why = f"the two sides differ by less than 10^-{needed - SPARE}, but they differ"
            return replace(found, message=why, counterexample=replace(found.counterexample, at=at))
    return evidence


def _first_difference(difference: Expr, point: Assignment, seconds: float | None) -> int | None:
    """Digits that tell a difference from 0; None where MOST_DIGITS do not."""
    for digits in (FEW_DIGITS, MOST_DIGITS):
        try:
            ball = enclose(difference, {symbol: value for symbol, value in point.items() if symbol in difference.free_symbols}, digits, seconds, 1)
        except DeriveError:
            return None
        if not ball.contains(0):
            return min(MOST_DIGITS, ball.leading_zeros() + SPARE)
    return None


def _equal(a: Expr, b: Expr) -> bool:
    """Whether the normal form proves a = b, in each case where they have cases, for every order if there is one."""
    if equal_forms(a, b):
        return True
    if order in a.free_symbols | b.free_symbols:
        return equal_for_all(a, b, order)
    return (a.has(*CHOICES) or b.has(*CHOICES)) and _equal_in_each_case(a, b)


def _equal_in_each_case(a: Expr, b: Expr) -> bool:
    """The same for every sign of the numbers on which the branches of the two depend."""
    try:
        tree = split(Tuple(a, b), lambda sides: equal_forms(*(_branch(side) for side in sides.args)))
    except DeriveError:
        return False
    return _everywhere(tree)


def _branch(expr: Expr) -> Expr:
    """The expression without choices, all of them decided. Raises UndecidedSign."""
    return pieces(expr)[0].expr


def _everywhere(tree: Tree[bool]) -> bool:
    """Whether it holds in all cases; a boundary that could not be looked at counts against it."""
    if isinstance(tree, Leaf):
        return tree.found
    zero = tree.never_zero if tree.zero is None else _everywhere(tree.zero)
    return zero and all(_everywhere(part) for part in (tree.positive, tree.negative) if part is not None)
