"""The documentation site: Sphinx with MyST. Build it with

    python -m sphinx -W --keep-going -b html docs docs/build

Formulas become MathML, so that the pages need no network; pages under generated/ and gallery/ are made by the engine
while the site is built (`_ext/generated.py`).
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from derive import __version__

project = "derive"
author = "The derive developers"
copyright = "The derive developers, BSD-3-Clause licence"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode", "mathml", "plain_docstrings", "generated"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["build", "_ext"]
myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_fence_as_directive = ["math"]
myst_heading_anchors = 3
html_math_renderer = "mathml"
html_theme = "furo"
html_title = "derive"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_extra_path = ["gallery"]
html_show_sphinx = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
nitpicky = False
suppress_warnings = ["config.cache"]
