"""Kernels of piecewise analytic functions over one variable, the other averaged beforehand: E[f(u) G(c u, sigma)], all as polynomials on cells."""
