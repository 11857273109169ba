"""Kernels without a closed form as float64 tables whose error is proven.

Polynomials in log q1, log q2 and the angle arccos c, or of functions and their averages over one variable (`heat`).
"""
