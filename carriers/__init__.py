"""What carriers sell: lanes, rate cards and the time they take.

Lane tables, rate rows, surcharges, cargo classes, zones, schedules and transit times: read
and checked at the rim, compiled into the book, and priced by kernels. It knows nothing of
duty or tax.
"""

if __name__ != "oneprice.carriers":
    raise ImportError(f"import oneprice.carriers, not {__name__}: one room, one name")
