"""How Sphinx builds the documentation, without a network."""

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "plastsmart"
author = "The plastsmart developers"
copyright = "2026, The plastsmart developers"
release = version = installed_version("plastsmart")
language = "en"

# In _ext: `reference` writes the model reference and the data pages from the package, `catalogue`
# the measures of the catalogue, `municipalities` what is known of each and the back-test,
# `validation` what is reproduced, `gallery` the pictures of the notebooks, `pictures` those of
# plots.md.
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "reference",
    "catalogue",
    "municipalities",
    "validation",
    "gallery",
    "pictures",
]
exclude_patterns = ["_build", "_ext", "_generated/parts"]
html_theme = "furo"
html_title = "plastsmart"
html_static_path = ["_static"]
html_css_files = ["wide.css"]

# the notebooks are stored as they were run: tools/notebooks.py
nb_execution_mode = "off"

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3

default_role = "py:obj"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
