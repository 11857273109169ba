"""Chapter two: moments and kernels, each with its derivation or with a table of enclosures."""

from __future__ import annotations

from collections.abc import Iterator

from derive.language.symbols import c, q, q1, q2
from derive.prose.derivation import blocks
from derive.prose.document import Block, Heading, equation, note, paragraph, table
from derive.story.chapter import CORRELATIONS, SHOWN_DIGITS, VARIANCES, Chapter
from derive.pipeline import Answer
from derive.theory.moments import MOMENTS


def moments(chapter: Chapter) -> Iterator[Block]:
    """E[phi], E[phi^2], E[phi'^2], E[phi''^2], E[phi phi''] as functions of q."""
    yield Heading(2, "Gaussian moments", "moments")
    yield paragraph("Expectations at x = √q Z with Z standard normal, as functions of the variance ", q, ".")
    for number, quantity in enumerate(MOMENTS, 1):
        answer = chapter.moment(quantity)
        yield Heading(3, _title(quantity), f"moment-{number}")
        yield from told(chapter, answer, f"M{number}.")
        if answer.status == "enclosed":
            yield _moment_table(chapter, answer)


def kernels(chapter: Chapter) -> Iterator[Block]:
    """K and its derivative kernel as functions of q1, q2, c."""
    for derivative, title, prefix in ((0, "The dual kernel", "K"), (1, "The derivative kernel", "D")):
        answer = chapter.kernel(derivative)
        yield Heading(2, title, "kernel" if derivative == 0 else "derivative-kernel")
        yield from told(chapter, answer, f"{prefix}.")
        if answer.status == "enclosed":
            yield _kernel_table(chapter, answer)


def told(chapter: Chapter, answer: Answer, prefix: str) -> Iterator[Block]:
    """The derivation with its audit, or why there is none."""
    if answer.derivation is None:
        yield note("warning", f"{answer.message}: the quantity is {'infinite' if answer.status == 'diverges' else 'not defined'}.")
        return
    chapter.progress(f"auditing {answer.quantity}")
    yield from blocks(answer.derivation, answer.certificates(chapter.digits), level=4, prefix=prefix)


def _title(quantity: str) -> str:
    return quantity.replace("ddphi", "φ''").replace("dphi", "φ'").replace("phi", "φ").replace("^2", "²").replace("*", " ")


def _moment_table(chapter: Chapter, answer: Answer) -> Block:
    chapter.progress(f"enclosing {answer.quantity}")
    rows = []
    for variance in VARIANCES:
        ball = chapter.enclosed(answer.goal, {q: variance})
        rows.append((variance, "no proven value" if ball is None else ball.short(SHOWN_DIGITS)))
    return table((q, "value"), rows, f"{_title(answer.quantity)}, every printed digit proven")


def _kernel_table(chapter: Chapter, answer: Answer) -> Block:
    chapter.progress(f"enclosing {answer.quantity}")
    rows = []
    for variance in VARIANCES:
        balls = [chapter.enclosed(answer.goal, {q1: variance, q2: variance, c: rho}, 8) for rho in CORRELATIONS]
        rows.append((variance, *("no proven value" if ball is None else ball.short(8) for ball in balls)))
    headers = ("q₁ = q₂", *(equation(c, rho).content for rho in CORRELATIONS))
    return table(headers, rows, "Proven values, to the digits shown")
