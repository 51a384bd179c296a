"""Pictures of results: ``result.plot.…`` draws them, and this module what pandas gives: ``ps.plots``.

`plastsmart.attribute` gives a Series and `plastsmart.sensitivity` a DataFrame, whose ``.plot`` is
pandas' own; `waterfall` and `tornado` draw these. `svg` gives any picture as text for a page;
`flows_svg` the flow picture without matplotlib.
"""

from __future__ import annotations

from plastsmart.report.plots.canvas import svg
from plastsmart.report.plots.steps import tornado, waterfall
from plastsmart.report.plots.vector import flows_svg

__all__ = ["flows_svg", "svg", "tornado", "waterfall"]
