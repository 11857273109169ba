"""The code blocks of a page, in order, and what running them prints.

    ```console          commands after "$ ", each followed by what it prints; "..." stands for any text
    ```python           runs in the page's own namespace; lines after >>> are compared as doctests
    ```{code-block}     with a caption: a file of that name, written before what follows runs
"""

import contextlib
import doctest
import io
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from derive.cli.main import main

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted(path for path in (ROOT / "docs").rglob("*.md") if not {"generated", "build", "gallery"} & set(path.parts))]
FENCE = re.compile(r"^```(console|python|\{code-block\} \w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    kind: str
    text: str

    def commands(self):
        """(command, what it is said to print) in a console block."""
        parts = re.split(r"^\$ ", self.text, flags=re.MULTILINE)
        return [tuple([*part.split("\n", 1), ""][:2]) for part in parts if part.strip()]

    def file(self):
        """(name, text) of a captioned block."""
        head, _, text = self.text.partition("\n\n")
        return re.search(r":caption: (\S+)", head)[1], text


def blocks(path):
    return [Block(kind, text) for kind, text in FENCE.findall(path.read_text())]


def printed(command):
    """What a command of the page prints on standard output."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main(shlex.split(command)[1:])
    return out.getvalue()


def alike(shown, found):
    """Equal up to trailing space, with "..." for any text."""
    return doctest.OutputChecker().check_output(shown.rstrip() + "\n", found.rstrip() + "\n", doctest.ELLIPSIS)


def run_python(text, names):
    """Run a block; a session with >>> is compared with what it shows."""
    if ">>>" not in text:
        exec(compile(text, "page", "exec"), names)
        return
    test = doctest.DocTestParser().get_doctest(text, names, "page", None, 0)
    failures = io.StringIO()
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(test, out=failures.write, clear_globs=False)
    names.update(test.globs)
    assert not failures.getvalue(), failures.getvalue()


def refreshed(path):
    """The page with what its commands print now; blocks with "..." are left alone. Runs in the current folder."""

    def renew(match):
        block = Block(match[1], match[2])
        if block.kind.startswith("{"):
            name, text = block.file()
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text)
        if block.kind != "console":
            return match[0]
        parts = [f"$ {command}\n" + (shown if "..." in shown else printed(command).rstrip() + "\n") for command, shown in block.commands()]
        return "```console\n" + "".join(part.rstrip("\n") + "\n" for part in parts) + "```"

    return FENCE.sub(renew, path.read_text())


if __name__ == "__main__":  # python tests/docs/blocks.py PAGE...: write what the commands print now into the pages
    import sys
    import tempfile

    for page in map(Path.resolve, map(Path, sys.argv[1:])):
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            text = refreshed(page)
        page.write_text(text)
