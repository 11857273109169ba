"""The answer of `derive edge` in its promised JSON shape."""

from __future__ import annotations

from typing import Any

from sympy import Expr

from derive.batch.number import exact_number, number
from derive.language.errors import Diverges, NotDefined
from derive.language.functions.activation import Activation
from derive.language.text.reader import read_number
from derive.meanfield.edge import EMPTY as NO_EDGE
from derive.meanfield.edge import EdgeOfChaos, NoPoint
from derive.meanfield.parts import parts, proof
from derive.meanfield.point import EdgePoint
from derive.meanfield.structure import Special, structure
from derive.theory.near_zero import NearZero, near_zero

Shape = dict[str, Any]
EMPTY: Shape = {"curve": None, "points": [], "parts": [], "special": [], "sigma_max": None, "laws": {}, "message": None}


def edge_shape(family: Activation, activation: Activation, sigma_b: str | None, q: str | None, digits: int, seconds: float | None = None) -> Shape:
    """`family` may have free parameters: the curve is written for it; numbers are for `activation`."""
    try:
        edge = EdgeOfChaos(activation)
    except (Diverges, NotDefined) as error:
        return EMPTY | {"message": f"there is no edge of chaos: {error.stopped}"}
    curve = EdgeOfChaos(family).curve
    shown = {"sigma_w2": str(curve.sigma_w2), "sigma_b2": str(curve.sigma_b2)} if curve.closed else None
    return EMPTY | {"curve": shown} | _asked(edge, sigma_b, q, digits, seconds)


def _asked(edge: EdgeOfChaos, sigma_b: str | None, q: str | None, digits: int, seconds: float | None) -> Shape:
    if sigma_b is not None:
        found = edge.points(sigma_b, digits, seconds)
        given = {"sigma_b": exact_number(read_number(sigma_b), digits)}
        return {"points": [point_shape(point, digits) | given for point in found.points], "message": found.message}
    if q is not None:
        try:
            return {"points": [point_shape(edge.at(q, digits, seconds), digits)]}
        except NoPoint as error:
            return {"message": f"no point: {error.stopped}"}
    if edge.is_shifted:
        return {"message": NO_EDGE}
    if edge.is_one_point:
        found = edge.points("0", digits, seconds)
        return {"points": [point_shape(point, digits) for point in found.points], "message": found.message, "sigma_max": "0"}
    return _whole(edge, digits, seconds)


def _whole(edge: EdgeOfChaos, digits: int, seconds: float | None) -> Shape:
    found = structure(edge, digits, seconds)
    return {
        "parts": [{"from": str(part.low), "to": str(part.high), "kind": part.kind} for part in parts(found)],
        "special": [_special(special, digits) for special in found.specials],
        "sigma_max": None if found.sigma_max is None else str(found.sigma_max),
        "laws": _laws(near_zero(edge.activation)),
        "message": proof(found),
    }


def _special(special: Special, digits: int) -> Shape:
    exact = None if special.exact is None else str(special.exact)
    return {"kind": special.kind, "meaning": special.meaning, "exact": exact, "point": point_shape(special.point, digits)}


def _laws(found: NearZero | None) -> dict[str, str | None]:
    if found is None or (found.variance is None and found.rule is None):
        return {}
    rule = "sigma_b(beta_q = L)" if found.linear is None else "sigma_b(2/s = L)"
    laws: dict[str, Expr | None] = {"q(sigma_b)": found.variance, "beta_q(sigma_b)": found.beta_of_bias, rule: found.rule}
    laws["beta_q sup|f - c|"] = found.sharpness
    return {name: None if law is None else str(law) for name, law in laws.items()}


def point_shape(point: EdgePoint, digits: int) -> Shape:
    """One entry of "points"."""
    decay = point.decay
    law = None
    if decay is not None:
        law = {"exponent": str(decay.exponent), "constant": number(decay.constant, digits), "law": decay.law, "next": decay.next}
    return {
        "q": number(point.q, digits),
        "sigma_b": number(point.sigma_b, digits),
        "sigma_w": number(point.sigma_w, digits),
        "chi_1": number(point.chi_1, digits),
        "chi_par": number(point.chi_par, digits),
        "stable": point.stable,
        "kind": point.kind,
        "beta_q": number(point.beta_q, digits),
        "decay": law,
        "reason": point.reason,
        "proof": point.proof,
    }
