"""Functions that Arb's integration loop calls: the loop must not see an exception, so the first one is kept and raised after it."""

from __future__ import annotations

from collections.abc import Callable

from flint import acb

from derive.evidence.balls.clock import check_clock
from derive.language.errors import DeriveError, Interrupted


class Callback:
    """A function of a ball under the clock; 0 from the first error on.

    >>> loop = Callback(lambda w, analytic: w * w)
    >>> loop.checked(acb.integral(loop, 0, 3)).contains(acb(9))
    True
    """

    def __init__(self, function: Callable[[acb, bool], acb], subject: object = "the integrand") -> None:
        self.function, self.subject = function, subject
        self.raised: DeriveError | Interrupted | None = None

    def __call__(self, w: acb, analytic: bool) -> acb:
        if self.raised is None:
            try:
                check_clock(self.subject)
                return self.function(w, analytic)
            except (DeriveError, Interrupted) as error:
                self.raised = error
        return acb(0)

    def checked(self, value: acb) -> acb:
        """The value of the loop; raises what was raised in it."""
        if self.raised is not None:
            raise self.raised
        return value
