"""Words for the goods of a tariff line: plain, joined, short; from rows and files."""

from __future__ import annotations

import pytest
from tariff_cases import LawBook, MakeLaw

from oneprice.core.errors import InputError
from oneprice.tariffs.goods_words import CUT, joined, plain, shortened


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\tb\nc", "a b c"),
        ("a\x00b\x1b[31mc\u200b\u202e", "ab[31mc"),
        ("H<sub>2</sub>O &amp; more", "H2O & more"),
        ("under 5 <b", "under 5 <b"),
        ("a\u00a0 b", "a b"),
    ],
)
def test_plain(text: str, seen: str) -> None:
    """Markup and what cannot be seen are left out, blanks are single."""
    assert plain(text) == seen


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ([], ""),
        (["Books:"], "Books"),
        (["Shirts:", "Other:", "Of cotton (338)"], "Shirts: Of cotton"),
        (["Shirts:", "Other:", "Other"], "Shirts: Other"),
        (["Telephones; other apparatus:", "Telephones:", "Smart"], "Telephones: Smart"),
        (["", "Books"], "Books"),
        (["Books", ""], "Books"),
    ],
)
def test_joined(texts: list[str], words: str) -> None:
    """What tells nothing is left out between heading and line."""
    assert joined(texts).rstrip(": ") == words


@pytest.mark.parametrize(
    ("most", "words"), [(21, "one two three: a line"), (20, f"one two{CUT}: a line")]
)
def test_shortened(most: int, words: str) -> None:
    """The longest text is cut, between words, as soon as there is no room."""
    assert shortened(["one two three", "a line"], most) == words


def goods(book: LawBook) -> list[str]:
    """Return the words of the tariff lines in the order of their codes."""
    number = book.tables.commodity["goods"][1:]
    return [book.ctx.ids.name("goods", n) for n in number]


def test_line_takes_the_words_of_its_longest_prefix(make_law: MakeLaw) -> None:
    """A line without words of its own has those of the line above it, or none."""
    rows = [
        {"hs_prefix": "61", "goods": "knitted clothes"},
        {"hs_prefix": "6109", "rate": "3%"},
        {"hs_prefix": "6109", "origin": "DE", "goods": "t-shirts"},
        {"hs_prefix": "610910", "rate": "4%"},
        {"hs_prefix": "85"},
    ]
    assert goods(make_law(measures=rows)) == [
        *("knitted clothes", "t-shirts", "t-shirts", "t-shirts", "knitted clothes", ""),
    ]


def test_words_choose_nothing(make_law: MakeLaw) -> None:
    """Words of other kinds name no line, and words never part tariff lines."""
    rows = [
        {"hs_prefix": "6109"},
        {"hs_prefix": "6110", "goods": "sweaters"},
        {"hs_prefix": "6109", "kind": "vat", "goods": "clothes"},
    ]
    assert goods(make_law(measures=rows)) == ["", "sweaters"]


def test_newest_words_hold(make_law: MakeLaw) -> None:
    """Of two rows for one prefix the later one says what it is called."""
    rows = [
        {"hs_prefix": "6109", "valid_to": "2026-01-01", "goods": "vests"},
        {"hs_prefix": "6109", "valid_from": "2026-01-01", "goods": "t-shirts"},
    ]
    assert goods(make_law(measures=rows)) == ["t-shirts"]


def test_words_have_a_limit(make_law: MakeLaw) -> None:
    """200 characters are taken, one more is not."""
    assert goods(make_law(measures=[{"hs_prefix": "61", "goods": "x" * 200}])) == ["x" * 200]
    with pytest.raises(InputError, match="goods"):
        make_law(measures=[{"hs_prefix": "61", "goods": "x" * 201}])
