"""Reading YAML as text: what is kept as written, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from oneprice.core import yaml_text
from oneprice.core.errors import InputError
from oneprice.core.yaml_text import read_documents, read_text


def test_scalars_stay_text() -> None:
    """Numbers, dates, yes, null and octals are kept as they are written."""
    text = b"a: 007\nb: [1.50, no, ~, 2026-01-01, 1e3]\nc:\n"
    (document,) = read_text(text, "f")
    assert document.data == {"a": "007", "b": ["1.50", "no", "~", "2026-01-01", "1e3"], "c": ""}


def test_documents_know_their_lines() -> None:
    """Each document says where it begins; empty ones are left out."""
    found = read_text(b"---\na: 1\n---\n---\nb: 2\n", "f.yaml")
    assert [(each.where, each.data) for each in found] == [
        ("f.yaml line 2", {"a": "1"}),
        ("f.yaml line 5", {"b": "2"}),
    ]


@pytest.mark.parametrize(
    ("text", "value", "remedy"),
    [
        (b"a: 1\na: 2", "key a twice", "give each key once"),
        (b"a: {b: 1, b: 1}", "key b twice", "give each key once"),
        (b"a: *x", "alias *x", "write the value out"),
        (b"a: &x 1", "anchor &x", "leave the anchor out"),
        (b"a: &x {b: 1}", "anchor &x", "leave the anchor out"),
        (b"&x [a]", "anchor &x", "leave the anchor out"),
        (b"a: !!python/object:os.system x", "tag tag:yaml.org", "leave the tag out"),
        (b"a: !own x", "tag !own", "leave the tag out"),
        (b"? [a]\n: 1", "a key that is no text", "give a word as key"),
        (b"[" * 50 + b"]" * 50, "nested too deeply", "nest at most 20 deep"),
        (b"[" * 20_000, "nested too deeply", "nest at most 20 deep"),
        (b"a: {b: 1", "expected ','", "mend the YAML"),
        (b"\xff", "byte 0", "save the file as UTF-8"),
        (b"a: \x00", "unacceptable character", "give plain YAML text"),
    ],
)
def test_hostile_text_is_refused(text: bytes, value: str, remedy: str) -> None:
    """Repeated keys, anchors, aliases, tags, depth and broken text are errors with a remedy."""
    with pytest.raises(InputError) as caught:
        read_text(text, "f")
    assert value in str(caught.value.value)
    assert remedy in caught.value.remedy


def test_depth_limit_is_not_reached_by_twenty() -> None:
    """Twenty levels are read, the twenty-first is refused."""
    (document,) = read_text(b"[" * 19 + b"x" + b"]" * 19, "f")
    assert str(document.data).count("[") == 19
    with pytest.raises(InputError, match="nested too deeply"):
        read_text(b"[" * 20 + b"x" + b"]" * 20, "f")


def test_size_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of the limit is read, one byte more is refused."""
    path = tmp_path / "f.yaml"
    path.write_bytes(b"a: 1")
    monkeypatch.setattr(yaml_text, "MAX_BYTES", 4)
    assert len(read_documents(path)) == 1
    path.write_bytes(b"a: 10")
    with pytest.raises(InputError, match="5 bytes"):
        read_documents(path)


def test_number_of_documents_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many documents as the limit are read, one more is refused."""
    monkeypatch.setattr(yaml_text, "MAX_DOCUMENTS", 2)
    assert len(read_text(b"a: 1\n---\na: 2", "f")) == 2
    with pytest.raises(InputError, match="too many documents"):
        read_text(b"a: 1\n---\na: 2\n---\na: 3", "f")


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """A file that is not there is an error that names it."""
    with pytest.raises(InputError, match=r"no\.yaml"):
        read_documents(tmp_path / "no.yaml")
