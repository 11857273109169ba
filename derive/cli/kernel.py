"""The dual kernel K = E[phi(u) phi(v)], (u, v) centred normal with variances q1, q2 and correlation c, with its
derivation.

With --at q=... the two variances are equal. Without --at, a kernel that has no closed form is tabulated at q1 = q2 =
1/4, 1, 4 and c = -1, -1/2, 0, 1/2, 1.

examples:
  derive kernel relu --steps
  derive kernel gelu --derivative 1
  derive kernel gelu --steps --route price
  derive kernel tanh --at q1=1,q2=2,c=1/3 --digits 40
  derive kernel relu --with erf
  derive kernel gelu --derivative 0,1
"""

from __future__ import annotations

import argparse

from derive.cli.limits import SEARCH, add_timeout, deadline_of, limited
from derive.cli.options import add_activation, add_derivation, add_digits, add_json, points, whole
from derive.cli.subject import pair

HIGHEST = 10  # order of a derivative


def add(parser: argparse.ArgumentParser) -> None:
    add_activation(parser)
    parser.add_argument(
        "--derivative", type=_orders, default=0, metavar="N|M,N", help="of the N-th derivatives: E[phi^(N)(u) phi^(N)(v)]; M,N: of different ones"
    )
    parser.add_argument("--with", dest="other", metavar="ACTIVATION2", help="another function of v: E[phi(u) psi(v)]")
    add_derivation(parser)
    add_digits(parser)
    add_timeout(parser)
    add_json(parser)


def _orders(text: str) -> int | tuple[int, int]:
    """N, or two orders M,N."""
    first, comma, second = text.partition(",")
    read = whole(0, HIGHEST)
    return (read(first), read(second)) if comma else read(first)


def run(options: argparse.Namespace) -> int:
    from derive.cli.show import show
    from derive.pipeline import kernel

    equal = any("q" in point for point in points(options.at))
    with limited(options, SEARCH):
        activation, other = pair(options)
        found = kernel(activation, options.derivative, other, route=options.route, seconds=deadline_of(options, SEARCH).remaining(), equal_variances=equal)
    return show(found, options, other)
