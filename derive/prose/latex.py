r"""LaTeX that compiles with pdflatex and amsmath, alone or `\input` into a paper's appendix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from derive.prose import document as doc
from derive.prose.alphabet import shortened
from derive.prose.bibliography import bibtex, described, entries, label, works
from derive.prose.height import parted
from derive.prose.letters import said
from derive.prose.marks import NOTES
from derive.prose.notation import broken, latex, rows
from derive.prose.tex_table import tabular
from derive.prose.tex_text import code, escaped
from derive.prose.width import width

LINES = {True: 35.0, False: 29.0}  # em for an equation beside its number: on our own page, on a line of plain `article`
SCALES = {True: 0.64, False: 0.5}  # of pictures, whose widest has 9.3 inches
WIDE = 0.8  # of a line: a formula in running text that is wider is set out
TALLEST = 26.0  # lines of one display; more are several, so that a page can end between them
END = "\n\\end{equation*}"
SHORT = 7.0  # em of a formula that is kept on one line of text
SIZES = ((1.0, ""), (0.9, r"\small"), (0.8, r"\footnotesize"), (0.7, r"\scriptsize"), (0.5, r"\tiny"))
OPENING = (
    r"\begingroup\providecommand{\mathbb}[1]{\mathbf{#1}}\emergencystretch=3em\relax"
    r"\setlength{\parindent}{0pt}\setlength{\parskip}{.35em}\renewcommand{\arraystretch}{1.15}"
)
RAGGED = r"\rightskip=0pt plus 1fil\relax "
PAR = "\n\\par\n"
SMALL = r"\small "
_linked: ContextVar[bool] = ContextVar("linked", default=False)
PAGE = (
    r"\setlength{\textwidth}{6in}\setlength{\oddsidemargin}{.25in}"
    r"\setlength{\textheight}{9in}\setlength{\topmargin}{-.5in}"
)
SECTIONS = {True: ("section*", "subsection*", "paragraph"), False: ("subsubsection*", "paragraph", "paragraph")}


@shortened()
def render(document: doc.Document, standalone: bool = True, figures: str = "") -> str:
    r"""The document; with `standalone=False` a fragment for `\input` into a file that loads amsmath.

    Blackboard letters are bold where the file does not load amssymb. A fragment cites by key and ends with its BibTeX entries as comments; a document of
    its own has them as a list. `figures` is the folder of the pictures (`figure_files`); without it there are none.
    """
    linked = not standalone or any(isinstance(item, doc.References) for item in document.blocks)
    told = [item for item in document.blocks if figures or not isinstance(item, doc.Figure)]
    with _links(linked):
        body = "".join(f"{'' if isinstance(item, doc.Display) else PAR}{block(item, standalone, figures)}" for item in told)
        body = f"{OPENING}\n{body}{PAR}\\endgroup\n"
        title, subtitle = inline(document.heading) or escaped(said(document.title)), escaped(said(document.subtitle))
    if standalone:
        graphics = "\\usepackage{graphicx}\n" if any(isinstance(item, doc.Figure) for item in told) else ""
        return (
            f"\\documentclass[11pt]{{article}}\n\\usepackage{{amsmath}}\n{graphics}{PAGE}\n"
            f"\\title{{{title}}}\n\\author{{{subtitle}}}\n\\date{{}}\n"
            f"\\begin{{document}}\n\\maketitle\n{body}\\end{{document}}\n"
        )
    lead = f"\\noindent\\textit{{{subtitle}}}\\par\n" if subtitle else ""
    return f"\\subsection*{{{title}}}\n{lead}{body}{_commented(bibtex(works(document.blocks)))}"


def figure_files(document: doc.Document) -> dict[str, bytes]:
    """The pictures that the document includes, by file name."""
    return {f"{item.name}.pdf": item.drawing.pdf() for item in document.blocks if isinstance(item, doc.Figure)}


def _commented(entries: str) -> str:
    return "".join(f"% {line}\n" for line in ["BibTeX:", *entries.splitlines()]) if entries else ""


def block(item: doc.Block, standalone: bool = True, figures: str = "") -> str:
    """One block."""
    match item:
        case doc.Heading(level, text):
            command = SECTIONS[standalone][min(max(level, 2), 4) - 2]
            return f"\\{command}{{{escaped(said(text))}}}" + ("\\leavevmode" if command == "paragraph" else "")
        case doc.Paragraph(parts):
            text = inline(parts, LINES[standalone])
            return f"{{{RAGGED}{text}\\par}}" if _stiff(parts) else text
        case doc.Display(content, tag):
            return "\n" + _display(rows(content, LINES[standalone]), tag, LINES[standalone])
        case doc.Chain(items):
            return "\n".join(_step(step, LINES[standalone]) for step in items)
        case doc.Table():
            return tabular(item, _part, lambda text: escaped(said(text)), 1.2 * LINES[standalone])
        case doc.Listing(items):
            points = "\n".join(f"\\item[$\\bullet$] {inline(parts, LINES[standalone] - 3)}" for parts in items)
            return f"{{{RAGGED}\\begin{{itemize}}\n{points}\n\\end{{itemize}}}}" if items else ""
        case doc.Note(kind, parts):
            return f"\\medskip{{{RAGGED}\\textbf{{{NOTES[kind]}.}} {inline(parts, LINES[standalone])}\\par}}\\medskip"
        case doc.Program(text):
            return f"{{{RAGGED}{SMALL}" + "\\\\\n".join(code(line) for line in text.splitlines()) + "\\par}"
        case doc.Figure(name, caption):
            return _picture(f"{figures}/{name}.pdf", caption, SCALES[standalone])
        case doc.References(keys):
            return _references(keys) if standalone else ""


def _picture(path: str, caption: str, scale: float) -> str:
    below = f"\\par\\nopagebreak{{\\small {escaped(said(caption))}\\par}}" if caption else ""
    return f"\\medskip{{\\centering\\includegraphics[scale={scale}]{{{path}}}\\par}}{below}\\medskip"


def _references(keys: Sequence[str]) -> str:
    items = "\n".join(f"\\bibitem{{{key}}} {inline(described(key))}" for key in keys)
    return f"{{{RAGGED}\\renewcommand{{\\section}}[2]{{}}\\begin{{thebibliography}}{{{9 if len(keys) < 10 else 99}}}\n{items}\n\\end{{thebibliography}}}}"


@contextmanager
def _links(linked: bool) -> Iterator[None]:
    """Citations by key within the block, or in words."""
    token = _linked.set(linked)
    try:
        yield
    finally:
        _linked.reset(token)


def inline(parts: doc.Inlines, line: float = 0.0) -> str:
    """Running text; formulas that no line of text can hold are set out where `line` says how wide one is."""
    found: list[str] = []
    for part in parts:
        wide = bool(line) and isinstance(part, doc.Math) and width(latex(part)) > WIDE * line
        text = _display(rows(part, line), "", line) if wide and isinstance(part, doc.Math) else _part(part)
        if found and found[-1].endswith(END) and text[:1] in (",", "."):
            found[-1], text = f"{found[-1].removesuffix(END)}{text[0]}{END}", text[1:].lstrip()
        found.append(text + "\n" if wide and not text.endswith(END) else text)
    return "".join(found)


def _stiff(parts: doc.Inlines) -> bool:
    """Whether words alone cannot fill the lines."""
    return sum(isinstance(part, doc.Code) for part in parts) > 1 or any(isinstance(part, doc.Math) and width(latex(part)) > SHORT for part in parts)


def _part(part: doc.Inline, room: float = 99.0) -> str:
    if isinstance(part, doc.Math):
        lines = rows(part, room) if width(latex(part)) > room else []
        if len(lines) > 1:
            return rf"$\begin{{aligned}}[t]{_joined(lines)}\end{{aligned}}$"
        text = latex(part)
        return f"${{{text}}}$" if width(text) < SHORT else f"${text}$"
    if isinstance(part, doc.Code):
        return code(part.text)
    if isinstance(part, doc.Cite):
        place = f"[{escaped(part.place)}]" if part.place else ""
        return rf"\cite{place}{{{part.key}}}" if _linked.get() and part.key in entries() else escaped(label(part))
    return rf"\textbf{{{escaped(said(part.text))}}}" if isinstance(part, doc.Strong) else escaped(said(part.text))


def _step(item: doc.ChainItem, line: float) -> str:
    mark = rf" \null\nobreak\hfill\mbox{{\small\textit{{{escaped(item.mark)}}}}}" if item.mark else ""
    where = f" {inline(item.hypotheses)}" if item.hypotheses else ""
    number = rf"\textbf{{({escaped(item.number)})}}"
    lead = rf"\par\smallskip{{{RAGGED}\interlinepenalty=10000 {number} {inline(item.reason)}{where}{mark}"
    return f"{lead}\n{_display(broken(item.left, item.right, line), item.number, line)}}}"


def _display(lines: list[str], tag: str, line: float) -> str:
    """Rows under one number, in smaller letters where a row cannot be broken further."""
    widest = max(map(width, lines))
    size = next((size for scale, size in SIZES if scale * widest <= line + 1.5), SIZES[-1][1])
    number = rf"\tag{{{escaped(tag)}}}" if tag else ""
    runs = parted(lines, TALLEST)
    if len(runs) > 1:
        return "\n".join([*(_display(run, "", line) for run in runs[:-1]), _display(runs[-1], tag, line)])
    body = rf"\begin{{aligned}}{_joined(lines)}\end{{aligned}}" if len(lines) > 1 else lines[0].replace("&", "", 1)
    display = f"\\begin{{equation*}}\n{body}{number}\n\\end{{equation*}}"
    return f"{{{size}\n{display}}}" if size else display


def _joined(lines: list[str]) -> str:
    return " \\\\\n".join(lines)
