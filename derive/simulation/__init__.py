"""Random networks of finite width: what infinite-width theory predicts, seen in samples.

The parametrisation is that of the theory: W_ij ~ N(0, sigma_w^2/fan-in), b_i ~ N(0, sigma_b^2), independent.
"""
