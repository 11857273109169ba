"""The whole story of one activation, as a document."""

from derive.story.whole import story

__all__ = ["story"]
