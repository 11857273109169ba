"""The letters of the field, one meaning each.

`x` is the argument of an activation, `q`, `q1`, `q2` are variances, `c` is a correlation with -1 <= c <= 1. `Z` is a standard normal variable,
`X`, `Y` a standard pair with correlation c: the bound letters of every expectation. Bound letters are dummies with a fixed index, so no
expression that a user writes can contain them, capture is impossible, and equal expectations are equal objects.
"""

from __future__ import annotations

from sympy import Dummy, Symbol

x = Symbol("x", real=True)
q = Symbol("q", positive=True)
q1 = Symbol("q1", positive=True)
q2 = Symbol("q2", positive=True)
c = Symbol("c", real=True)
sigma_w = Symbol("sigma_w", positive=True)
sigma_b = Symbol("sigma_b", nonnegative=True)

Z = Dummy("Z", real=True, dummy_index=7_000_001)
X = Dummy("X", real=True, dummy_index=7_000_002)
Y = Dummy("Y", real=True, dummy_index=7_000_003)

# placeholders of a quantity: the activation, its distributional derivatives, and the standard normal z behind x = sqrt(q) z
phi = Symbol("phi", real=True)
dphi = Symbol("dphi", real=True)
ddphi = Symbol("ddphi", real=True)
z = Symbol("z", real=True)

OF_LAWS = frozenset({"q", "q1", "q2", "c"})  # what a rule may leave in a function that it makes
RESERVED = {"x", "z", "q", "q1", "q2", "c", "phi", "dphi", "ddphi", "E", "I", "pi"}
