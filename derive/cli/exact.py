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


def enclosed(number: Mapping[str, str]) -> str:
    """A number of the JSON as it is read.

    >>> enclosed({"value": "0.33", "radius": "4e-3"}), enclosed({"value": "2", "radius": "0"})
    ('0.33 ± 4e-3', '2')
    """
    return number["value"] if number["radius"] == "0" else f"{number['value']} ± {number['radius']}"


def counted(count: int, noun: str) -> str:
    """
    >>> counted(1, "point"), counted(4, "point")
    ('1 point', '4 points')
    """
    return f"{count} {noun}{'s' * (count != 1)}"


def taken(parameters: Mapping[str, str], default: bool = False) -> str:
    """At which parameters a family was taken.

    >>> taken({"alpha": "1/100"}, True)
    ' at the default alpha = 1/100'
    """
    at = ", ".join(f"{name} = {value}" for name, value in parameters.items())
    return f" at {'the default ' * default}{at}" if at else ""
