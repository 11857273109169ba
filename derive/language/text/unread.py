"""Functions of other vocabularies that are not read, with what is known of them and what may be written instead."""

from __future__ import annotations

from collections.abc import Iterable

Told = tuple[str, str]  # what stops it, what to write instead


def _all(names: str, stopped: str, remedy: str) -> Iterable[tuple[str, Told]]:
    return ((name, (stopped, remedy)) for name in names.split())


UNREAD: dict[str, Told] = dict(
    (
        *_all("floor ceiling ceil round trunc frac mod fmod", "a function with infinitely many jumps is not read", "a Piecewise over the intervals"),
        *_all("gamma factorial digamma psi polygamma trigamma", "it has poles at whole numbers, where means are infinite, and is not read", "another function"),
        *_all("loggamma lgamma gammaln", "it is singular at 0, -1, -2, ..., not real between some of them, and not read", "another function"),
        *_all("zeta", "it has a pole at 1, where means are infinite, and is not read", "another function"),
        *_all("diracdelta", "a point mass is the derivative of a step and no function", "Heaviside(...) as the function, and E[dphi] as the quantity"),
        *_all("erfi", "it grows like exp(x**2)/x, so that E[|erfi|] is finite for q < 1/2 alone, and is not read", "erf, or exp(k*x**2)"),
        *_all("dawsn dawson dawsonf", "Dawson's integral is not read", "a function that is like it, such as x/(1 + 2*x**2)"),
        *_all("lambertw productlog", "it is not real left of -exp(-1), and not read", "a Piecewise over the intervals that matter"),
        *_all("besselj bessely besseli besselk jn yn j0 j1 i0 i1 airyai airybi", "Bessel functions are not read", "sin, cos, exp and sinc"),
        *_all("si shi fresnels fresnelc", "it is not read, but its derivative is", "sin(x)/x for Si, sinh(x)/x for Shi, sin(pi*x**2/2) for the Fresnel sine"),
        *_all("ci chi ei li expint e1", "integral logarithms, cosines and exponentials are not read", "log(abs(x))"),
        *_all("polylog dilog spence", "polylogarithms are not read, but the derivative of the dilogarithm is", "-log(1 - x)/x"),
        *_all("erfinv erfcinv ndtri", "it is real between two numbers alone, where a normal variable does not stay, and is not read", "another function"),
        *_all("hyper meijerg elliptic_k elliptic_e owens_t", "functions of this kind are not read", "an elementary function"),
    )
)


def told(name: str) -> Told | None:
    """What is said of a call; None for a word that means nothing elsewhere either.

    >>> told("Si")
    ('it is not read, but its derivative is', 'sin(x)/x for Si, sinh(x)/x for Shi, sin(pi*x**2/2) for the Fresnel sine; Si*(...) if a product is meant')
    """
    found = UNREAD.get(name.lower())
    if found is None or len(name) > 2:
        return found
    return found[0], f"{found[1]}; {name}*(...) if a product is meant"
