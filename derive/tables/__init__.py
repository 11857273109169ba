"""Kernels without a closed form as float64 tables whose error is proven: polynomials in log q1, log q2 and the angle, or of averages over one variable (`heat`)."""
