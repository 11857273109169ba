"""A derivation as an appendix tells it: statement, hypotheses, numbered steps with reasons, conclusion, audit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from sympy import Eq
from sympy.logic.boolalg import Boolean

from derive.engine.step import Derivation, Step
from derive.evidence.certificate import Certificate
from derive.language.expectation import Goal
from derive.prose.document import (
    Block,
    Chain,
    ChainItem,
    Code,
    Heading,
    Inlines,
    Text,
    equation,
    inlines,
    note,
    paragraph,
)
from derive.prose.notation import in_text
from derive.prose.setting import Setting, assumptions, conditions, letters, listed, setting
from derive.prose.verification import verification

TRIED = 6  # names of rules that are listed at an open goal


def blocks(derivation: Derivation, certificates: Sequence[Certificate] = (), *, level: int = 2, prefix: str = "") -> list[Block]:
    """The blocks of one derivation; equations are numbered `prefix`1, `prefix`2, ... (one prefix a derivation)."""
    where = setting(derivation)
    numbers = [f"{prefix}{i}" for i in range(1, len(derivation.steps) + 1)]
    told = [Heading(level, "Statement", _anchor(prefix, "statement")), *statement(derivation, where)]
    told += open_goals(derivation, where)
    if derivation.steps:
        told += [
            Heading(level, "Derivation", _anchor(prefix, "derivation")),
            chain(derivation, certificates, where, numbers),
        ]
        told += conclusion(derivation, where, numbers)
        told += [Heading(level, "Verification", _anchor(prefix, "verification"))]
        told += verification(derivation.steps, certificates, numbers)
    return told


def _anchor(prefix: str, word: str) -> str:
    return f"{prefix.rstrip('.')}-{word}" if prefix else word


def statement(derivation: Derivation, where: Setting) -> list[Block]:
    """What the letters are, what is assumed, what holds."""
    found: list[Block] = []
    sentence, given = letters(derivation, where), assumptions(derivation)
    if sentence:
        found.append(paragraph(*sentence))
    if derivation.value == derivation.goal:
        return found
    lead = ["For ", *listed([inlines(math) for math in given]), ","] if given else ["Then"]
    ending = "" if derivation.closed else " what follows is a reduction; it still contains open goals:"
    found.append(paragraph(*lead, ending))
    found.append(equation(where.named(derivation.goal), where.named(derivation.value)))
    return found


def open_goals(derivation: Derivation, where: Setting) -> list[Block]:
    """What no rule closed, and which rules looked at it: at each goal, or once for all of them."""
    tried = dict(derivation.tried)
    names = {tried.get(goal, ()) for goal in derivation.open_goals}
    found: list[Block] = []
    for goal in derivation.open_goals:
        looked = _tried(tried.get(goal, ())) if len(names) > 1 or len(derivation.open_goals) == 1 else "."
        found.append(note("open", "No closed form was found for ", where.named(goal), looked))
    if len(derivation.open_goals) > 1 and len(names) == 1:
        found.append(paragraph("These are left as they are", *_tried(names.pop())))
    return found


def _tried(names: Sequence[str]) -> Inlines:
    if not names:
        return inlines("; no rule applies.")
    shown = [inlines(Code(name)) for name in names[:TRIED]]
    more = [inlines(f"{len(names) - TRIED} more")] if len(names) > TRIED else []
    return inlines("; rules tried: ", *listed([*shown, *more]), ".")


def chain(derivation: Derivation, certificates: Sequence[Certificate], where: Setting, numbers: Sequence[str]) -> Chain:
    """The steps as numbered equations."""
    found: list[ChainItem] = []
    said = [*where.laws_in(derivation.goal, derivation.value)]
    for i, (step, certificate) in enumerate(zip_longest(derivation.steps, certificates[: len(derivation.steps)])):
        needs = conditions(step.hypotheses)
        laws = [law for law in where.laws_in(step.goal, step.equal) if law not in said]
        said += laws
        provided = _provided(needs, laws)
        mark = certificate.verdict.value if certificate else ""
        left, right = where.named(step.goal), where.named(step.equal)
        found.append(ChainItem(numbers[i], left, right, reason(derivation, i, numbers), mark, provided))
    return Chain(tuple(found))


def _provided(needs: Sequence[Boolean], laws: Sequence[Eq]) -> Inlines:
    """The conditions of a step, and what the names of correlations stand for that it introduces."""
    here = ["Here ", *listed([inlines(need) for need in needs])] if needs else []
    named = [", with " if needs else "With ", *listed([inlines(in_text(law)) for law in laws])] if laws else []
    return inlines(*here, *named, ".") if here or named else ()


def reason(derivation: Derivation, i: int, numbers: Sequence[str]) -> Inlines:
    """The theorem's name, its citable id, its source once, how it is applied, where what it leaves open is found."""
    step = derivation.steps[i]
    title = step.rule.title[:1].upper() + step.rule.title[1:]
    detail = f", {step.detail}" if step.detail else ""
    known = any(step.rule == before.rule for before in derivation.steps[:i])
    source = "" if known else f"; {step.rule.source}"
    later = _later(derivation, i, numbers)
    return inlines(title, " [", Code(step.rule.name), f"{source}]{detail}", Text(later), ".")


def _later(derivation: Derivation, i: int, numbers: Sequence[str]) -> str:
    """The steps that close what step i opens, unless that is just the next one."""
    opened = derivation.steps[i].equal.atoms(Goal)
    closing = [j for j in range(i + 1, len(derivation.steps)) if derivation.steps[j].goal in opened]
    if not closing or closing == [i + 1]:
        return ""
    return "; continued in " + _and([f"({numbers[j]})" for j in closing])


def conclusion(derivation: Derivation, where: Setting, numbers: Sequence[str]) -> list[Block]:
    """The result, put together; nothing when one step says it all."""
    steps: tuple[Step, ...] = derivation.steps
    if len(steps) < 2 or (steps[-1].goal == derivation.goal and steps[-1].equal == derivation.value):
        return []
    last = "" if derivation.closed else ", with what stayed open left as it is"
    used = [f"({number})" for number in numbers[1:]]
    lead = _and(used) if len(used) < 3 else f"{used[0]}–{used[-1]}"
    return [
        paragraph(f"Substituting {lead} into ({numbers[0]}){last} gives"),
        equation(where.named(derivation.goal), where.named(derivation.value)),
    ]


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
