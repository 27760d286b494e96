"""Reading files of others: packed or plain, and never too much of them."""

import gzip
from pathlib import Path

import pytest

from oneprice.core.errors import InputError
from oneprice.tariffs.schedules import reading


def test_packed_and_plain_give_the_same_bytes(tmp_path: Path) -> None:
    """Whether a file is packed is told by its bytes, not by its name."""
    (tmp_path / "a").write_bytes(b"code,rate\n")
    (tmp_path / "b.csv").write_bytes(gzip.compress(b"code,rate\n"))
    assert reading.read_bytes(tmp_path / "a") == reading.read_bytes(tmp_path / "b.csv")


@pytest.mark.parametrize("more", [0, 1])
def test_size_is_bounded_after_unpacking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: int
) -> None:
    """A small file that unpacks to more than a schedule is refused, one of the bound is not."""
    monkeypatch.setattr(reading, "MAX_BYTES", 10_000)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b" " * (10_000 + more)))
    if not more:
        assert len(reading.read_bytes(tmp_path / "bomb.gz")) == 10_000
        return
    with pytest.raises(InputError, match="at most 10000 bytes"):
        reading.read_bytes(tmp_path / "bomb.gz")


@pytest.mark.parametrize("name", ["none.csv", "."])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    """A missing file and a folder are input errors."""
    with pytest.raises(InputError, match="readable file"):
        reading.read_bytes(tmp_path / name)


def test_text_is_utf_8(tmp_path: Path) -> None:
    """A byte order mark is left out, and another encoding is refused with its place."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbfcode")
    assert reading.read_text(path) == "code"
    path.write_bytes(b"co\xe9")
    with pytest.raises(InputError, match="byte 2"):
        reading.read_text(path)
