"""A Jupyter notebook (format 4): text and formulas as Markdown cells, a chapter each, programs as cells that run, pictures inside."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import escape
from typing import Any

from derive.prose import markdown
from derive.prose.alphabet import shortened
from derive.prose.document import Block, Document, Figure, Heading, Program

Cell = dict[str, Any]
FENCE = re.compile(r"^```math\n(.*?)\n```$", re.M | re.S)


@shortened()
def render(document: Document) -> str:
    """The file."""
    cells: list[Cell] = []
    texts: list[str] = markdown.title(document)
    for item in document.blocks:
        if isinstance(item, Program) and item.language == "python":
            cells += [_text(texts), _code(item.text)]
            texts = []
            continue
        if isinstance(item, Heading) and item.level <= 3:
            cells.append(_text(texts))
            texts = []
        texts.append(_block(item))
    cells.append(_text(texts))
    told = [cell for cell in cells if cell["source"]]
    for number, cell in enumerate(told):
        cell["id"] = hashlib.sha256(f"{number} {cell['source']}".encode()).hexdigest()[:12]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book = {"cells": told, "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


def _block(item: Block) -> str:
    """Markdown with displays between dollars, which is what notebooks know, and pictures as data."""
    if isinstance(item, Figure):
        data = base64.b64encode(item.drawing.svg().encode()).decode()
        caption = f"\n\n*{markdown.escaped(item.caption)}*" if item.caption else ""
        return f'<img alt="{escape(item.alt)}" src="data:image/svg+xml;base64,{data}">{caption}'
    return FENCE.sub(lambda match: f"$$\n{match[1]}\n$$", markdown.block(item))


def _text(texts: list[str]) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": "\n\n".join(texts)}


def _code(text: str) -> Cell:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": text}
