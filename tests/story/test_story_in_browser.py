"""A whole report in headless Chromium: nothing is said on the console, the page never scrolls sideways, on screens wide and narrow, light and dark."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from derive.prose import html
from derive.story import story

pytestmark = [pytest.mark.browser, pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--allow-file-access-from-files", "--enable-logging=stderr", "--v=0", "--virtual-time-budget=3000"]
OUTER = """<iframe src="inner.html" style="width:{width}px;height:900px;border:0"></iframe><p id="found"></p><script>
onload=()=>{{const d=document.querySelector("iframe").contentDocument,e=d.documentElement,w=d.defaultView;
const ink=w.getComputedStyle(d.body).color,paper=w.getComputedStyle(d.body).backgroundColor;
const wide=[...d.querySelectorAll("math,svg,p,li,table,h1,h2,h3")].filter(x=>x.getBoundingClientRect().right>e.clientWidth+1&&
!x.closest(".eq>div,.scroll,.long,pre,h1")).length;
document.getElementById("found").textContent="scroll "+e.scrollWidth+" client "+e.clientWidth+" wide "+wide+" ink "+ink+" paper "+paper}}</script>"""


def seen(folder: Path, page: str, width: int, dark: bool) -> tuple[str, str]:
    """What the page measures, and what it said on the console."""
    (folder / "inner.html").write_text(page, encoding="utf-8")
    (folder / "outer.html").write_text(OUTER.format(width=width), encoding="utf-8")
    flags = [*FLAGS, *(["--blink-settings=preferredColorScheme=0"] if dark else [])]
    command = ["chromium", *flags, f"--user-data-dir={folder / 'profile'}", "--window-size=1300,1000", "--dump-dom", (folder / "outer.html").as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=180, check=False)
    found = re.search(r"scroll \d+ client \d+ wide \d+ ink [^<]*", done.stdout.decode("utf-8", "replace"))
    assert found is not None
    return found[0], "\n".join(line for line in done.stderr.decode("utf-8", "replace").splitlines() if "CONSOLE" in line)


@pytest.fixture(scope="module", params=["gelu", "selu", "hard_swish"])
def page(request: pytest.FixtureRequest) -> str:
    pytest.importorskip("matplotlib")
    return html.render(story(request.param, digits=10, pictures=request.param == "gelu", detail="full"))


@pytest.mark.slow
@pytest.mark.parametrize(("width", "dark"), [(360, False), (1200, False), (390, True)])
def test_a_report_fits_its_screen_and_is_silent(tmp_path: Path, page: str, width: int, dark: bool) -> None:
    measured, said = seen(tmp_path, page, width, dark)
    assert said == ""
    numbers = [int(number) for number in re.findall(r"(?:scroll|client|wide) (\d+)", measured)]
    assert numbers[0] <= numbers[1] and numbers[2] == 0, measured
    ink, paper = (sum(map(int, re.findall(r"\d+", color)[:3])) for color in re.findall(r"rgb\([^)]*\)", measured))
    assert (ink > paper) is dark


def test_an_error_on_the_console_would_be_seen(tmp_path: Path) -> None:
    assert "CONSOLE" in seen(tmp_path, "<script>console.error('no')</script><p>x", 360, False)[1]


def test_a_page_that_is_too_wide_would_be_seen(tmp_path: Path) -> None:
    measured, _ = seen(tmp_path, '<p style="width:900px">x', 360, False)
    assert "wide 1" in measured
