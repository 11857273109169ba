"""Chapter two: moments and kernels, each with its derivation or with a table of enclosures."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Eq, Symbol, sqrt

from derive.language.goals.expectation import Goal
from derive.language.symbols import Z, c, q, q1, q2
from derive.pipeline import Answer
from derive.pipeline.limits import limits
from derive.prose.derivation import argument, numbered, open_goals, statement
from derive.prose.document import Block, Code, Heading, equation, note, paragraph, table
from derive.prose.edges import edges
from derive.prose.folding import Detail
from derive.prose.notation import in_text
from derive.prose.setting import letters, setting
from derive.prose.spelling import spelled
from derive.story.chapter import CORRELATIONS, SHOWN_DIGITS, VARIANCES, Chapter
from derive.theory.moments import MOMENTS

NUMBERED = ("reduced", "enclosed")  # what has no closed form is shown in numbers
SECONDS = 20.0  # for the audit of one step
MANY = 6  # open goals: more are no derivation that anybody reads
POINTS, MOST = 3, 120  # of a step; of a derivation


def moments(chapter: Chapter) -> Iterator[Block]:
    """E[phi], E[phi^2], E[phi'^2], E[phi''^2], E[phi phi''] as functions of q."""
    yield Heading(2, "Gaussian moments", "moments")
    at = Eq(Symbol("x"), sqrt(q) * Z, evaluate=False)
    yield paragraph("Expectations at ", at, " with ", Z, " standard normal, as functions of the variance ", q, ".")
    for number, quantity in enumerate(MOMENTS, 1):
        answer = chapter.moment(quantity)
        yield Heading(3, title(quantity), f"moment-{number}")
        yield from told(chapter, answer, f"M{number}.")
        if answer.status in NUMBERED:
            yield _moment_table(chapter, answer)


def kernels(chapter: Chapter) -> Iterator[Block]:
    """K and its derivative kernel as functions of q1, q2, c."""
    for derivative, title, prefix in ((0, "The dual kernel", "K"), (1, "The derivative kernel", "D")):
        answer = chapter.kernel(derivative)
        yield Heading(2, title, "kernel" if derivative == 0 else "derivative-kernel")
        yield from told(chapter, answer, f"{prefix}.")
        if answer.status in NUMBERED:
            yield _kernel_table(chapter, answer)


def points(steps: int) -> int:
    """At how many points each step of a derivation is checked: three, and fewer where there are many steps."""
    return max(1, min(POINTS, MOST // max(1, steps)))


def told(chapter: Chapter, answer: Answer, prefix: str) -> Iterator[Block]:
    """Statement and numbered steps with their verdicts, or why there is no value; the audit chapter has the figures."""
    derivation = answer.derivation
    if derivation is None and answer.status == "enclosed":
        yield note("open", f"{spelled(answer.message or '')}.")
        return
    if derivation is None:
        fate = "is infinite" if answer.status == "diverges" else "is not defined"
        yield note("warning", f"{title(answer.quantity)} {fate}: {spelled((answer.message or '').partition(': ')[2])}.")
        return
    if len(derivation.open_goals) > MANY and chapter.detail is not Detail.FULL:
        lead = f"No closed form was found. The rules lead from it to {len(derivation.open_goals)} expectations that stay open"
        yield note("open", f"{lead}, which are not shown here; ", Code("--detail full"), " shows them.")
        return
    chapter.progress(f"auditing {answer.quantity}")
    certificates = answer.certificates(chapter.digits, points(len(derivation.steps)), time_limit=SECONDS)
    chapter.certificates[answer.quantity] = certificates
    where, numbers = setting(derivation), numbered(derivation, prefix)
    yield from statement(derivation, where, chapter.explained)
    chapter.explained.extend(letters(derivation, where))
    yield from edges(limits(answer))
    yield from open_goals(derivation, where)
    if derivation.steps and not isinstance(derivation.value, Goal):
        yield from argument(derivation, certificates, where, numbers, chapter.detail)
        chapter.audited.append((numbers, derivation.steps, certificates))


def title(quantity: str) -> str:
    """A quantity as a heading writes it: E[φ'²]."""
    if quantity in ("K", "Kdot"):
        return "E[φ(u) φ(v)]" if quantity == "K" else "E[φ'(u) φ'(v)]"
    return quantity.replace("ddphi", "φ''").replace("dphi", "φ'").replace("phi", "φ").replace("^2", "²").replace("*", " ")


def _moment_table(chapter: Chapter, answer: Answer) -> Block:
    chapter.progress(f"enclosing {answer.quantity}")
    rows = []
    for variance in VARIANCES:
        ball = chapter.enclosed(answer.goal, {q: variance})
        rows.append((in_text(variance), "no proven value" if ball is None else ball.short(SHOWN_DIGITS)))
    return table((q, "value"), rows, f"{title(answer.quantity)}, every printed digit proven")


def _kernel_table(chapter: Chapter, answer: Answer) -> Block:
    chapter.progress(f"enclosing {answer.quantity}")
    rows = []
    for variance in VARIANCES:
        balls = [chapter.enclosed(answer.goal, {q1: variance, q2: variance, c: rho}, 8) for rho in CORRELATIONS]
        rows.append((in_text(variance), *("no proven value" if ball is None else ball.short(8) for ball in balls)))
    headers = (Eq(q1, q2, evaluate=False), *(equation(c, rho).content for rho in CORRELATIONS))
    return table(headers, rows, "Proven values, to the digits shown")
