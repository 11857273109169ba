"""Variances of signals and gradients of a feed-forward network, layer by layer, with widths and variances of their own.

Notation of Glorot and Bengio 2010: s^i = z^i W^i + b^i, z^(i+1) = f(s^i), i = 0, ..., d, z^0 = x; layer i has n_i units, so W^i is
n_i x n_(i+1) with independent entries of mean 0 and variance v_i, and biases are zero at the start. Backwards, C being the cost,

    dC/dz^i_l = sum_k W^i_lk dC/ds^i_k,      dC/ds^i_k = f'(s^i_k) dC/dz^(i+1)_k,      dC/dW^i_lk = z^i_l dC/ds^i_k.

Under `ASSUMPTIONS` a sum of n products of independent factors, one of them of mean 0, has mean 0 and n times the product of the
second moments of the factors as variance (`sum_of_products`). With rho_i = E[f(s^i)^2]/Var[s^i], rho'_i = E[f'(s^i)^2]:

    Var[s^0] = n_0 v_0 Var[x]          Var[s^(i+1)] = n_(i+1) v_(i+1) rho_i Var[s^i]
    Var[dC/dz^i] = n_(i+1) v_i Var[dC/ds^i]          Var[dC/ds^i] = rho'_i Var[dC/dz^(i+1)]          Var[dC/dW^i] = E[(z^i)^2] Var[dC/ds^i].

Glorot and Bengio treat rho = rho' = 1 (the linear regime), He et al. 2015 rho = rho' = (1 + a^2)/2 (the ReLU with slope a), ANAct 2022
any activation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sympy import Expr, Integer, Symbol, prod, sympify

from derive.language.errors import DeriveError

ASSUMPTIONS = (
    "the weights of a layer are independent of one another, of the signals that enter it and of the gradients that leave it, with mean 0",
    "the units of a layer have the same second moments",
    "f'(s^i) is independent of the gradients that come back to layer i + 1",
    "the gradient at the last layer has mean 0 and is independent of the weights",
)
Quantity = Literal["z", "s", "dC/dz", "dC/ds", "dC/dW"]
QUANTITIES: tuple[Quantity, ...] = ("z", "s", "dC/dz", "dC/ds", "dC/dW")


@dataclass(frozen=True, slots=True)
class FeedForward:
    """A network with layers 0, ..., d: `widths` n_0, ..., n_(d+1), `weights` v_0, ..., v_d, `gains` rho_i and `slopes` rho'_i of
    f at s^0, ..., s^(d-1); `signal` = E[x^2], `gradient` = Var[dC/ds^d].
    """

    widths: tuple[Expr, ...]
    weights: tuple[Expr, ...]
    gains: tuple[Expr, ...]
    slopes: tuple[Expr, ...]
    signal: Expr
    gradient: Expr

    def __post_init__(self) -> None:
        lengths = tuple(map(len, (self.widths, self.weights, self.gains, self.slopes)))
        d = lengths[1] - 1
        if d < 0 or lengths != (d + 2, d + 1, d, d):
            said = "{} widths, {} variances, {} forward and {} backward gains".format(*lengths)
            raise DeriveError(said, "layers 0 to d have d + 2 widths, d + 1 variances and d gains of each kind", "FeedForward.of_depth(d)")
        for name, values in (("width", self.widths), ("variance", (*self.weights, self.signal, self.gradient)), ("gain", (*self.gains, *self.slopes))):
            wrong = next((value for value in map(sympify, values) if value.is_positive is False or (name == "width" and value.is_integer is False)), None)
            if wrong is not None:
                raise DeriveError(f"a {name} of {wrong}", "widths are whole numbers from 1 on, variances and gains positive", f"a positive {name}, or a symbol")

    @classmethod
    def of_depth(cls, depth: int, linear: bool = False) -> FeedForward:
        """All symbols distinct; the linear regime has rho = rho' = 1.

        >>> FeedForward.of_depth(1).moment("dC/dW", 0)
        Var_g*Var_x*n_2*rhop_0*v_1
        """
        if depth < 0:
            raise DeriveError(f"a network of depth {depth}", "the last layer has the number d >= 0", "depth 1")
        widths = tuple(Symbol(f"n_{i}", integer=True, positive=True) for i in range(depth + 2))
        weights, gains, slopes = (tuple(Symbol(f"{name}_{i}", positive=True) for i in range(depth + 1)) for name in ("v", "rho", "rhop"))
        ones = (Integer(1),) * depth
        ends = (Symbol("Var_x", positive=True), Symbol("Var_g", positive=True))
        return cls(widths, weights, ones if linear else gains[:depth], ones if linear else slopes[:depth], *ends)

    @property
    def depth(self) -> int:
        return len(self.weights) - 1

    def moment(self, quantity: Quantity, layer: int) -> Expr:
        """The second moment of an entry of z^i, s^i, dC/dz^i, dC/ds^i or dC/dW^i."""
        if quantity not in QUANTITIES or not 0 <= layer <= self.depth:
            raise DeriveError(f"{quantity} of layer {layer}", f"layers are 0 to {self.depth}, quantities {', '.join(QUANTITIES)}", "dC/ds of layer 0")
        if quantity == "z":
            return self.signal if layer == 0 else self.gains[layer - 1] * self.moment("s", layer - 1)
        if quantity == "s":
            return sum_of_products(self.widths[layer], self.weights[layer], self.moment("z", layer))
        if quantity == "dC/dW":
            return self.moment("z", layer) * self.moment("dC/ds", layer)
        if quantity == "dC/dz":
            return sum_of_products(self.widths[layer + 1], self.weights[layer], self.moment("dC/ds", layer))
        return self.gradient if layer == self.depth else self.slopes[layer] * self.moment("dC/dz", layer + 1)


def sum_of_products(count: Expr, *squares: Expr) -> Expr:
    """E[(sum over k <= n of A_k B_k ...)^2] = n E[A^2] E[B^2] ... for independent factors, one of them of mean 0 and independent in k."""
    return count * prod(squares)


def backward_over_forward(network: FeedForward) -> Expr:
    """Var[dC/dW^0] / Var[dC/dW^d]: 1 where all layers learn at the same pace.

    >>> network = FeedForward.of_depth(1, linear=True)
    >>> backward_over_forward(network)
    n_2*v_1/(n_0*v_0)
    """
    return network.moment("dC/dW", 0) / network.moment("dC/dW", network.depth)
