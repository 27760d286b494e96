"""Planning ahead of time: exact packing, guarantee prices, capacity and pickup rounds.

It hands its answers over as data and is never imported at checkout. So far it holds the exact
packing (`oneprice.solver.packing`); the other models come in a later version.
"""

if __name__ != "oneprice.solver":
    raise ImportError(f"import oneprice.solver, not {__name__}: one room, one name")
