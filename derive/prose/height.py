"""How tall a row of LaTeX will be set, in lines of text, good to a third: enough to decide where a display can end between pages."""

from __future__ import annotations

from derive.prose.width import TOKEN

LINE, STEP = 1.3, 0.9  # a row without fractions; what each fraction within a fraction adds


def height(latex: str) -> float:
    r"""The estimated height in lines.

    >>> height(r"\frac{a}{b}") > height("a + b") < height(r"\frac{1}{1 + \frac{1}{x}}")
    True
    """
    groups: list[int] = []  # 2 for the numerator of a fraction, 1 for a denominator, 0 for other groups
    deepest = waiting = 0
    for token in TOKEN.findall(latex):
        if token == r"\frac":
            waiting = 2
        elif token == "{":
            groups.append(waiting)
            deepest, waiting = max(deepest, sum(map(bool, groups))), 0
        elif token == "}":
            waiting = int(bool(groups) and groups.pop() == 2)
    return LINE + STEP * deepest


def parted(rows: list[str], most: float) -> list[list[str]]:
    """The rows in runs of at most `most` lines each, one row at least."""
    found: list[list[str]] = []
    left = 0.0
    for row in rows:
        tall = height(row)
        if not found or tall > left:
            found.append([])
            left = most
        found[-1].append(row)
        left -= tall
    return found
