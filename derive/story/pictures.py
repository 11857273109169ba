"""Pictures inside a report: drawn for the values of the parameters that its tables take, left out where there is nothing to draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from derive.language.errors import DeriveError
from derive.pictures import picture
from derive.prose.document import Block, Figure, note
from derive.story.chapter import Chapter

OPTIONAL = ("beta",)  # where another law holds, the text says which
Draw = Callable[..., Iterator[Block]]


def no_pictures(*kinds: str) -> Iterator[Block]:
    """Nothing."""
    return iter(())


def pictured(chapter: Chapter) -> Draw:
    """A function that draws the kinds it is asked for. Raises DeriveError at once without matplotlib."""
    from derive.pictures.style import require

    require(f"pictures of {chapter.activation.name}")
    known = chapter.activation.with_values({symbol.name: value for symbol, value in chapter.values.items()})
    failed: set[str] = set()

    def draw(*kinds: str) -> Iterator[Block]:
        for kind in kinds:
            chapter.progress(f"drawing {kind}")
            try:
                drawn = picture(kind, known)
            except DeriveError as error:
                if kind not in OPTIONAL and error.stopped not in failed:
                    failed.add(error.stopped)
                    yield note("info", f"There is no picture of this: {error.asked}: {error.stopped}.")
                continue
            yield Figure(drawn.name, drawn.caption, drawn.alt, drawn)

    return draw
