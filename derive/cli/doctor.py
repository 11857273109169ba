"""What is here: versions, optional parts, and how to get those that are missing. Exit status 1 if a required part is missing or too old.

examples:
  derive doctor
  derive doctor --json
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import sys
from importlib import metadata
from typing import Any

from derive.cli.options import add_json
from derive.cli.output import say, say_json

REQUIRED = {  # the oldest version of each that works
    "sympy": "1.14",
    "mpmath": "1.3",
    "numpy": "1.26",
    "scipy": "1.11",
    "python-flint": "0.9",
    "rich": "13",
    "latex2mathml": "3.77",
    "platformdirs": "4",
}
REPAIR = "pip install --force-reinstall derive-nn"
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
    return 0 if all(part["works"] for part in found["required"]) else 1


def _report() -> dict[str, Any]:
    from derive import __version__

    return {
        "derive": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "required": [_required(name, oldest) for name, oldest in REQUIRED.items()],
        "optional": [
            *({"name": name, "version": _version(name), "path": None, "serves": serves, "get": get} for name, serves, get in LIBRARIES),
            *(_program(names, serves, get) for names, serves, get in (*PROGRAMS, *TESTING)),
        ],
        "data": [*_files()],
        "cache": _kept(),
        "encoding": sys.stdout.encoding,
    }


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _required(name: str, oldest: str) -> dict[str, Any]:
    version = _version(name)
    return {"name": name, "version": version, "oldest": oldest, "works": version is not None and _numbers(version) >= _numbers(oldest)}


def _numbers(version: str) -> list[int]:
    """What versions are ordered by, up to a suffix: [1, 14] for 1.14rc1.

    >>> _numbers("1.14rc1") > _numbers("1.9.2")
    True
    """
    return [int(number) for number in re.match(r"[\d.]*", version)[0].split(".") if number]  # type: ignore[index]


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


def _kept() -> dict[str, Any]:
    """Where tables and verdicts are kept, if anywhere."""
    from derive.processes.keeping import is_writable, kept_folder

    folder = kept_folder()
    return {"path": None if folder is None else str(folder), "writable": folder is not None and is_writable(folder)}


def _text(found: dict[str, Any]) -> None:
    say(f"derive {found['derive']}, Python {found['python']}, {found['system']}, {found['processors']} processors")
    say("required")
    for part in found["required"]:
        wrong = "" if part["works"] else f"  {part['oldest']} or later is needed: {REPAIR}" if part["version"] else f"MISSING: {REPAIR}"
        say(f"  {part['name']:14} {part['version'] or ''}{wrong}")
    say("optional")
    for part in found["optional"]:
        there = part["version"] or part["path"]
        say(f"  {part['name']:14} {there or 'not there'}")
        say(f"  {'':14} {part['serves']}" + ("" if there else f"\n  {'':14} to get it: {part['get']}"))
    for part in found["data"]:
        say(f"  {part['name']:14} {part['path'] or f'MISSING: {REPAIR}'}")
    kept = found["cache"]
    where = "none: DERIVE_CACHE_DIR is empty" if kept["path"] is None else kept["path"] + ("" if kept["writable"] else " (nothing can be written there)")
    say(f"  {'cache':14} {where}")
