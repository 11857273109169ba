"""The self-normalising exponential linear unit: SCALE*x for x > 0, SCALE*ALPHA*(e**x - 1) otherwise.

The two constants are the decimals of PyTorch and JAX, read exactly.
"""

from derive.activations.entry import define

ALPHA = "Rational(16732632423543772848170429916717, 10000000000000000000000000000000)"
SCALE = "Rational(10507009873554804934193349852946, 10000000000000000000000000000000)"

activation = define("selu", f"{SCALE}*Piecewise((x, x > 0), ({ALPHA}*(exp(x) - 1), True))")
