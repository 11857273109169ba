"""A derivation as an appendix tells it: statement, hypotheses, numbered steps with reasons, conclusion, audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sympy import Eq, Expr, Symbol
from sympy.logic.boolalg import Boolean

from derive.engine.step import Derivation, Step
from derive.evidence.audit.certificate import Certificate
from derive.evidence.audit.verdict import Verdict
from derive.language.goals.expectation import Goal
from derive.language.moments.obstacle import obstacle
from derive.prose.document import (
    Block,
    Chain,
    ChainItem,
    Cite,
    Code,
    Heading,
    Inlines,
    Text,
    equation,
    inlines,
    listing,
    note,
    paragraph,
)
from derive.prose.edges import Edge, edges
from derive.prose.folding import Detail, identifier, theorems, together
from derive.prose.folding import told as told_at
from derive.prose.notation import in_text, latex
from derive.prose.result import result, shorter
from derive.prose.setting import Setting, assumptions, conditions, letters, listed, setting
from derive.prose.verification import verification

NEAREST = 3  # names of rules that are listed at an open goal
LONGEST = 4000  # characters of LaTeX of what is shown before its algebra
STRONGEST = tuple(Verdict)


def blocks(
    derivation: Derivation,
    certificates: Sequence[Certificate] = (),
    *,
    level: int = 2,
    prefix: str = "",
    detail: Detail = Detail.STANDARD,
    limits: Sequence[Edge] = (),
) -> list[Block]:
    """The blocks of one derivation; equations are numbered `prefix`1, `prefix`2, ... (one prefix a derivation)."""
    where = setting(derivation)
    numbers = numbered(derivation, prefix)
    found = [Heading(level, "Statement", _anchor(prefix, "statement")), *statement(derivation, where), *edges(limits)]
    found += open_goals(derivation, where)
    if derivation.steps:
        found += [Heading(level, "Derivation", _anchor(prefix, "derivation")), *argument(derivation, certificates, where, numbers, detail)]
        found += [Heading(level, "Verification", _anchor(prefix, "verification"))]
        found += verification(derivation.steps, certificates, numbers, table=detail is Detail.FULL)
        found.append(paragraph("This derivation is cited as ", Code(identifier(derivation)), "."))
    return found


def numbered(derivation: Derivation, prefix: str) -> list[str]:
    """The numbers of the steps."""
    return [f"{prefix}{i}" for i in range(1, len(derivation.steps) + 1)]


def argument(derivation: Derivation, certificates: Sequence[Certificate], where: Setting, numbers: Sequence[str], detail: Detail) -> list[Block]:
    """What stands between the statement and its verification."""
    if detail is Detail.HEADLINE:
        return [headline(derivation)]
    return [chain(derivation, certificates, where, numbers, detail), *conclusion(derivation, where, numbers, detail)]


def headline(derivation: Derivation) -> Block:
    """The theorems by name, each with its id, its source, and how often it is used."""
    count = len(derivation.steps)
    named = [
        inlines(step.rule.title, " [", Code(step.rule.name), "; ", _cite(step), f"]{f', {times} times' if times > 1 else ''}")
        for step, times in theorems(derivation)
    ]
    return paragraph(f"In {count} step{'s' * (count != 1)}, by ", *listed(named), ".")


def _anchor(prefix: str, word: str) -> str:
    return f"{prefix.rstrip('.')}-{word}" if prefix else word


def statement(derivation: Derivation, where: Setting, known: Sequence[Inlines] = ()) -> list[Block]:
    """What the letters are, but for sentences that are `known` from before, what is assumed, what holds."""
    found: list[Block] = []
    given = assumptions(derivation)
    if new := [sentence for sentence in letters(derivation, where) if sentence not in known]:
        found.append(paragraph(*[part for sentence in new for part in (" ", *sentence)][1:]))
    if derivation.value == derivation.goal:
        return found
    lead = ["For ", *listed([inlines(math) for math in given]), ","] if given else ["Then"]
    ending = "" if derivation.closed or isinstance(derivation.value, Goal) else " with expectations left that no rule closes,"
    found.append(paragraph(*lead, ending))
    return [*found, *result(derivation, where)]


def open_goals(derivation: Derivation, where: Setting) -> list[Block]:
    """What no rule closed, and what in it is beyond the rules, or else the rules that are nearest."""
    tried = dict(derivation.tried)
    goals = derivation.open_goals
    strange = [(found.part, found.why) for goal in goals if (found := obstacle(goal)) is not None and found.part is not None]
    if len(goals) > 1 and len(strange) == len(goals):
        part, why = min(strange, key=lambda found: found[0].count_ops())
        lead = [f"No closed form was found for these {len(goals)}; ", where.named(part), f" {why}."]
        return [note("open", *lead), listing(*((where.named(goal),) for goal in goals))]
    reasons = [(where.named(goal), *_why(goal, tried.get(goal, ()), where)) for goal in goals]
    if len(goals) < 2:
        return [note("open", "No closed form was found for ", *reason) for reason in reasons]
    return [note("open", f"No closed form was found for these {len(goals)}."), listing(*reasons)]


def _why(goal: Expr, tried: Sequence[str], where: Setting) -> Inlines:
    found = obstacle(goal)
    if found is not None and found.part is not None:
        return inlines("; ", where.named(found.part), f" {found.why}.")
    nearest = [" The nearest rules are ", *listed([inlines(Code(name)) for name in tried[:NEAREST]]), "."]
    return inlines(f"; {found.why}." if found else ".", *(nearest if tried else [" No rule applies."]))


def chain(derivation: Derivation, certificates: Sequence[Certificate], where: Setting, numbers: Sequence[str], detail: Detail = Detail.FULL) -> Chain:
    """The steps as numbered equations; what is the same for other goals is folded into one of its kind. What is shown introduces names and sources."""
    items: dict[int, ChainItem] = {}
    said = [*where.laws_in(derivation.goal, derivation.value), *map(_equal, where.lettering.used_in(where.named(derivation.value)))]
    cited: set[str] = set()
    folded = told_at(derivation.steps, detail)
    for i in [*(found.shown for found in folded), *(i for found in folded for i in found.same)]:
        step = derivation.steps[i]
        needs = conditions(step.hypotheses)
        left, right = _without_sign(where.named(step.goal), where.named(step.equal))
        laws = where.laws_in(step.goal, step.equal)
        letters = map(_equal, where.lettering.used_in(left, right, *laws))
        new = [law for law in (*letters, *laws) if law not in said]
        said += new
        mark = certificates[i].verdict.value if i < len(certificates) else ""
        items[i] = ChainItem(numbers[i], left, right, reason(derivation, i, numbers, step.rule.name in cited), mark, _provided(needs, new))
        cited.add(step.rule.name)
    return Chain(tuple(_folded(items, found.shown, found.same) for found in folded))


def _without_sign(left: Expr, right: Expr) -> tuple[Expr, Expr]:
    """-E[...] = value as E[...] = -value."""
    return (-left, -right) if -left in left.atoms(Goal) else (left, right)


def _equal(pair: tuple[Symbol, Expr]) -> Eq:
    return Eq(*pair, evaluate=False)


def _folded(items: Mapping[int, ChainItem], shown: int, same: Sequence[int]) -> ChainItem:
    """One item for several of one kind; its mark is the weakest of them."""
    first = items[shown]
    if not same:
        return first
    others = tuple(items[i] for i in same)
    marks = [item.mark for item in (first, *others)]
    weakest = max(marks, key=lambda mark: STRONGEST.index(Verdict(mark))) if all(marks) else ""
    lead = "The same with other parameters" if len(same) == 1 else f"The same for {len(same)} others"
    added = Text(f" {lead}: {_run([item.number for item in others])}.")
    return ChainItem(first.number, first.left, first.right, (*first.reason, added), weakest, first.hypotheses, others)


def _run(numbers: Sequence[str]) -> str:
    """(K.3), (K.5) and (K.7); neighbours as (K.3)–(K.5)."""
    places = [int(number.rpartition(".")[2]) for number in numbers]
    groups: list[list[int]] = []
    for i, place in enumerate(places):
        if groups and places[groups[-1][-1]] == place - 1:
            groups[-1].append(i)
        else:
            groups.append([i])
    names = [[f"({numbers[i]})" for i in group] for group in groups]
    return _and([text for group in names for text in (group if len(group) < 3 else [f"{group[0]}–{group[-1]}"])])


def _provided(needs: Sequence[Boolean], laws: Sequence[Eq]) -> Inlines:
    """The conditions of a step, and what the letters and the names of correlations stand for that it introduces."""
    here = ["Here ", *listed([inlines(need) for need in needs])] if needs else []
    named = [", with " if needs else "With ", *listed([inlines(in_text(law)) for law in laws])] if laws else []
    return inlines(*here, *named, ".") if here or named else ()


def reason(derivation: Derivation, i: int, numbers: Sequence[str], known: bool) -> Inlines:
    """The theorem's name, its citable id, its source unless that is `known` from before, how it is applied, where what it leaves open is found."""
    step = derivation.steps[i]
    detail = f", {step.detail}" if step.detail else ""
    source = () if known else ("; ", _cite(step))
    later = _later(derivation, i, numbers)
    return inlines(_title(step), " [", Code(step.rule.name), *source, f"]{detail}", Text(later), ".")


def _title(step: Step) -> str:
    return step.rule.title[:1].upper() + step.rule.title[1:]


def _cite(step: Step) -> Cite:
    source = step.rule.source
    return Cite(source.key, source.place, source.text)


def _later(derivation: Derivation, i: int, numbers: Sequence[str]) -> str:
    """The steps that close what step i opens, unless that is just the next one."""
    opened = derivation.steps[i].equal.atoms(Goal)
    closing = [j for j in range(i + 1, len(derivation.steps)) if derivation.steps[j].goal in opened]
    if not closing or closing == [i + 1]:
        return ""
    return "; continued in " + _run([numbers[j] for j in closing])


def conclusion(derivation: Derivation, where: Setting, numbers: Sequence[str], detail: Detail = Detail.STANDARD) -> list[Block]:
    """The result, put together; nothing when one step says it all. In full, also as it stands before its algebra."""
    steps: tuple[Step, ...] = derivation.steps
    if len(steps) < 2 or (steps[-1].goal == derivation.goal and steps[-1].equal == derivation.value):
        return []
    last = "" if derivation.closed else ", and leaving what stayed open,"
    used = [f"({number})" for number in numbers[1:]]
    lead = _and(used) if len(used) < 3 else f"{used[0]}–{used[-1]}"
    definitions, value = shorter(derivation, where)
    letters = ", in the letters of the statement," if definitions else ""
    found: list[Block] = [paragraph(f"Substituting {lead} into ({numbers[0]}){last} gives{letters}")]
    goal = where.named(derivation.goal)
    raw = where.named(together(derivation)) if detail is Detail.FULL else value
    if raw != where.named(derivation.value) and raw != value and len(latex(raw)) <= LONGEST:
        found += [equation(goal, raw), paragraph("and, collected,")]
    return [*found, equation(goal, value)]


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
