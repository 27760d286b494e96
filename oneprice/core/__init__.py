"""Common ground: what every room shares and none owns.

Money and units, ids, the axis of time, `Order` and `Quote`, the one row of arithmetic that
prices everything, the errors, and the container of the compiled book. It knows no carrier,
no tariff and no route, and imports no other room.
"""

if __name__ != "oneprice.core":
    raise ImportError(f"import oneprice.core, not {__name__}: one room, one name")
