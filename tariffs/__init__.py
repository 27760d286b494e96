"""What states and fee schemes ask for when goods cross a border.

Duty expressions, schedules, measures, tax stacks, thresholds, producer fees and customs
exchange rates, with importers of official files; `law/` holds our own dated law tables with
their sources. It knows nothing of carriers.
"""

if __name__ != "oneprice.tariffs":
    raise ImportError(f"import oneprice.tariffs, not {__name__}: one room, one name")
