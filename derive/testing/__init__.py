"""Property tests for other people's kernels, gains and initialisations, and Hypothesis strategies for one's own.

    from derive.testing import check_kernel
    check_kernel(my_kernel, "gelu")          # my_kernel(q1, q2, c) -> float; LawBroken with a minimal example, or Held

`checks` and `edge` compare with proven balls, `metamorphic` tries laws that need no truth, `laws` tries sympy formulas,
`strategies` and `known` draw activations, variances, correlations, covariance matrices and networks.

Needs the extra `testing` (Hypothesis).
"""

try:
    import hypothesis  # noqa: F401
except ImportError as missing:  # pragma: no cover
    raise ImportError("derive.testing needs Hypothesis: pip install 'derive-nn[testing]'") from missing

from derive.testing.broken import Held, LawBroken
from derive.testing.checks import check_derivative_kernel, check_expectation, check_gain, check_kernel, from_covariance
from derive.testing.edge import check_edge_point
from derive.testing.metamorphic import check_affine, check_coefficients, check_gram, check_homogeneity, check_laws, check_price, check_symmetry

__all__ = [
    "Held",
    "LawBroken",
    "check_affine",
    "check_coefficients",
    "check_derivative_kernel",
    "check_edge_point",
    "check_expectation",
    "check_gain",
    "check_gram",
    "check_homogeneity",
    "check_kernel",
    "check_laws",
    "check_price",
    "check_symmetry",
    "from_covariance",
]
