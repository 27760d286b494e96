"""Layouts: strict keys, named errors, and YAML that cannot hurt."""

from __future__ import annotations

from pathlib import Path

import pytest
from rate_books import EXAMPLES, layout

from oneprice.carriers.workbooks.layouts.layout import FLAT, FORMS, Part, merged, read_layout
from oneprice.core.errors import InputError

SMALL = "layout: 1\nsheets:\n  - {sheets: US, form: bands}\n"


def read(tmp_path: Path, text: str | bytes) -> object:
    """Read a layout text."""
    path = tmp_path / "t.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_layout(path)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_examples_are_read(path: Path) -> None:
    """Every example layout is a layout."""
    assert read_layout(path).sheets


def test_small_layout_and_the_built_in_one(tmp_path: Path) -> None:
    """One text stands for a list of one; `flat` needs no file."""
    assert read(tmp_path, SMALL).sheets[0].sheets == ["US"]  # type: ignore[attr-defined]  # a layout
    assert read_layout(Path(FLAT)).sheets[0].form == "flat"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (SMALL + "currancy: CNY\n", "key currancy"),
        (SMALL + "bounds: open\n", "key bounds"),
        (SMALL + "gaps: 'yes'\n", "key gaps"),
        (SMALL + "lane: {colour: red}\n", "lane.colour"),
        (SMALL + "legs: [{colour: red}]\n", "lane.colour"),
        (SMALL + "surcharges: [{colour: red}]\n", "colour"),
        (SMALL + "read: {decimal: dot}\n", "key read.decimal"),
        (SMALL.replace("bands", "stripes"), "key sheets.0.form"),
        (SMALL.replace("layout: 1", "layout: 2"), "key layout"),
        ("layout: 1\nsheets: []\n", "key sheets"),
        ("layout: 1\n", "key sheets"),
        ("", "0 documents"),
        ("- a\n- b\n", "layout"),
    ],
)
def test_errors_name_the_key(text: str, word: str, tmp_path: Path) -> None:
    """What a layout does not take is one error with its key."""
    with pytest.raises(InputError, match=r"t\.yaml") as caught:
        read(tmp_path, text)
    assert word in str(caught.value)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a: &x [1]\nb: *x\n", "anchor"),
        ("a: !!python/object/apply:os.system [ls]\n", "tag"),
        ("a: 1\na: 2\n", "twice"),
        ("[" * 50 + "]" * 50, "nested"),
        ("a: [\n", "YAML"),
        ("layout: 1\n---\nlayout: 1\n", "2 documents"),
        (b"\xff\xfe\xff", "UTF-8"),
        ("# " + "x" * (1 << 20), "split"),
        ("{a: 1}: 2\n", "no text"),
    ],
)
def test_hostile_yaml_is_refused(text: str | bytes, word: str, tmp_path: Path) -> None:
    """Aliases, tags, repeated keys, depth, size and broken texts are one plain error."""
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert word in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A layout that is not there is an error with its name."""
    with pytest.raises(InputError, match=r"none\.yaml"):
        read_layout(tmp_path / "none.yaml")


def test_settings_of_a_part_win_word_by_word() -> None:
    """A part adds to the layout's words and templates, and wins where both speak."""
    whole = layout("bands", lane={"mode": "sea"}, gaps="close", set={"zone": "1"})
    found = merged(whole, whole.sheets[0])
    assert found["lane"]["mode"] == "sea"
    assert found["lane"]["carrier"] == "C"
    assert (found["gaps"], found["set"], found["currency"]) == ("close", {"zone": "1"}, "CNY")


def test_forms_are_those_that_have_readers() -> None:
    """Each form that a layout may name has a reader."""
    from oneprice.carriers.workbooks.importing import READERS

    assert set(READERS) == set(FORMS)
    assert set(FORMS) == set(Part.model_fields["form"].annotation.__args__)  # type: ignore[union-attr]  # a Literal


def test_checkout_never_imports_workbooks() -> None:
    """Only the import itself and its two files of the command line know this folder."""
    root = Path(__file__).parents[4]
    rooms = ("oneprice", "carriers", "tariffs", "routing", "solver", "scenarios")
    own = {root / "oneprice" / name for name in ("cli_rates.py", "show_rates.py")}
    files = {p for room in rooms for p in (root / room).rglob("*.py") if "workbooks" not in p.parts}
    found = [p.name for p in files - own if "carriers.workbooks" in p.read_text(encoding="utf-8")]
    assert found == []
