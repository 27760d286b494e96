"""Refusals: what cannot be shipped or priced, as a value with a reason code and facts (C-50)."""

from __future__ import annotations

# Codes are numbers inside the kernels; the order is part of the engine version.
REASONS: dict[str, str] = {
    "OK": "",
    "NO_ROUTE": "no chain of lanes leads from {ship_from} to {country}",
    "LANE_CLOSED": "lane {lane} is suspended or not valid on the day of sale",
    "CLASS_NOT_ACCEPTED": "lane {lane} does not take goods flagged {flags}",
    "CLASS_REQUIRED": "lane {lane} only takes goods flagged {flags}",
    "CARGO_RULE": "{rule} forbids this on lane {lane}: {source}",
    "OVER_LIMIT": "lane {lane} allows {what} up to {limit}, needed {fact}",
    "TOO_MANY_PARCELS": "more than {limit} parcels would be needed",
    "PARCELS_AND_SPLIT": "own parcels can be given for a single consignment only",
    "NO_ZONE": "lane {lane} does not serve postcode {postcode}",
    "EMBARGO": "lane {lane} refuses the area of postcode {postcode}",
    "NO_RATE": "lane {lane} has no rate for quantity {fact}",
    "NO_INDEX": "lane {lane} needs the index of {rule}, which has no value on the day of sale",
    "SURCHARGE_REFUSES": "{rule} refuses this parcel on lane {lane}",
    "FX_MISSING": "no {kind} exchange rate from {base} to {quote} on {day}",
    "NO_DEPARTURE": "no departure of lane {lane} is known after the goods are ready",
    "NO_PROMISE": "timetable and laws of transit and handling never reach the promised level",
    "TOO_SLOW": "earliest promise is {fact} days after the sale, the tier allows {limit}",
    "LATER_THAN_TIER": "arrives after the tier below ({fact} after {limit})",
    "AFTER_DEADLINE": "arrives {fact}, the deadline is {limit}",
    "MODE_NOT_IN_TIER": "the tier does not use this mode",
    "NO_JURISDICTION": "the book holds no law of {country}",
    "RULES_STALE": "rules of {country} are known until {limit}, the goods may enter on {fact}",
    "NO_REGIME": "no import regime of {country} fits this consignment",
    "HS_UNKNOWN": "HS code {hs} of {sku} is not in the tariff of {country}",
    "HS_AMBIGUOUS": "HS code {hs} of {sku} spans several lines of {country}; give more digits",
    "MEASURE_MISSING": "no {kind} rate is known for HS code {hs} of {sku} in {country}",
    "MEASURE_UNPRICED": "{rule} applies to HS code {hs} of {sku} and cannot be priced: {text}",
    "DUTY_INPUT_MISSING": "{rule} needs {text} of {sku}; give duty_quantities or part_values_minor",
    "EPR_MISSING": "{sku} needs an EPR registration {text} in {country}; give epr_ids",
    "SALES_TAX_MISSING": "{country} sales tax needs buyer.sales_tax_rate or a row of sales_tax.csv",
    "AMOUNT_TOO_LARGE": "an amount passes the supported range",
    "SPLIT_CHANGES_THRESHOLD": "splitting the goods by cargo class would change a threshold",
    "CLAIM_MISSING": "{sku} needs the claim {claim} in {country}: {text}",
    "EPR_RATE_MISSING": "the platform's fee of {sku} in scheme {text} of {country} is not known",
    "KEEP_TOGETHER": "{skus} are to stay together, and no parcel within all limits holds them",
}
CODES: tuple[str, ...] = tuple(REASONS)
STATUS: dict[str, int] = {code: number for number, code in enumerate(CODES)}

# What an OVER_LIMIT is about, by the number in the `what` fact.
LIMITS: tuple[str, ...] = (
    "",
    "piece weight (g)",
    "longest side (mm)",
    "second side (mm)",
    "sum of sides (mm)",
    "girth (mm)",
    "shipment weight (g)",
    "minimum shipment weight (g)",
    "goods value (minor units of the lane's currency)",
    "battery energy (mWh)",
    "third side (mm)",
    "volume (mm3)",
    "number of parcels",
)
LIMIT = {name.split(" (")[0]: number for number, name in enumerate(LIMITS)}
