"""Pages that the engine writes while the site is built: the book of rules, the commands, the catalogue with its gallery, the ledger of claims.

`-D gallery=relu,gelu` builds the reports of these only, `-D gallery=` none; `-D ledger=0` leaves the ledger out.
"""

import contextlib
import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

from sphinx.util import logging

LONGEST = 420  # seconds for one report
FIGURES = {"tanh-correlation": ("correlation", "tanh"), "gelu-phase": ("phase", "gelu"), "tanh-decay": ("decay", "tanh"), "relu-hermite": ("hermite", "relu")}
log = logging.getLogger(__name__)


def rules_page():
    """Every rule with its statement, what it does, its proof and where it comes from, under the idea of its file."""
    from derive import rules
    from derive.engine.book import rules_of

    ideas = {}
    for rule in rules_of(rules):
        ideas.setdefault(rule.apply.__module__, []).append(rule)
    yield "# The book of rules\n\nEach rule is a named theorem: a partial function from goals to equal expressions."
    yield "Its name, which derivations cite, is what it concludes."
    yield "Every rule is tried on its examples, and on falsified twins of them, by the tests."
    yield "Statements about a pair are proved for $|c|<1$. At $|c|=1$ they hold as limits, or need the condition that the rule returns."
    yield "Partial fractions are written for distinct poles. Where the poles of two parameters meet they hold as limits.\n"
    yield "In the proofs $p$ is the standard normal density, $R$ the covariance of the letters, and $(x)_n$ the rising factorial."
    yield "Every function is integrable under the law in question: where that does not follow from its form, the rule returns the condition.\n"
    for module, found in sorted(ideas.items()):
        name = module.rpartition(".")[2].replace("_", " ")
        yield f"## {name[:1].upper()}{name[1:]}\n"
        yield _prose((import_module(module).__doc__ or "").strip()) + "\n"
        for rule in found:
            yield f"({rule.name})=\n### `{rule.name}`\n\n**{rule.title[:1].upper()}{rule.title[1:]}.** {_prose(rule.doc)}\n"
            yield f"$$\n{rule.statement}\n$$\n"
            yield f"*Proof.* {_prose(rule.proof)}\n"
            yield f"Source: {rule.source}.\n"


def commands_page():
    """What each command says of itself."""
    yield "# Commands\n\nEvery command takes `--json`. Data goes to standard output, messages to standard error."
    yield "The exit status is 0 for success, 1 where `check` refutes, an answer is missing or a claim's verdict is not the expected one, and 2 for bad input.\n"
    from derive.cli.main import COMMANDS

    for name in COMMANDS:
        yield f"## derive {name}\n\n```text\n{_run([name, '--help'])}```\n"


def catalogue_page(names, missing):
    """The catalogue: each function, what is decided about it, and its full report, or why there is none."""
    from derive import activations
    from derive.language.functions.facts import facts
    from derive.prose.latex_printer import typeset

    yield "# Gallery\n\nThe functions of torch.nn.functional, jax.nn and of the papers, with the full report of each:"
    yield "pieces, moments, kernels, edge of chaos, every step audited.\n"
    yield "| report | class A | φ(x) |\n|---|---|---|"
    for name in activations.names():
        entry = activations.find(name)
        known = facts(entry)
        title = f'<a href="../{name}.html">{name}</a>' if name in names and name not in missing else name + missing.get(name, "")
        belongs = {True: "yes", False: "no"}.get(known.class_a.holds, "depends")
        formula = typeset(entry.expr).replace(r"\left|", r"\left\vert ").replace(r"\right|", r"\right\vert ").replace("|", r"\vert ")  # a bar ends the cell
        yield f"| {title} | {belongs} | ${formula}$ |"


PARTS = (
    ("derive.pipeline", "Questions", "Gaussian expectations, dual kernels, and whether a formula is right."),
    (
        "derive.language.functions.activation",
        "Activations",
        "`derive.activations` is the catalogue: `activations.gelu`, `activations.of(text)`, `activations.names()`.",
    ),
    ("derive.meanfield", "Mean-field theory with proven numbers", "Each figure is a ball."),
    ("derive.theory", "Mean-field theory in symbols", "Formulas and asymptotics whose parts may be goals."),
    ("derive.simulation", "Random networks", "Finite networks, with confidence intervals: see [draw random networks](../howto/draw-random-networks.md)."),
    ("derive.claims", "Claims", "Statements to verify: see [add a claim](../howto/add-a-claim.md)."),
    ("derive.language.special", "Special functions", "Those that sympy lacks, with derivatives, special values, LaTeX, any precision, and balls."),
    ("derive", "Goals, letters and the rest", "The letters of statements are sympy symbols."),
)


def python_page():
    """Every public name of `derive`, by what it is for."""
    import derive
    from derive.language import special

    yield "# Python\n\nNames are loaded on first use, so that `import derive` costs nothing.\n"
    left = derive._HOMES | dict.fromkeys(special.__all__, special.__name__)
    for home, title, words in PARTS:
        names = sorted(name for name, place in left.items() if place.startswith(home))
        yield f"## {title}\n\n{words}\n\n```{{eval-rst}}"
        for name in names:
            home = "derive.language.special" if left.pop(name).startswith(special.__name__) else "derive"
            value = getattr(import_module(home), name)
            yield f".. {_directive(value)}:: {home}.{name}" + "".join(f"\n   {option}" for option in _options(value))
        yield "```\n"


def _directive(value):
    if isinstance(value, type):
        return "autoexception" if issubclass(value, Exception) else "autoclass"
    return "autofunction" if callable(value) and hasattr(value, "__code__") else "autodata"


def _options(value):
    """The members of a class, those of a base of this project included."""
    if _directive(value) == "autoclass":
        yield ":members:"
        if any(base.__module__.startswith("derive.pipeline") for base in value.__bases__):
            yield ":inherited-members:"


def write_figures(folder):
    """The pictures of the pages, drawn like those of `derive plot`."""
    from derive import activations
    from derive.pictures import picture

    for name, (kind, activation) in FIGURES.items():
        _write(folder / f"{name}.svg", [picture(kind, activations.of(activation)).content(".svg").decode()])


def write_gallery(folder, names):
    """Every report as a page of its own, one a core at a time; a report of the same engine is kept. Names of those that are not there, with the reason."""
    from derive.claims.cache import engine

    stamp = folder / ".engine"
    if not stamp.exists() or stamp.read_text() != engine():
        for old in folder.glob("*.html"):
            old.unlink()
        stamp.write_text(engine())
    todo = [name for name in names if not (folder / f"{name}.html").exists()]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = zip(todo, pool.map(lambda name: _report(folder, name), todo), strict=True)
        return {name: f" ({error})" for name, error in found if error}


def _report(folder, name):
    words = [sys.executable, "-m", "derive", "report", name, "-o", str(folder / f"{name}.html"), "--quiet"]
    try:
        run = subprocess.run(words, capture_output=True, text=True, check=False, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return f"not ready in {LONGEST} s"
    if run.returncode and not (folder / f"{name}.html").exists():
        log.info("the report of %s failed: %s", name, run.stderr)
        return "it failed"
    return ""


def _run(words):
    from derive.cli.main import main

    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main(words)
    return out.getvalue()


def _prose(text):
    """Plain text in Markdown: formulas as a reader writes them, and what has a meaning in Markdown escaped."""
    from derive.prose.spelling import spelled

    marks = str.maketrans({mark: "\\" + mark for mark in "*_|<"})
    return "\n".join(line if line.startswith("    ") else spelled(line).translate(marks) for line in text.splitlines())


def _write(path, pieces):
    text = "\n".join(pieces) + "\n"
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def generate(app):
    """Write the pages; called before the sources are read."""
    from derive import activations

    here = Path(app.srcdir) / "generated"
    names = activations.names() if app.config.gallery == "all" else tuple(filter(None, app.config.gallery.split(",")))
    _write(here / "rules.md", rules_page())
    _write(here / "commands.md", commands_page())
    _write(here / "python.md", python_page())
    write_figures(here)
    missing = write_gallery(Path(app.srcdir) / "gallery", names)
    _write(here / "gallery.md", catalogue_page(names, missing))
    if app.config.ledger == "1":
        subprocess.run([sys.executable, "-m", "derive", "verify", "--ledger", str(here / "ledger.md")], check=False, stdout=subprocess.DEVNULL)
    elif not (here / "ledger.md").exists():
        (here / "ledger.md").write_text("# Ledger of claims\n\nNot built: `-D ledger=1` verifies every claim.\n")


def make_folders(app, _config):
    """The folders that a fresh clone lacks, before Sphinx looks for them."""
    for name in ("generated", "gallery"):
        (Path(app.srcdir) / name).mkdir(exist_ok=True)


def setup(app):
    app.add_config_value("gallery", "all", "env")
    app.add_config_value("ledger", "1", "env")
    app.connect("config-inited", make_folders)
    app.connect("builder-inited", generate)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
