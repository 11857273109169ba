"""One Gaussian expectation of an activation phi at x = sqrt(q) z, with its derivation.

QUANTITY is E[...] of a polynomial in phi, dphi, ddphi (derivatives as distributions), z and He_n, or K = E[phi(u)
phi(v)], Kdot = E[phi'(u) phi'(v)]. Without --at, an answer that has no closed form is tabulated at q = 1/4, 1, 4.

examples:
  derive expect gelu 'E[phi^2]'
  derive expect relu 'E[phi*ddphi]' --steps
  derive expect gelu 'E[phi*He_n]' --at q=1,n=4
  derive expect tanh 'E[phi^2]' --at q=3/2 --digits 50
  derive expect leaky_relu 'E[phi^2]' --set alpha=1/10 --json
"""

from __future__ import annotations

import argparse
from typing import Any

from derive.cli.limits import SEARCH, add_timeout, deadline_of, limited
from derive.cli.options import add_activation, add_derivation, add_digits, add_json, points
from derive.cli.subject import settings, subject
from derive.language.errors import NotIntegrable


def add(parser: argparse.ArgumentParser) -> None:
    add_activation(parser)
    parser.add_argument("quantity", metavar="QUANTITY", help="such as 'E[phi^2]', 'E[dphi^2]', 'E[phi*He_3]', K, Kdot")
    add_derivation(parser)
    add_digits(parser)
    add_timeout(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from derive.cli.show import show
    from derive.pipeline import expectation

    equal = not any("q1" in point or "q2" in point for point in points(options.at))
    with limited(options, SEARCH):
        given: dict[str, Any] = {}
        try:
            activation: Any = subject(options)
        except NotIntegrable:  # its product with a power of z may be integrable
            activation, given = options.activation, settings(options)
        seconds = deadline_of(options, SEARCH).remaining()
        found = expectation(activation, options.quantity, **given, route=options.route, seconds=seconds, equal_variances=equal)
    return show(found, options)
