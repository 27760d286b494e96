"""The digest over kernel sources that keeps compiled caches honest."""

from pathlib import Path

import pytest

from oneprice.core import kernel_digest as module
from oneprice.core.kernel_digest import kernel_digest


class Room:
    """A package with a place on disk."""

    def __init__(self, folder: Path) -> None:
        self.__file__ = str(folder / "__init__.py")


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a room of one kernel and one table file."""
    (tmp_path / "_kernels.py").write_text("a = 1")
    (tmp_path / "tables.py").write_text("b = 1")
    monkeypatch.setattr(module, "import_module", lambda name: Room(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    "name", ["_kernels.py", "_kernels_new.py", "tables.py", "refs.py", "laws/tables.py"]
)
def test_another_kernel_or_layout_is_another_digest(room: Path, name: str) -> None:
    """A change of a kernel or of the layout of records changes the digest."""
    before = kernel_digest.__wrapped__(("room",))
    assert before == kernel_digest.__wrapped__(("room",))
    (room / name).parent.mkdir(exist_ok=True)
    (room / name).write_text("c = 1")
    assert kernel_digest.__wrapped__(("room",)) != before


def test_other_files_change_nothing(room: Path) -> None:
    """Files that are not compiled do not count."""
    before = kernel_digest.__wrapped__(("room",))
    (room / "words.py").write_text("c = 1")
    assert kernel_digest.__wrapped__(("room",)) == before < 2**62


def test_every_layout_named_is_there() -> None:
    """No name in the list of layouts has been left behind by a file that moved."""
    rooms = Path(module.__file__ or "").parents[2]
    for name in module.LAYOUTS:
        places = [rooms / room / name for room in ("carriers", "tariffs", "routing")]
        assert any(p.exists() for p in (*places, Path(module.__file__ or "").parent / name)), name
