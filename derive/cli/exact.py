"""Exact expressions beside their decimals, for people; --json has them whole."""

from __future__ import annotations

from collections.abc import Mapping

LONGEST = 120  # characters of an exact expression that a person still reads
FIGURES = 12


def leading(exact: str | None, value: str) -> str:
    """"sqrt(2) = " before a decimal; nothing where there is no expression, or it is the decimal itself, or nobody would read it.

    >>> leading("sqrt(2)", "1.414"), leading("2", "2")
    ('sqrt(2) = ', '')
    """
    return "" if not exact or exact == value or len(exact) > LONGEST else f"{exact} = "


def taken(parameters: Mapping[str, str], default: bool) -> str:
    """At which parameters a family was taken.

    >>> taken({"alpha": "1/100"}, True)
    ' at the default alpha = 1/100'
    """
    at = ", ".join(f"{name} = {value}" for name, value in parameters.items())
    return f" at {'the default ' * default}{at}" if at else ""
