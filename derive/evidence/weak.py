r"""The meaning of derivatives that are distributions.

`activation_moment` answers E[polynomial(phi, phi', phi'', Z)] and `dual_kernel` E[phi^(m)(u) psi^(n)(v)], both by
moving derivatives onto smooth functions and never by a list of jumps, so that they can audit rules which use one.
"""

from derive.evidence.line.activation_moment import activation_moment
from derive.evidence.pair.dual import dual_kernel

__all__ = ["activation_moment", "dual_kernel"]
