"""What a planner asks: the lanes of a book on a map, and how promises were kept.

`maps/` draws a book; `judging/` learns from outcomes and judges promises by what came. Both ask
the other rooms and hold no pricing rule of their own. Overlays, re-pricing and comparison come in
a later version.
"""

if __name__ != "oneprice.scenarios":
    raise ImportError(f"import oneprice.scenarios, not {__name__}: one room, one name")
