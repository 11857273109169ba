"""The recurrences of a network in the limit of large width, written down from its description.

A field is followed through the branch as (mean, second moment, covariance of two inputs); nothing but the independence of weights is used:

    Dense        mean 0,  second -> sigma_w^2 second + sigma_b^2, and the covariance in the same way; the result is normal by the central limit theorem
    Nonlinear    mean E[phi],  second -> E[phi^2](q),  covariance -> K(q, q, c), c = lambda/q
    x + branch   second moments add, and 2 m E[phi] where the branch ends with the nonlinearity: x_i and h_i are independent in the limit

and the mean square of a gradient backwards: through Dense times sigma_w^2 N_out/N_in, through Nonlinear times E[phi'^2](q); at a sum both ways add, since
the weights of the branch have mean 0. A weight has the gradient (that of its output) times (its input). Sources: Yang and Schoenholz 2017, theorems on
recurrences, with both inputs of the same norm; the cross term of the reduced network for E[phi] != 0 is derived here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr, Integer, Symbol

from derive.language.functions.activation import Activation
from derive.language.functions.facts import facts
from derive.language.goals.expectation import DualKernel
from derive.language.symbols import dphi, phi
from derive.theory.moments import moment
from derive.theory.networks import letters
from derive.theory.networks.description import Architecture, Dense, Nonlinear, Skip

FRESH = "the parameters of a layer are independent of one another and of all that comes before"
WIDE = "the width tends to infinity, so that fields are normal and averages over neurons are expectations"
COPY = "backwards the weights are taken for independent copies of those of the forward pass (gradient independence)"
CONCENTRATED = "E[phi'^4] is finite, so that averages of phi'^2 over neurons concentrate"
UNCORRELATED = "the state of a neuron and the field in front of its nonlinearity are independent in the limit"
NORMAL = "the input of the first layer is a normal field"
EQUAL = "both inputs have the same norm, so that p = p' and q = q' in every layer"

Equations = Mapping[Symbol, Expr]


@dataclass(frozen=True, slots=True)
class Recurrences:
    """`fields`, in order: q, lambda, c of each normal field from the state (p, gamma, m) of the layer before. `state`: the new state from both.

    `back` is chi of the layer before over chi, `parameters` the mean squared gradients of the parameters over chi; `assumptions` in words.
    """

    network: str
    fields: Equations
    state: Equations
    back: Expr
    parameters: Equations
    assumptions: tuple[str, ...]

    def at(self, values: Mapping[Symbol, Expr]) -> Recurrences:
        """With symbols replaced: numbers, or laws of the layer l such as sigma_v -> sigma_v l^(-beta/2)."""
        return Recurrences(
            self.network,
            {name: value.subs(values) for name, value in self.fields.items()},
            {name: value.subs(values) for name, value in self.state.items()},
            self.back.subs(values),
            {name: value.subs(values) for name, value in self.parameters.items()},
            self.assumptions,
        )


@dataclass(frozen=True, slots=True)
class _Field:
    mean: Expr
    second: Expr
    joint: Expr
    width: Expr


def recurrences(architecture: Architecture, activation: Activation) -> Recurrences:
    """The recurrences of the network with this activation, moments as goals.

    >>> from derive.theory.architectures import architecture
    >>> found = recurrences(architecture("full residual"), Activation.of("Max(x, 0)"))
    >>> found.fields[letters.variance_at(1)]
    p*sigma_w**2 + sigma_b**2
    """
    walk = _Walk(architecture, activation)
    start = _Field(letters.m, letters.p, letters.gamma, architecture.width)
    end = walk.forward(start)
    crossed = architecture.skip is Skip.IDENTITY and isinstance(architecture.branch[-1], Nonlinear) and end.mean != 0
    back, parameters = walk.backward(end.width / architecture.width if architecture.skip is Skip.PROJECTION else Integer(architecture.skip is not Skip.NONE))
    state = _joined(architecture.skip, start, end, crossed)
    return Recurrences(architecture.name, walk.fields, state, back, parameters, _assumptions(architecture, crossed))


def _assumptions(architecture: Architecture, crossed: bool) -> tuple[str, ...]:
    first = isinstance(architecture.branch[0], Nonlinear)
    return (FRESH, WIDE, COPY, CONCENTRATED, EQUAL, *((UNCORRELATED,) if crossed else ()), *((NORMAL,) if first else ()))


def _joined(skip: Skip, start: _Field, end: _Field, crossed: bool) -> dict[Symbol, Expr]:
    """The state after the sum."""
    if skip is Skip.NONE:
        return {letters.p: end.second, letters.gamma: end.joint}
    cross = 2 * start.mean * end.mean if crossed else Integer(0)
    found = {letters.p: start.second + cross + end.second, letters.gamma: start.joint + cross + end.joint}
    return found | ({letters.m: start.mean + end.mean} if crossed else {})


class _Walk:
    """Through the branch and back; `fields` are the normal fields met."""

    def __init__(self, architecture: Architecture, activation: Activation) -> None:
        self.branch, self.activation = architecture.branch, activation
        self.centred = facts(activation).parity == "odd"
        self.fields: dict[Symbol, Expr] = {}
        self.inputs: list[_Field] = []
        self.count = 0

    def forward(self, field: _Field) -> _Field:
        for part in self.branch:
            self.inputs.append(field)
            field = self._through(part, field)
        return field

    def _through(self, part: Dense | Nonlinear, field: _Field) -> _Field:
        if isinstance(part, Dense):
            scale, shift = letters.deviation(part.weight) ** 2, letters.deviation(part.bias) ** 2 if part.bias else Integer(0)
            return _Field(Integer(0), scale * field.second + shift, scale * field.joint + shift, field.width if part.width is None else part.width)
        self.count += 1
        q, joint, c = (name(self.count) for name in (letters.variance_at, letters.covariance_at, letters.correlation_at))
        self.fields |= {q: field.second, joint: field.joint, c: joint / q}
        f = self.activation.as_lambda
        mean = Integer(0) if self.centred else moment(self.activation, phi, q)
        return _Field(mean, moment(self.activation, phi**2, q), DualKernel(f, f, (0, 0), q, q, c), field.width)

    def backward(self, skip: Expr) -> tuple[Expr, dict[Symbol, Expr]]:
        """chi of the layer before, and of the parameters, each over chi of the layer."""
        flow: Expr = Integer(1)
        found: dict[Symbol, Expr] = {}
        number = self.count
        for part, field in zip(reversed(self.branch), reversed(self.inputs), strict=True):
            if isinstance(part, Nonlinear):
                flow *= moment(self.activation, dphi**2, letters.variance_at(number))
                number -= 1
                continue
            found[letters.gradient_of(part.weight)] = flow * field.second
            if part.bias:
                found[letters.gradient_of(part.bias)] = flow
            flow *= letters.deviation(part.weight) ** 2 * (field.width if part.width is None else part.width) / field.width
        return skip + flow, found
