"""Codes of EU and UK duty sentences: expressions, units, qualifiers, currencies.

Expression ids and codes as used by the UK trade tariff service and the EU's TARIC (duty expression,
measurement unit and measurement unit qualifier tables; state of 2021 to 2025).
"""

from __future__ import annotations

# Joining words -> the expression ids they may stand for, in ascending order.
EXPRESSIONS: dict[str, tuple[str, ...]] = {
    "": ("01",),
    "-": ("02", "36"),
    "+": ("04", "19", "20"),
    "+ AC": ("12",),
    "+ AC (reduced)": ("14",),
    "MIN": ("15",),
    "MAX": ("17", "35"),
    "+ SD": ("21",),
    "+ SD (reduced)": ("25",),
    "+ FD": ("27",),
    "+ FD (reduced)": ("29",),
    "NIHIL": ("37",),
}
WORDS = {code: words for words, codes in EXPRESSIONS.items() for code in codes}
AMOUNT = frozenset(("01", "02", "04", "15", "17", "19", "20", "35", "36"))
PLUS = frozenset(("04", "19", "20"))
MINUS = frozenset(("02", "36"))
AT_LEAST = frozenset(("15",))
AT_MOST = frozenset(("17", "35"))
AGRICULTURAL = frozenset(("12", "14", "21", "25", "27", "29"))
NIHIL = "37"
SUPPLEMENTARY = "99"

# Code -> words as printed; further spellings that are read too.
UNITS = {
    "KGM": "kg",
    "DTN": "100 kg",
    "TNE": "1000 kg",
    "GRM": "g",
    "LTR": "l",
    "HLT": "hl",
    "KLT": "1000 l",
    "LPA": "l alc. 100%",
    "ASV": "% vol",
    "NAR": "p/st",
    "MIL": "1000 p/st",
    "NPR": "pair",
    "MTR": "m",
    "HMT": "100 m",
    "MTK": "m2",
    "MTQ": "m3",
    "CTM": "carat",
    "RET": "Retail Price",
    "SPQ": "SPQ",
}
UNIT_SPELLINGS = {
    "tonne": "TNE",
    "item": "NAR",
    "1000 items": "MIL",
    "pa": "NPR",
    **{code: code for code in UNITS},
}
QUALIFIERS = {
    "A": "tot alc",
    "E": "net drained wt",
    "G": "gross",
    "I": "biodiesel",
    "M": "net dry",
    "P": "lactic.",
    "R": "std qual",
    "S": "raw sugar",
    "T": "dry lactic matter",
    "X": "hl",
    "Z": "% sacchar.",
}
QUALIFIER_NAMES = {
    "A": "total alcohol",
    "E": "net drained weight",
    "G": "gross weight",
    "I": "biodiesel content",
    "M": "net dry weight",
    "P": "lactic matter",
    "R": "standard quality",
    "S": "raw sugar",
    "T": "dry lactic matter",
    "X": "hectoliter",
    "Z": "% sucrose",
}
QUALIFIER_SPELLINGS = {
    "lactic matter": "P",
    "net/drained wt": "E",
    "eda": "E",
    "mas": "M",
    "net/dry": "M",
    "br": "G",
    "net/% sacchar.": "Z",
    "tot/alc.": "A",
    "dry/lactic.": "T",
    **{code: code for code in QUALIFIERS},
}
# Units a qualifier may stand with; lactic matter per 100 kg only, as the published sentences do.
ALLOWED = {
    "A": ("KGM", "DTN", "HLT", "LTR"),
    "E": ("KGM", "DTN"),
    "G": ("KGM", "DTN"),
    "I": ("KGM", "TNE"),
    "M": ("KGM", "DTN"),
    "P": ("DTN",),
    "R": ("DTN", "TNE"),
    "S": ("DTN", "TNE"),
    "T": ("KGM", "DTN"),
    "X": ("ASV",),
    "Z": ("DTN",),
}
# XEM is the code of the texts for the old unit of account beside the euro.
CURRENCIES = frozenset(("EUR", "GBP", "XEM", "USD"))
