"""Closed forms as fast float64 functions whose error is bounded while they run.

    expression -> normal form -> tails of normal laws by the signs of their arguments -> tape of figures with error bounds -> NumPy in blocks

Points at which the bound is larger than what is promised go to a rule over rectangles (`rectangles`), which has no terms that cancel, for functions made of
polynomials and exponentials between knots; what is left is answered by balls (`function`).

Activations themselves become float functions without gaps at their removable singular points (`near_points`).
"""
