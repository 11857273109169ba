"""Parentheses as high as what is in them."""

from __future__ import annotations

TALL = (r"\frac", r"\sqrt", r"\left", r"\begin", r"\int", r"\sum")


def is_tall(text: str) -> bool:
    """Whether the LaTeX is higher than a line."""
    return any(command in text for command in TALL)


def bracket(text: str) -> str:
    """Parentheses as high as they must be."""
    return rf"\left({text}\right)" if is_tall(text) else f"({text})"
