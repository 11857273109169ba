"""What is here: versions, optional parts, and how to get those that are missing. Exit status 1 if a required part is missing.

examples:
  derive doctor
  derive doctor --json
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
from importlib import metadata
from typing import Any

from derive.cli.options import add_json
from derive.cli.output import say, say_json

REQUIRED = ("sympy", "mpmath", "numpy", "scipy", "python-flint", "rich", "latex2mathml", "platformdirs")
LIBRARIES = (("matplotlib", "pictures: derive plot, reports with pictures", "pip install 'derive-nn[plot]'"),)
PROGRAMS = (
    (("pdflatex", "tectonic"), "PDF: derive report ... -o FILE.pdf", "apt-get install texlive-latex-recommended, or https://tectonic-typesetting.github.io"),
)
TESTING = (
    (("chromium", "google-chrome", "chrome"), "the project's own tests of pages in a browser", "apt-get install chromium"),
    (("pdftoppm",), "the project's own tests of PDF pages", "apt-get install poppler-utils"),
)


def add(parser: argparse.ArgumentParser) -> None:
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    found = _report()
    if options.json:
        say_json(found)
    else:
        _text(found)
    return 0 if all(part["version"] for part in found["required"]) else 1


def _report() -> dict[str, Any]:
    from derive import __version__

    return {
        "derive": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "required": [{"name": name, "version": _version(name)} for name in REQUIRED],
        "optional": [
            *({"name": name, "version": _version(name), "path": None, "serves": serves, "get": get} for name, serves, get in LIBRARIES),
            *(_program(names, serves, get) for names, serves, get in (*PROGRAMS, *TESTING)),
        ],
        "data": [*_files()],
        "encoding": sys.stdout.encoding,
    }


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _program(names: tuple[str, ...], serves: str, get: str) -> dict[str, Any]:
    there = [(name, path) for name in names if (path := shutil.which(name))]
    name, path = there[0] if there else (" or ".join(names), None)
    return {"name": name, "version": None, "path": path, "serves": serves, "get": get}


def _files() -> list[dict[str, Any]]:
    """The data that comes with the package."""
    from derive.claims.shipped import proofs
    from derive.language.errors import DeriveError
    from derive.prose.bibliography import place

    found: list[dict[str, Any]] = []
    for name, where in (("proofs", proofs), ("bibliography", place)):
        try:
            found.append({"name": name, "path": str(where())})
        except DeriveError:
            found.append({"name": name, "path": None})
    return found


def _text(found: dict[str, Any]) -> None:
    say(f"derive {found['derive']}, Python {found['python']}, {found['system']}, {found['processors']} processors")
    say("required")
    for part in found["required"]:
        say(f"  {part['name']:14} {part['version'] or 'MISSING: pip install --force-reinstall derive-nn'}")
    say("optional")
    for part in found["optional"]:
        there = part["version"] or part["path"]
        say(f"  {part['name']:14} {there or 'not there'}")
        say(f"  {'':14} {part['serves']}" + ("" if there else f"\n  {'':14} to get it: {part['get']}"))
    for part in found["data"]:
        say(f"  {part['name']:14} {part['path'] or 'MISSING: pip install --force-reinstall derive-nn'}")
