"""One random network, forward with two inputs and backward with one gradient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from derive.simulation.inputs import two_inputs
from derive.simulation.network import Array, Draw, Network

W, B, V, A, INPUT, OUTPUT = range(6)  # roles of what is drawn


@dataclass(frozen=True, slots=True)
class Trace:
    """Layer by layer, from the first to the last: variances of the two inputs' pre-activations, their correlation, and the
    squared norms of the gradients at them relative to the last layer."""

    q: Array
    c: Array
    gradient: Array


def propagate(network: Network, variance: float, correlation: float, sample: int, seed: int) -> Trace:
    """A network drawn as number `sample`, with first-layer fields of the given variance and correlation, exactly."""
    draws = Draw.layers(network, sample, seed)
    states = _forward(network, _start(network, variance, correlation, sample, seed), draws)
    gradients = _backward(network, states, draws, np.random.default_rng((seed, sample, 0, OUTPUT)).standard_normal((network.width, 1)))
    moments = [np.einsum("ij,ik->jk", state, state) / network.width for state in states]
    return Trace(
        np.array([moment[0, 0] for moment in moments]),
        np.array([moment[0, 1] / np.sqrt(moment[0, 0] * moment[1, 1]) for moment in moments]),
        np.array([np.sum(g * g) for g in gradients]) / np.sum(gradients[-1] ** 2),
    )


def _start(network: Network, variance: float, correlation: float, sample: int, seed: int) -> Array:
    return two_inputs(network.width, variance, correlation, np.random.default_rng((seed, sample, 0, INPUT)))


def _forward(network: Network, state: Array, draws: list[Draw]) -> list[Array]:
    states = [state]
    for draw in draws:
        if network.kind == "feedforward":
            state = draw.times(W, network.phi(state), network.sigma_w) + draw.vector(B, network.sigma_b)
        else:
            inner = _inner(network, draw, state)
            state = state + draw.times(V, network.phi(inner), network.sigma_v) + draw.vector(A, network.sigma_a)
        states.append(state)
    return states


def _inner(network: Network, draw: Draw, state: Array) -> Array:
    return draw.times(W, state, network.sigma_w) + draw.vector(B, network.sigma_b)


def _backward(network: Network, states: list[Array], draws: list[Draw], gradient: Array) -> list[Array]:
    """Gradients of the first input at all states, for that at the last."""
    gradients = [gradient]
    for draw, before in zip(reversed(draws), reversed(states[:-1]), strict=True):
        state = before[:, :1]
        if network.kind == "feedforward":
            gradient = network.dphi(state) * draw.transposed_times(W, gradient, network.sigma_w)
        else:
            inner = network.dphi(_inner(network, draw, state)) * draw.transposed_times(V, gradient, network.sigma_v)
            gradient = gradient + draw.transposed_times(W, inner, network.sigma_w)
        gradients.append(gradient)
    return gradients[::-1]
