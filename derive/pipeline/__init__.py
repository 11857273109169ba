"""Ask, answer, audit: the first place that sees theory, rules and evidence together.

>>> from derive import kernel
>>> kernel("relu").value
sqrt(q1)*sqrt(q2)*(c*(pi - acos(c)) + sqrt(1 - c**2))/(2*pi)
"""

from derive.pipeline.answer import Answer
from derive.pipeline.ask import expectation, kernel
from derive.pipeline.comparison import Check, check
from derive.pipeline.finding import ORDER
from derive.pipeline.search import book, derivation_of

__all__ = ["ORDER", "Answer", "Check", "book", "check", "derivation_of", "expectation", "kernel"]
