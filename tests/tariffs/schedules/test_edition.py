"""The neutral form of an edition: what is handed down, and which codes are cut."""

from oneprice.tariffs.schedules.edition import (
    Edition,
    Line,
    Named,
    Report,
    Texts,
    shortest_prefixes,
)


def test_own_text_comes_before_an_inherited_one() -> None:
    """Each column is handed down by itself; a text of one's own stands."""
    assert Texts("5%", "", "").over(Texts("3%", "Free (KR)", "90%")) == ("5%", "Free (KR)", "90%")


def test_headings_of_the_rows_above_are_added() -> None:
    """Footnotes add up by column on the way down."""
    up, own = frozenset(["9903.88.03"]), frozenset(["9903.88.15"])
    assert Named(general=own).over(Named(general=up, other=up)) == (own | up, frozenset(), up)


def test_lines_are_the_finest_rows() -> None:
    """Goods are declared under rows without finer ones; every coded row is found by its digits."""
    edition = Edition("made up", "us", (Line("0101", finest=False), Line("010121")))
    assert [line.code for line in edition.lines] == ["010121"]
    assert set(edition.by_code) == {"0101", "010121"}


def test_codes_are_cut_only_where_all_lines_agree() -> None:
    """A shorter prefix stands for its lines when they say the same."""
    values = {"6109100012": 1, "6109100014": 1, "6109901000": 2, "6109902010": 2, "6109902020": 2}
    assert shortest_prefixes(values) == {"610910": 1, "610990": 2}
    values["6109902020"] = 3
    assert shortest_prefixes(values) == {
        "610910": 1,
        "61099010": 2,
        "6109902010": 2,
        "6109902020": 3,
    }


def test_short_codes_stay_as_they_are() -> None:
    """A code shorter than the cut is not touched, and two lengths do not mix."""
    assert shortest_prefixes({"0101": 1, "010221": 2}) == {"0101": 1, "010221": 2}


def test_summary_tells_what_was_left_out() -> None:
    """The sentence on a file names rows, lines, forms and every rule that left rows out."""
    report = Report(rows=9, lines=4)
    report.forms.update(free=3, percent=1)
    assert report.summary() == "9 rows, 4 lines; column 1: free 3, percent 1"
    report.skipped["odd_code"] = 2
    assert report.summary().endswith("; left out: 2 odd_code")
