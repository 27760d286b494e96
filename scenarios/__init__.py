"""What a planner asks of a whole book. So far: its lanes on a map (`maps/`).

It asks the other rooms and holds no pricing rule of its own. Overlays, re-pricing and comparison
come in a later version.
"""

if __name__ != "oneprice.scenarios":
    raise ImportError(f"import oneprice.scenarios, not {__name__}: one room, one name")
