"""The map of u = 1 - c on the edge by plain quadrature, without cancellation: 1 - f(1 - u) = E[(phi(U) - phi(V))^2]/(2 q E[phi'^2])."""

import numpy as np

NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)
END = 9.0


def segments(cuts):
    """Gauss-Legendre nodes and weights on the intervals between sorted cuts, one row for each row of cuts."""
    low, high = cuts[:, :-1, None], cuts[:, 1:, None]
    points = (low + high) / 2 + (high - low) / 2 * NODES
    weights = (high - low) / 2 * WEIGHTS
    return points.reshape(len(cuts), -1), weights.reshape(len(cuts), -1)


def step(phi, knots, q, slope):
    """u -> 1 - f(1 - u); `slope` is E[phi'(sqrt(q) Z)^2], phi works on arrays."""
    across, weight = segments(np.array([[0.0, 1.5, 3.5, END]]))
    t, dt = across[0], 2 * weight[0] * np.exp(-(across[0] ** 2) / 2) / np.sqrt(2 * np.pi)
    root = np.sqrt(q)

    def after(u):
        a, b = np.sqrt(1 - u / 2), np.sqrt(u / 2)
        places = [(knot / root + sign * b * t) / a for knot in knots for sign in (-1, 1)]
        fixed = [np.full_like(t, place) for place in (-END, -3.0, 0.0, 3.0, END)]
        cuts = np.sort(np.clip(np.stack([*fixed, *places], axis=1), -END, END), axis=1)
        s, ds = segments(cuts)
        gap = phi(root * (a * s + b * t[:, None])) - phi(root * (a * s - b * t[:, None]))
        inner = np.sum(ds * np.exp(-(s**2) / 2) / np.sqrt(2 * np.pi) * gap**2, axis=1)
        return float(np.sum(dt * inner)) / (2 * q * slope)

    return after
