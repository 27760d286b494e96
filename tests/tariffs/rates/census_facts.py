"""Counts of rate texts by class, taken by hand from the schedules, and where ours differ.

Keys: file, column, what is counted. Shares of the Japanese columns are turned into counts.
"""

from __future__ import annotations

from typing import NamedTuple

US = "us_hts_2026_rev10.csv.gz"
EU = "uk_ukgt_eu_cet_2020.csv.gz"
JP = "jp_tariff_2026_07_09.csv.gz"
AU = "au_schedule3.csv.gz"
BR = "br_ncm_tec_ipi_2025.csv.gz"

MOVEMENT = "jewel.*duty for the complete movement"


class Column(NamedTuple):
    """A column of a file: its dialect, the chapters it is counted in, and the counts."""

    file: str
    column: str
    dialect: str
    chapters: str  # "1-97", "98", "99", "8 digits" or "" for all
    counts: dict[str, int]


class Difference(NamedTuple):
    """A class that we count otherwise, and why.

    `sign` is a pattern of the cells that make the difference: as many cells of the column match
    it as the two counts differ. "" where moves in both directions leave no such pattern.
    """

    name: str
    ours: int
    census: int
    why: str
    sign: str = ""


CENSUS = (
    Column(
        US,
        "general",
        "us",
        "1-97",
        {
            "N%": 5863,
            "Free": 4315,
            "specific": 716,
            "specific + N%": 315,
            "component ad valorem": 87,
            "specific on a content or drained weight": 43,
            "reference": 43,
            "sliding with floor": 12,
            "three terms": 9,
            "ad valorem on a part of value": 8,
            "specific + specific": 3,
        },
    ),
    Column(
        US,
        "special",
        "us_special",
        "1-97",
        {
            "Free": 7099,
            "See 98xx/99xx": 767,
            "N%": 144,
            "specific": 24,
            "specific + N%": 4,
            "specific + specific": 2,
            "reference": 4,
        },
    ),
    Column(
        US,
        "general",
        "us_99",
        "98",
        {
            "Free": 116,
            "conditional": 18,
            "base minus N%": 9,
            "duty on a part of the value only": 7,
            "percent of other base": 3,
            "N%": 1,
            "reference": 1,
        },
    ),
    Column(
        US,
        "general",
        "us_99",
        "99",
        {
            "Free": 1364,
            "N%": 376,
            "base + N%": 180,
            "base with nothing added": 151,
            "No change": 21,
            "specific": 3,
            "base + N% of a content": 2,
        },
    ),
    Column(
        US,
        "additional_duties",
        "us_additional",
        "",
        {
            "specific": 378,
            "specific + N%": 53,
            "none": 50,
            "others": 31,
        },
    ),
    Column(
        EU,
        "eu_cet_duty_2020",
        "eu",
        "",
        {
            "N%": 7911,
            "zero": 2608,
            "specific": 821,
            "% + specific": 184,
            "specific per qualified unit": 66,
            "specific + specific": 39,
            "% + EA MAX % + ADSZ/ADFM": 38,
            "% + EA": 21,
            "Entry Price": 29,
            "MIN and MAX": 28,
            "MAX only": 17,
            "MIN only": 16,
            "seasonal": 29,
            "% + specific on net drained": 12,
            "first number without % sign": 8,
            "three terms": 3,
        },
    ),
    Column(
        EU,
        "ukgt_duty_2021",
        "eu",
        "",
        {
            "N%": 6093,
            "zero": 4612,
            "specific": 806,
            "% + specific": 190,
            "specific per qualified unit": 63,
            "specific + specific": 36,
            "seasonal": 18,
            "% + specific on net drained": 9,
            "three terms": 3,
        },
    ),
    Column(
        JP,
        "general",
        "jp",
        "",
        {
            "Free": 2761,
            "N%": 4466,
            "the higher of two": 194,
            "the lower of two": 5,
            "specific": 192,
            "specific + N%": 47,
            "difference duty on customs value": 14,
            "formula": 2,
        },
    ),
    Column(
        JP,
        "wto",
        "jp",
        "",
        {
            "Free": 3260,
            "N%": 4429,
            "the higher of two": 241,
            "the lower of two": 4,
            "specific": 207,
            "specific + N%": 58,
            "range or partly unbound": 94,
            "split inside the cell": 8,
            "formula": 2,
        },
    ),
    Column(
        JP,
        "rcep_cn",
        "jp",
        "",
        {
            "Free": 5317,
            "N%": 2450,
            "the higher of two": 200,
            "the lower of two": 9,
            "specific": 43,
            "difference duty on customs value": 8,
            "range or partly unbound": 58,
            "split inside the cell": 50,
            "formula": 2,
        },
    ),
    Column(JP, "epa_eu", "jp", "", {"within quota": 158}),
    Column(
        AU,
        "duty_rate_text",
        "au",
        "",
        {
            "Free": 3827,
            "N%": 1535,
            "N% with preference codes": 1158,
            "blank": 888,
            "dated phases": 122,
            "specific": 101,
            "specific + N%": 30,
            "specific less N%": 5,
            "N%, or, if lower, specific": 4,
            "unparsed": 1,
            "three terms": 0,
        },
    ),
    Column(BR, "ipi_percent_text", "br", "", {"not_taxed": 762}),
)

DIFFERENCES = {
    (US, "general", "1-97"): (
        Difference("component ad valorem", 85, 87, "9110.90.40 and 9114.90.30 end in a", MOVEMENT),
        Difference("reference", 45, 43, "comparison with the duty of another article", MOVEMENT),
    ),
    (US, "general", "98"): (
        Difference("duty on a part of the value only", 6, 7, "we count 9801.00.70 and .80 as"),
        Difference("reference", 2, 1, "references and 9818.00.05 as on a part; 8 in all both ways"),
    ),
    (US, "additional_duties", ""): (
        Difference(
            "specific", 397, 378, "14 per liter, 5 in dollars", r"^[^+]*/ ?liter$|^\$[^+]*/kg$"
        ),
        Difference(
            "specific + N%", 61, 53, "5 of sugars, 2 +N%, 1 per liter", r"sugars|liter \+| \+\d"
        ),
        Difference("others", 0, 31, "the 19 and 8 above, and 4 plain percentages"),
    ),
    (EU, "eu_cet_duty_2020", ""): (
        Difference("zero", 2613, 2608, "a rate of nothing is zero", r"^0\.00 EUR / tonne$"),
        Difference("specific", 816, 821, "the same texts", r"^0\.00 EUR / tonne$"),
        Difference("% + specific", 185, 184, "dry is not drained", r"% \+.*net dry$"),
        Difference("% + specific on net drained", 11, 12, "the same text", r"% \+.*net dry$"),
        Difference("MIN only", 14, 16, "the first number has no % sign", r"^7\.2 MIN"),
        Difference("first number without % sign", 10, 8, "the same texts", r"^7\.2 MIN"),
    ),
    (EU, "ukgt_duty_2021", ""): (
        Difference("% + specific", 191, 190, "dry weight is not drained", r"% \+.*mas$"),
        Difference("% + specific on net drained", 8, 9, "the same text", r"% \+.*mas$"),
    ),
    (JP, "wto", ""): (
        Difference("Free", 3262, 3260, "免税 is free as 無税 is", "免税"),
        Difference(
            "range or partly unbound", 100, 94, "one rate for a part", "一部[^\N{WAVE DASH}]*$"
        ),
    ),
    (JP, "rcep_cn", ""): (
        Difference("the lower of two", 17, 9, "a difference is one of the two", "課税価格"),
        Difference("difference duty on customs value", 0, 8, "the same cells", "課税価格"),
        Difference(
            "split inside the cell", 52, 50, "cells without もの", r"^(?!.*もの)[ぁ-ん]+ \d"
        ),
    ),
    (AU, "duty_rate_text", ""): (
        Difference("specific", 96, 101, "three amounts for parts of a blend", "other substances"),
        Difference("three terms", 5, 0, "the same cells", "other substances"),
    ),
}

# Columns whose census gives shares in percent to one decimal only: (column, cells in all, shares).
SHARES = (
    (
        Column(US, "other", "us", "1-97", {}),
        11_415,
        {"N%": "69.9", "specific + N%": "10.3", "specific": "10.4", "Free": "6.6"},
    ),
    (
        Column(BR, "ii_percent_text", "br", "8 digits", {}),
        10_892,
        {"plain percent": "78.2", "percent + marker": "16.3", "blank": "5.4"},
    ),
)
MIXED_FRACTIONS = 84  # cells `33 1/3%` of column 2 that the census counts apart from N%
