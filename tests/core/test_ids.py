"""Names at the rim, numbers inside."""

import pytest

from oneprice.core.errors import InputError
from oneprice.core.ids import IdSpaces


def test_numbers_follow_first_use() -> None:
    """Each space counts its names from 1 in the order of first use."""
    ids = IdSpaces()
    assert [ids.add("lane", name) for name in ("b", "a", "b", "c")] == [1, 2, 1, 3]
    assert ids.add("node", "a") == 1
    assert [ids.name("lane", number) for number in range(4)] == ["", "b", "a", "c"]
    assert (ids.count("lane"), ids.count("node"), ids.count("other")) == (4, 2, 1)
    assert list(ids.spaces()) == ["lane", "node"]


def test_nothing_is_number_zero() -> None:
    """The empty name is 0 in every space, known or not."""
    ids = IdSpaces()
    assert (ids.add("lane", ""), ids.find("lane", ""), ids.name("lane", 0)) == (0, 0, "")
    assert ids.count("lane") == 1


def test_unknown_name_is_zero_and_refused_where_required() -> None:
    """A name that no table gave is not found, and an error lists known ones."""
    ids = IdSpaces({"node": ["", "SHOP", "PORT"]})
    assert ids.find("node", "shop") == 0
    assert ids.require("node", "PORT", "lane.csv") == 2
    with pytest.raises(InputError, match=r"SHOP, PORT") as caught:
        ids.require("node", "DOCK", "lane.csv row 2, column origin_node")
    assert caught.value.where == "lane.csv row 2, column origin_node"


def test_lists_go_both_ways() -> None:
    """Spaces written as lists are the same spaces when read."""
    ids = IdSpaces()
    for name in ("x", "y"):
        ids.add("b", name)
    ids.add("a", "z")
    lists = ids.as_lists()
    assert lists == {"a": ["", "z"], "b": ["", "x", "y"]}
    assert IdSpaces(lists).as_lists() == lists
