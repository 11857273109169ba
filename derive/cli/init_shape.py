"""The answer of `derive init` in its promised JSON shape."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from sympy import Symbol

from derive.batch.number import number
from derive.cli.limits import MAIN, deadline_of
from derive.cli.published_gains import TABLES
from derive.evidence.lower import enclose
from derive.language.errors import Diverges, NotDefined
from derive.language.functions.activation import Activation
from derive.language.text.decimals import rounded
from derive.language.text.reader import read_formula, read_number
from derive.meanfield.customary import Custom, customs
from derive.meanfield.edge import EdgeOfChaos
from derive.meanfield.frameworks import code
from derive.meanfield.initialization import Initialization, initialization

Shape = dict[str, Any]
SAME = 1e-9


def init_shape(activation: Activation, name: str, parameters: Mapping[str, str], options: argparse.Namespace) -> Shape:
    """`name` is the catalogue's, for the library's table."""
    try:
        edge = EdgeOfChaos(activation)
    except (Diverges, NotDefined) as error:
        return _shape(Initialization(options.depth, None, "none", f"there is no edge of chaos: {error.stopped}", ()), options)
    found = initialization(edge, options.depth, options.digits, deadline_of(options, MAIN).remaining())
    return _shape(found, options, _table(name, parameters, found), customs(edge.moments))


def _shape(found: Initialization, options: argparse.Namespace, warnings: Sequence[str] = (), beside: Sequence[Custom] = ()) -> Shape:
    return {
        "depth": options.depth,
        "network": options.network,
        **_numbers(found, options.digits),
        "rule": found.rule,
        "why": found.why,
        "warnings": [*found.warnings, *warnings],
        "beside": [_beside(custom, options.digits) for custom in beside],
        "code": _code(found, options.framework),
        "message": _message(found),
    }


def _message(found: Initialization) -> str | None:
    """Why what is null is null; the code is not there unless it was asked for."""
    point = found.point
    if point is None:
        return found.why
    if point.beta_q is not None:
        return None
    return f"{'every variance is a fixed point, so there is no one q; ' * (point.q is None)}there is no beta_q: {point.reason}"


def _numbers(found: Initialization, digits: int) -> Shape:
    point = found.point
    if point is None:
        return dict.fromkeys(("sigma_w", "sigma_b", "q", "beta_q")) | {"stable": False, "gain": None}
    numbers: Shape = {name: number(getattr(point, name), digits) for name in ("sigma_w", "sigma_b", "q", "beta_q")}
    return numbers | {"stable": point.stable, "gain": numbers["sigma_w"]}


def _code(found: Initialization, framework: str | None) -> str | None:
    if framework is None or found.point is None:
        return None
    return code(framework, float(found.point.sigma_b.value), float(found.point.sigma_w.value))


def _table(name: str, parameters: Mapping[str, str], found: Initialization) -> list[str]:
    """A warning where the library's table has another gain."""
    table = next(table for table in TABLES if table.name == "torch")
    theirs = table.value(name, parameters)
    if theirs is None:
        return []
    symbols = {parameter: Symbol(parameter, positive=True) for parameter in parameters}
    gain = float(enclose(read_formula(theirs, symbols).subs({symbols[key]: read_number(value) for key, value in parameters.items()}), {}, 15).value)
    ours = None if found.point is None else float(found.point.sigma_w.value)
    if ours is not None and abs(gain - ours) < SAME:
        return []
    instead = "no stable point of the edge" if ours is None else f"sigma_w = {rounded(ours, 6)} here"
    source = table.source.partition(",")[0]
    return [f"{source}({name!r}) is {theirs}, against {instead}: it does not put a deep network on the edge of chaos"]


def _beside(custom: Custom, digits: int) -> Shape:
    return {
        "name": custom.name,
        "sigma_w": str(custom.sigma_w),
        "sigma_b": "0",
        "forward": number(custom.forward, digits),
        "backward": number(custom.backward, digits),
        "phase": None if custom.phase is None else custom.phase.kind,
        "told": custom.told,
    }
