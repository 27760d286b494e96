"""What if: overlays on a book, re-pricing of lanes and catalogues, comparison, reports.

It will ask the other rooms and hold no pricing rule of its own. This room is empty so far:
its tools come in a later version.
"""

if __name__ != "oneprice.scenarios":
    raise ImportError(f"import oneprice.scenarios, not {__name__}: one room, one name")
