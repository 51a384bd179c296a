"""How Sphinx builds the documentation, without a network."""

from importlib.metadata import version as installed_version

project = "plastsmart"
author = "The plastsmart developers"
copyright = "2026, The plastsmart developers"
release = version = installed_version("plastsmart")
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "plastsmart"

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

autodoc_typehints = "description"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False

# Types of other packages are named, not linked: their inventories would need a network.
nitpick_ignore_regex = [
    ("py:.*", r"(attrs?|collections|np|numpy|pandas|pathlib|pd|pint|typing|xarray|xr)\..*"),
]
