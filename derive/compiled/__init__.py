"""Closed forms as fast float64 functions whose error is bounded while they run.

    expression -> normal form -> tails of normal laws by the signs of their arguments -> tape of figures with error bounds -> NumPy in blocks

Kernels of functions made of polynomials and exponentials between knots (`cut_function`) are also integrals over one variable of conditional means in closed
form (`conditional`), without terms that cancel: they answer where the bound is larger than what is promised, and first where a closed form needs quadratures
of its own. What is left is answered by balls (`function`).

Activations themselves become float functions without gaps at their removable singular points (`near_points`).
"""
