"""Questions: theory poses them, the book of rules answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sympy import Expr, Mul, sqrt

from derive.activations import both_of
from derive.activations import of as activation_of
from derive.engine.route import no_closed_form, not_taken
from derive.language.deciding.order import constant_sign
from derive.language.errors import DeriveError, Diverges, NotDefined, NotIntegrable, TimeLimit, UndecidedSign
from derive.language.forms.bound import is_reduced
from derive.language.forms.fields import field_of
from derive.language.forms.real_quadratics import undecided_sign
from derive.language.functions.activation import Activation
from derive.language.functions.cases import Leaf, split
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation, Goal
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.obstacle import obstacle
from derive.language.symbols import X, Y, Z, ddphi, dphi, phi, x, z
from derive.language.text.quantity import read_quantity
from derive.pipeline.answer import Answer, AnswerByCases
from derive.pipeline.cases import joined, ordinary
from derive.pipeline.existence import functions_of, too_fast
from derive.pipeline.mended import mended
from derive.pipeline.search import book, derivation_of
from derive.pipeline.unbounded import status_of
from derive.processes.deadline import Deadline
from derive.prose.notation import plain
from derive.theory.moments import dual_kernel, hermite_coefficient, moment

LONGEST = 80  # characters of a goal that is named in a message


def expectation(
    activation: Any,
    quantity: str = "E[phi^2]",
    *,
    assume: Mapping[str, str] | None = None,
    fixed: Mapping[str, Any] | None = None,
    route: str | None = None,
    seconds: float | None = 60,
    equal_variances: bool = True,
) -> Answer:
    """E[polynomial in phi, dphi, ddphi, z, He_3, ...] at x = sqrt(q) z as a function of q, E[phi*He_n] also of n, or "K", "Kdot" as functions of q and c.

    `activation` is a name, text, sympy expression, callable or Activation. Raises ReadError for text that is refused.
    """
    try:
        function = activation_of(activation, assume or {}, fixed or {})
    except NotIntegrable as error:
        asked = read_quantity(quantity)
        whole = mended(error, asked.polynomial) if asked.kind == "moment" else None
        if whole is None:
            raise
        return _answer(whole[0], asked.text, whole[1], route, seconds)
    asked = read_quantity(quantity)
    if asked.kind in ("K", "Kdot"):
        goal: Goal = dual_kernel(function, None, int(asked.kind == "Kdot"), equal_variances)
    elif asked.kind == "hermite":
        goal = hermite_coefficient(function, asked.polynomial)
    else:
        goal = moment(function, asked.polynomial)
    return _answer(function, asked.text, goal, route, seconds)


def kernel(
    activation: Any,
    derivative: int | tuple[int, int] = 0,
    other: Any = None,
    *,
    assume: Mapping[str, str] | None = None,
    fixed: Mapping[str, Any] | None = None,
    route: str | None = None,
    seconds: float | None = 60,
    equal_variances: bool = False,
) -> Answer:
    """The dual kernel E[phi^(m)(u) psi^(n)(v)] as a function of q1, q2, c (of q, c for equal variances); (m, n) = `derivative`, or both are it;
    psi = `other` or phi.

    >>> kernel("relu", (0, 1)).value
    sqrt(2)*sqrt(q1)*(c + 1)/(4*sqrt(pi))
    """
    orders = derivative if isinstance(derivative, tuple) else (derivative, derivative)
    if len(orders) != 2 or not all(isinstance(order, int) and order >= 0 for order in orders):
        raise DeriveError(f"the kernel of order {derivative}", "an order is a whole number that is not negative", "0, 1, or (0, 1) for E[phi(u) psi'(v)]")
    orders = int(orders[0]), int(orders[1])
    settings = assume or {}, fixed or {}
    function, second = (activation_of(activation, *settings), None) if other is None else both_of(activation, other, *settings)
    return _answer(function, _name(*orders), dual_kernel(function, second, orders, equal_variances), route, seconds)


def _name(m: int, n: int) -> str:
    """K for (0, 0), Kdot for (1, 1)."""
    return f"K^({m},{n})" if m != n else {0: "K", 1: "Kdot"}.get(m, f"K^({m})")


def _answer(function: Activation, quantity: str, goal: Goal, route: str | None, seconds: float | None) -> Answer:
    """The answer to a goal; by cases where the order of the branches of its functions depends on parameters, all within the time limit."""
    deadline = Deadline.after(seconds)

    def one(case: Goal) -> Answer:
        functions = functions_of(case)
        try:
            for part in functions:
                _ = Activation.of(part).pieces  # raises UndecidedSign
        except NotDefined as error:
            return Answer(function, quantity, case, None, _refused(case, error), f"{quantity}: {error.asked}: {error.stopped}")
        if case == goal:
            return _derived(function, quantity, case, route, deadline)
        supposed = replace(function, expr=functions[0].expr)
        return ordinary(_derived(supposed, quantity, case, route, deadline))

    found = split(goal, one)
    return found.found if isinstance(found, Leaf) else joined(function, goal, found, AnswerByCases)


def _refused(goal: Goal, error: NotDefined) -> str:
    """The status of a goal about what is no function."""
    if isinstance(goal, ActivationMoment):
        return status_of(error, "moment", goal.polynomial)
    square = isinstance(goal, DualKernel) and goal.orders == (0, 0) and goal.functions[0] == goal.functions[1]
    return status_of(error, "K" if square else "")


def _derived(function: Activation, quantity: str, goal: Goal, route: str | None, deadline: Deadline) -> Answer:
    try:
        derivation = derivation_of(goal, route, deadline.remaining())
    except Diverges as error:
        return Answer(function, quantity, goal, None, "diverges", f"{quantity}: {error.stopped}")
    except NotDefined as error:
        return Answer(function, quantity, goal, None, "undefined", f"{quantity}: {error.stopped}")
    except TimeLimit:
        return Answer(function, quantity, goal, None, "enclosed", f"{quantity}: the search for a closed form ran out of its time limit")
    if derivation.closed:
        status = "reduced" if is_reduced(derivation.value) else "closed"
        return Answer(function, quantity, goal, derivation, status, not_taken(route, derivation, book()))
    _split_by_poles(derivation.open_goals)
    if too_fast(goal):
        return Answer(function, quantity, goal, None, "diverges", f"{quantity}: the integrand grows faster than exp(s*x**2) for every s")
    return Answer(function, quantity, goal, derivation, "enclosed", f"{no_closed_form(route, goal)}: {_opened(goal, derivation.open_goals)}")


def _split_by_poles(goals: Sequence[Expr]) -> None:
    """Raises UndecidedSign where it depends on parameters on which lines the poles of an open rational mean lie, so that each case is derived on its own."""
    for goal in goals:
        letters = goal.law.letters if isinstance(goal, Expectation) else ()
        for letter in letters:
            alone = Mul(*(factor for factor in Mul.make_args(goal.body) if factor.free_symbols & {*letters} == {letter}))
            number = undecided_sign(alone, letter, field_of(goal.free_symbols)) if alone.is_rational_function(letter) else None
            if number is not None and constant_sign(number) is None:
                raise UndecidedSign(f"the sign of {number}", "it does not follow from the assumptions", number=number)


def _opened(asked: Goal, goals: Sequence[Expr]) -> str:
    """The smallest goal that stayed open, and what is beyond the rules: in what was asked if it shows there, since steps rewrite functions, or else in it."""
    smallest = min(goals, key=lambda goal: (goal.count_ops(), str(goal)))
    written, found = obstacle(asked), obstacle(smallest)
    if written is not None and written.part is not None:
        found = replace(written, part=written.part.xreplace({X: x, Y: x}))
    named = "an expectation" if len(text := plain(_written_out(smallest, asked))) > LONGEST else text
    why = "" if found is None else f"; {found.why if found.part is None else f'{plain(found.part)} {found.why}'}"
    return (f"{named} stayed open" if len(goals) == 1 else f"{named} and {len(goals) - 1} more stayed open") + why


def _written_out(goal: Expr, asked: Goal) -> Expr:
    """A moment of another function than the one asked about, which has no name, with that function written out."""
    if not isinstance(goal, ActivationMoment) or goal.function in functions_of(asked) or goal.polynomial.has(dphi, ddphi):
        return goal
    return Expectation(goal.polynomial.subs({phi: goal.function(sqrt(goal.variance) * Z), z: Z}), Gaussian())
