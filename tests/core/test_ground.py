"""The ground of a book: settings, currencies, exchange rates, nodes (C-01, C-09, C-11)."""

from __future__ import annotations

from pathlib import Path

import pytest

from oneprice.core.compiling import Compiling, Table
from oneprice.core.errors import InputError
from oneprice.core.ground import compile_ground

FILES = {
    "book.csv": "key,value\nname,t\nwindow_from,2026-07-01\nwindow_to,2026-08-01\n"
    "quote_ttl_min,60\n",
    "currency.csv": "currency,exponent\nEUR,2\nJPY,0\nUSD,2\n",
    "fx.csv": "kind,authority,base,quote,rate,valid_from,valid_to\n",
    "node.csv": "node_id,kind,country,tz,calendar_id\n",
}


def ground(folder: Path, file: str = "", more: str = "") -> tuple[Compiling, dict[str, Table]]:
    """Compile the ground with text added to one file."""
    for name, text in FILES.items():
        (folder / name).write_text(text + (more if name == file else ""), encoding="utf-8")
    ctx = Compiling(folder)
    return ctx, compile_ground(ctx)


def rates(folder: Path, more: str) -> list[tuple[str, str, int, int, int]]:
    """Return (base, quote, num, den, inverted) of the rates that rows give."""
    ctx, tables = ground(folder, "fx.csv", more)
    return [
        (
            ctx.ids.name("currency", row["base"]),
            ctx.ids.name("currency", row["quote"]),
            *(int(row[name]) for name in ("num", "den", "inverted")),
        )
        for row in tables["fx"][1:]
    ]


def refused(folder: Path, file: str, more: str) -> str:
    """Return where a text added to a file is refused."""
    with pytest.raises(InputError) as caught:
        ground(folder, file, more)
    assert caught.value.remedy
    return caught.value.where


def test_rate_is_a_fraction_of_minor_units(tmp_path: Path) -> None:
    """One row gives both directions, in minor units of either currency (C-09)."""
    assert rates(tmp_path, "customs,*,EUR,JPY,162.5,,\n") == [
        ("EUR", "JPY", 13, 8, 0),  # 1 EUR cent is 1.625 yen
        ("JPY", "EUR", 8, 13, 1),
    ]


def test_same_exponent_keeps_the_rate(tmp_path: Path) -> None:
    """Between currencies of equal exponent the fraction is the rate itself."""
    assert rates(tmp_path, "tax,DE,USD,EUR,0.92,,\n")[1] == ("USD", "EUR", 23, 25, 0)


def test_rows_may_touch_and_not_overlap(tmp_path: Path) -> None:
    """A rate may start on the day another ends, not a day before; kinds do not mix."""
    first = "customs,*,EUR,USD,1.1,2026-07-01,2026-07-10\n"
    touching = "customs,*,EUR,USD,1.2,2026-07-10,\ntax,*,EUR,USD,1.3,,\ncustoms,DE,EUR,USD,1,,\n"
    assert len(rates(tmp_path, first + touching)) == 8
    overlapping = "customs,*,EUR,USD,1.2,2026-07-09,\n"
    assert refused(tmp_path, "fx.csv", first + overlapping) == "fx.csv row 3, column valid_from"
    assert refused(tmp_path, "fx.csv", overlapping + first) == "fx.csv row 2, column valid_from"


def test_opposite_rows_may_stand_together(tmp_path: Path) -> None:
    """Both directions may be given as rows of their own: each is kept as written."""
    found = rates(tmp_path, "customs,*,EUR,USD,1.1,,\ncustoms,*,USD,EUR,0.9,,\n")
    assert [row for row in found if row[4] == 0] == [
        ("EUR", "USD", 11, 10, 0),
        ("USD", "EUR", 9, 10, 0),
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("customs,*,EUR,CHF,1,,", "quote"),
        ("customs,*,CHF,EUR,1,,", "base"),
        ("customs,*,EUR,EUR,1,,", "quote"),
        ("customs,*,EUR,USD,0,,", "rate"),
        ("customs,*,EUR,USD,-1,,", "rate"),
        ("customs,*,EUR,USD,1e2,,", "rate"),
        ("customs,*,EUR,USD,,,", "rate"),
        ("spot,*,EUR,USD,1,,", "kind"),
        ("customs,,EUR,USD,1,,", "authority"),
        ("customs,*,EUR,USD,1,2026-07-02,2026-07-02", "valid_to"),
    ],
)
def test_bad_rates_are_refused(tmp_path: Path, row: str, column: str) -> None:
    """A rate of unknown currencies, of one currency, of 0 or without a day is refused."""
    assert refused(tmp_path, "fx.csv", row + "\n") == f"fx.csv row 2, column {column}"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("EUR,2", "currency"),  # given before
        ("eur,2", "currency"),
        ("EURO,2", "currency"),
        ("GBP,5", "exponent"),
        ("GBP,-1", "exponent"),
        ("GBP,1.5", "exponent"),
    ],
)
def test_bad_currencies_are_refused(tmp_path: Path, row: str, column: str) -> None:
    """A currency has three capital letters, 0 to 4 decimals and one row."""
    assert refused(tmp_path, "currency.csv", row + "\n") == f"currency.csv row 5, column {column}"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("A,shop,CN,Asia/Shanghai,C", "kind"),
        ("A,origin,cn,Asia/Shanghai,C", "country"),
        ("A,origin,CN,Asia/Shanghigh,C", "tz"),
        ("A,origin,CN,../etc,C", "tz"),
        ("A,origin,CN,Asia/Shanghai,", "calendar_id"),
    ],
)
def test_bad_nodes_are_refused(tmp_path: Path, row: str, column: str) -> None:
    """A node has a kind, a country, a time zone that exists and a calendar."""
    assert refused(tmp_path, "node.csv", row + "\n") == f"node.csv row 2, column {column}"


def test_nodes_are_numbered(tmp_path: Path) -> None:
    """Node rows stand in the order of the file, under the numbers of their names."""
    rows = "A,origin,CN,Asia/Shanghai,C\nB,zone,DE,Europe/Berlin,D\n"
    ctx, tables = ground(tmp_path, "node.csv", rows)
    assert ctx.ids.find("node", "B") == 2
    assert tables["node"]["kind"].tolist() == [0, 1, 4]


PLACED = "node_id,kind,country,tz,calendar_id,region,latitude,longitude\n"


def placed(folder: Path, *cells: str) -> tuple[Compiling, Table]:
    """Compile one node with these cells of region, latitude and longitude."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    row = "A,origin,CN,Asia/Shanghai,C," + ",".join(cells) + "\n"
    (folder / "node.csv").write_text(PLACED + row, encoding="utf-8")
    ctx = Compiling(folder)
    return ctx, compile_ground(ctx)["node"][1]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("", ""), (0, 0, 0)),
        (("0", "0"), (1, 0, 0)),
        (("22.5431", "114.0579"), (1, 22_543_100, 114_057_900)),
        (("-90", "-180"), (1, -90_000_000, -180_000_000)),
        (("90", "180"), (1, 90_000_000, 180_000_000)),
        (("0.0000005", "-0.0000005"), (1, 1, 0)),  # half up
        (("0.00000049", "-0.00000051"), (1, 0, -1)),
    ],
)
def test_node_is_placed(tmp_path: Path, cells: tuple[str, str], expected: tuple[int, ...]) -> None:
    """A node stands at its degrees in microdegrees; the equator is not the same as nowhere."""
    _, node = placed(tmp_path, "", *cells)
    assert tuple(int(node[f]) for f in ("placed", "latitude_udeg", "longitude_udeg")) == expected


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (("22", ""), "longitude"),
        (("", "114"), "latitude"),
        (("90.0000001", "0"), "latitude"),
        (("0", "-180.0000001"), "longitude"),
        (("nan", "0"), "latitude"),
        (("22N", "0"), "latitude"),
    ],
)
def test_half_a_place_or_one_off_the_globe_is_refused(
    tmp_path: Path, cells: tuple[str, str], column: str
) -> None:
    """Latitude and longitude come together, in degrees that exist."""
    with pytest.raises(InputError) as caught:
        placed(tmp_path, "", *cells)
    assert caught.value.where == f"node.csv row 2, column {column}"


def test_regions_are_named(tmp_path: Path) -> None:
    """A node lies in the region of its row, or in none (C-58)."""
    ctx, node = placed(tmp_path, "South China", "", "")
    assert ctx.ids.name("region", node["region"]) == "South China"
    assert placed(tmp_path, "", "", "")[1]["region"] == 0


@pytest.mark.parametrize("region", ["*", "A|B", "US:EAST"])
def test_regions_that_mean_something_else_are_refused(tmp_path: Path, region: str) -> None:
    """A region is no list, no "any" and holds no mark that joins names."""
    with pytest.raises(InputError, match="column region"):
        placed(tmp_path, region, "", "")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("name,t\nwindow_from,2026-07-01\nwindow_to,2026-08-01\n", "book.csv"),
        ("name,t\nname,u\n", "book.csv row 3, column key"),
        *(
            (f"name,t\nwindow_from,2026-07-01\nwindow_to,{to}\nquote_ttl_min,{ttl}\n", where)
            for to, ttl, where in (
                ("2026-07-01", "60", "book.csv row 4, column value"),
                ("2026-07", "60", "book.csv row 4, column value"),
                ("2026-07-02", "0", "book.csv row 5, column value"),
                ("2026-07-02", "86401", "book.csv row 5, column value"),
                ("2026-07-02", "1.5", "book.csv row 5, column value"),
            )
        ),
    ],
)
def test_bad_settings_are_refused(tmp_path: Path, text: str, where: str) -> None:
    """The window must not be empty, the validity of quotes lies between 1 minute and 60 days."""
    for name, body in FILES.items():
        (tmp_path / name).write_text(body, encoding="utf-8")
    (tmp_path / "book.csv").write_text("key,value\n" + text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        compile_ground(Compiling(tmp_path))
    assert caught.value.where == where


def test_unknown_setting_is_refused(tmp_path: Path) -> None:
    """A key that nobody reads is a slip of the pen: it is named with the keys there are."""
    assert refused(tmp_path, "book.csv", "windows_to,2026-08-01\n") == "book.csv row 6, column key"


def test_settings_are_kept(tmp_path: Path) -> None:
    """The window is half-open in days."""
    ctx, tables = ground(tmp_path)
    assert (ctx.window_to_day - ctx.window_from_day, ctx.settings["name"]) == (31, "t")
    assert tables["setting"][1]["quote_ttl_min"] == 60


def shop(folder: Path, cells: str) -> dict[str, Table]:
    """Return the tables of the ground with one node of further cells."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    row = f"SZX,origin,CN,Asia/Shanghai,all,{cells}\n"
    text = "node_id,kind,country,tz,calendar_id,opens,closes,clears\n" + row
    (folder / "node.csv").write_text(text, encoding="utf-8")
    return compile_ground(Compiling(folder))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (",,", (0, 0)),
        ("08:30,18:00,", (510, 1080)),
        ("00:00,24:00,", (0, 1440)),
        ("22:00,06:00,", (1320, 1800)),  # of the next day
        ("09:00,09:00,", (540, 1980)),
        ("00:00,00:00,", (0, 1440)),
    ],
)
def test_opening_hours_of_a_node(tmp_path: Path, cells: str, expected: tuple[int, int]) -> None:
    """A closing time not later than the opening one is of the next day; none: never closed."""
    node = shop(tmp_path, cells)["node"][1]
    assert (node["opens_min"], node["closes_min"]) == expected


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("08:30,,", "closes"),
        (",18:00,", "closes"),
        ("8:30,18:00,", "opens"),
        ("24:00,18:00,", "opens"),
        ("08:60,18:00,", "opens"),
        ("08:30,24:01,", "closes"),
        (",,de", "clears"),
        (",,DE|DE", "clears"),
    ],
)
def test_unusable_opening_hours_and_countries_are_refused(
    tmp_path: Path, cells: str, column: str
) -> None:
    """Both hours or none, HH:MM; countries are two capital letters, each once."""
    with pytest.raises(InputError, match=f"node.csv row 2, column {column}"):
        shop(tmp_path, cells)


def test_countries_that_a_node_clears_for(tmp_path: Path) -> None:
    """They stand in a table of their own, in written order; none given is an empty range."""
    tables = shop(tmp_path, ",,DE|AT")
    node = tables["node"][1]
    assert (node["clears_lo"], node["clears_hi"], len(tables["clears"])) == (1, 3, 3)
    other = shop(tmp_path, ",,")["node"][1]
    assert other["clears_lo"] == other["clears_hi"]


@pytest.mark.parametrize(
    ("prune", "good"), [("0", True), ("1", True), ("yes", False), ("2", False)]
)
def test_pruning_is_switched_by_a_digit(tmp_path: Path, prune: str, good: bool) -> None:
    """0 or 1, nothing else (C-66)."""
    if good:
        assert ground(tmp_path, "book.csv", f"prune,{prune}\n")[0].settings["prune"] == prune
    else:
        assert refused(tmp_path, "book.csv", f"prune,{prune}\n") == "book.csv row 6, column value"
