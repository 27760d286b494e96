"""From order to quote: the network, the promised date and the choice of routes.

Legs and chains, arrival distributions, promise dates, packing for checkout, `compile_book`
and the `Engine` that prices an order along each route with carriers and tariffs together.
"""

if __name__ != "oneprice.routing":
    raise ImportError(f"import oneprice.routing, not {__name__}: one room, one name")
