"""Working precision that is local to a computation.

Arb's precision is one number a process, so two threads that compute at different precisions would lose each other's digits. Whoever sets it holds a lock until
it is restored; what a thread computes therefore does not depend on the others, and callers find the precision they left.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from flint import ctx

from derive.evidence.balls.clock import check_clock

WAIT = 0.05  # seconds between looks at the clock


class _Turn:
    """A lock that the holding thread may take again; renewed in a forked process, where its holder does not run."""

    def __init__(self) -> None:
        self.lock = RLock()

    def renew(self) -> None:
        self.lock = RLock()


_turn = _Turn()
os.register_at_fork(after_in_child=_turn.renew)


@contextmanager
def working(bits: int) -> Iterator[None]:
    """Run the block at `bits` bits, alone among all blocks of this kind; the precision found is restored.

    Raises TimeLimit where the turn does not come in time.
    """
    lock = _turn.lock
    while not lock.acquire(timeout=WAIT):
        check_clock("a computation that waits for another thread")
    try:
        with ctx.workprec(max(2, bits)):
            yield
    finally:
        lock.release()
