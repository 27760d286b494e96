"""Whether pictures can be drawn: matplotlib comes with the extra `pictures`."""

from __future__ import annotations

from importlib.util import find_spec

LACKING = "no picture: matplotlib is not there; install it with `pip install 'oneprice[pictures]'`"


def can_draw() -> bool:
    """Tell whether matplotlib is installed."""
    return find_spec("matplotlib") is not None
