"""The book, its examples, and the equations that the examples give."""

from functools import cache, lru_cache

from derive.engine.search import printed
from derive.pipeline import book


@lru_cache(maxsize=1)
def examples():
    """(rule, goal) for every example of every rule."""
    return tuple((rule, goal) for rule in book() for goal in rule.examples())


@cache
def equation(rule, goal):
    """(left, right, hypotheses) of a rule applied to a goal, or None."""
    reduction = rule.apply(goal)
    if reduction is None:
        return None
    return printed(goal), reduction.equal.expression(), reduction.conditions
