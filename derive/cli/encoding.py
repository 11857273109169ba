"""Output to a terminal or pipe that does not know mathematical letters."""

from __future__ import annotations

import codecs
import os
import sys

_WORDS = {
    "φ": "phi", "ψ": "psi", "π": "pi", "Φ": "Phi", "α": "alpha", "β": "beta", "σ": "sigma", "√": "sqrt", "·": "*", "±": "+/-", "−": "-", "²": "^2", "³": "^3",
    "′": "'", "″": "''", "≤": "<=", "≥": ">=", "≠": "!=", "∞": "oo", "∂": "d", "→": "->", "…": "...", "–": "-", "—": "-", "•": "*", "✓": "+", "✗": "x",
}  # fmt: skip


def _spelled(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_WORDS.get(character, "?") for character in error.object[error.start : error.end]), error.end


def forgive() -> None:
    """Letters that the streams cannot carry are spelled out instead of ending the program; a stream that was closed goes nowhere."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115  # for as long as the process
    codecs.register_error("derive.spelled", _spelled)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="derive.spelled")
