"""The rules of the house: layout, names, sizes, and what no file may hold."""

import ast
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

import oneprice

ROOT = Path(__file__).parents[1]
LINKED = ("carriers", "tariffs", "routing", "solver", "scenarios")
ROOMS = ("core", *LINKED)
HEAVY = ("pandas", "pyomo", "ortools", "highspy", "shapely", "numba")
# What each room may know, besides itself.
BELOW = {
    "core": (),
    "carriers": ("core",),
    "tariffs": ("core",),
    "routing": ("core", "carriers", "tariffs"),
    "solver": ("core", "carriers", "tariffs", "routing"),
    "scenarios": ("core", "carriers", "tariffs", "routing", "solver"),
}
MAX_FILE_LINES = 500
MAX_BODY_LINES = 60
# Functions longer than allowed, with their length: a number here may only shrink.
LONG_FUNCTIONS: dict[str, int] = {}


# --- reading the tree -----------------------------------------------------------------


@cache
def tree_files() -> tuple[Path, ...]:
    """Return every real file that git tracks or would track."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a checkout")
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = (ROOT / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file() and not path.is_symlink())


def python_files(*tops: str) -> list[Path]:
    """Return the Python files of the tree, or of some of its top folders."""
    files = [path for path in tree_files() if path.suffix == ".py"]
    return [path for path in files if not tops or path.relative_to(ROOT).parts[0] in tops]


def library_files() -> list[Path]:
    """Return the Python files that ship in the wheel."""
    return python_files("oneprice", *LINKED)


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def label(path: Path) -> str:
    """Return a path as it is named in messages."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions and methods of a file."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines the body takes, its docstring left out."""
    has_docstring = ast.get_docstring(function, clean=False) is not None
    body = function.body[1:] if has_docstring else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted names that a file imports, wherever in the file."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{a.name}" for a in node.names)


def run_python(code: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter, away from the repository."""
    command = [sys.executable, "-I", "-c", code]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)


# --- layout ---------------------------------------------------------------------------


@pytest.mark.parametrize("room", LINKED)
def test_link_points_to_its_room(room: str) -> None:
    """Each room at the top of the repository is linked from inside the face."""
    link = ROOT / "oneprice" / room
    assert link.is_symlink()
    assert link.readlink().as_posix() == f"../{room}"
    assert link.resolve() == (ROOT / room).resolve()


@pytest.mark.parametrize("room", ROOMS)
def test_room_refuses_its_bare_name(room: str, tmp_path: Path) -> None:
    """A room imported under its bare name raises an error that gives the right name."""
    top = ROOT / "oneprice" if room == "core" else ROOT
    done = run_python(f"import sys; sys.path.insert(0, {str(top)!r}); import {room}", tmp_path)
    assert done.returncode == 1
    assert "ImportError" in done.stderr
    assert f"oneprice.{room}" in done.stderr


@pytest.mark.parametrize("room", ROOMS)
def test_room_imports_under_its_full_name(room: str) -> None:
    """Each room is found as oneprice.<room>."""
    assert find_spec(f"oneprice.{room}") is not None


# --- the face -------------------------------------------------------------------------


def test_import_of_the_face_is_light(tmp_path: Path) -> None:
    """Importing oneprice loads no data frame, optimiser, geometry or compiler."""
    code = f"import sys, oneprice; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = run_python(code, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_face_lists_what_it_loads() -> None:
    """The public names are the version and the names that have a home."""
    assert set(oneprice.__all__) == {"__version__", *oneprice._HOMES}
    assert set(oneprice.__all__) <= set(dir(oneprice))


@pytest.mark.parametrize("name", oneprice.__all__)
def test_public_name_loads(name: str) -> None:
    """Each public name is found in its home."""
    assert getattr(oneprice, name) is not None


def test_unknown_public_name_is_an_attribute_error() -> None:
    """A name that the face does not have raises AttributeError."""
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = oneprice.no_such_name


# --- imports --------------------------------------------------------------------------


def allowed_in_kernel(name: str, room: str) -> bool:
    """Tell whether a kernel of a room may import a name."""
    if name.split(".")[0] in {"numpy", "numba", "math", "typing", "collections", "__future__"}:
        return True
    rooms = "|".join((room, *BELOW[room]))
    return re.match(rf"oneprice\.({rooms})\.(\w+\.)*_kernels\w*(\.|$)", name) is not None


def test_kernels_import_only_kernels() -> None:
    """A kernel file imports numpy, numba and the kernels of its own room or below."""
    wrong = []
    for path in library_files():
        if path.stem.startswith("_kernels"):
            room = next(part for part in path.relative_to(ROOT).parts if part in ROOMS)
            found = (name for name in imports(path) if not allowed_in_kernel(name, room))
            wrong += [f"{label(path)}: {name}" for name in found]
    assert wrong == []


def test_reference_imports_no_kernel() -> None:
    """The slow second truth imports no kernel."""
    wrong = [
        f"{label(path)}: {name}"
        for path in python_files("tests")
        if "reference" in path.relative_to(ROOT).parts[:-1]
        for name in imports(path)
        if "_kernels" in name
    ]
    assert wrong == []


def test_rooms_are_never_imported_bare() -> None:
    """No file imports a room under its bare name."""
    wrong = [
        f"{label(path)}: {name}"
        for path in python_files()
        for name in imports(path)
        if name.split(".")[0] in LINKED
    ]
    assert wrong == []


# --- sizes ----------------------------------------------------------------------------


def test_no_python_file_is_long() -> None:
    """A Python file has at most 500 lines."""
    sizes = {label(p): len(p.read_text(encoding="utf-8").splitlines()) for p in python_files()}
    assert {name: lines for name, lines in sizes.items() if lines > MAX_FILE_LINES} == {}


def test_no_function_is_long() -> None:
    """A function body has at most 60 lines, and known exceptions only shrink."""
    sizes = {
        f"{label(path)}:{function.name}": body_lines(function)
        for path in python_files()
        if path.relative_to(ROOT).parts[0] != "tests"
        for function in functions(path)
    }
    long = {name: lines for name, lines in sizes.items() if lines > MAX_BODY_LINES}
    assert {name: n for name, n in long.items() if n > LONG_FUNCTIONS.get(name, 0)} == {}
    assert {name: n for name, n in LONG_FUNCTIONS.items() if long.get(name) != n} == {}


def test_every_test_says_what_it_shows() -> None:
    """Each test opens with one sentence."""
    silent = []
    for path in python_files("tests"):
        for function in functions(path):
            words = ast.get_docstring(function) or ""
            if function.name.startswith("test_") and not words.split("\n\n")[0].endswith("."):
                silent.append(f"{label(path)}:{function.name}")
    assert silent == []


# --- what no file may hold ------------------------------------------------------------


def test_no_file_names_a_machine_or_a_registry_host() -> None:
    """No file holds a path of one machine or the host name of a package registry."""
    folders = "|".join(("work", "root", "home"))
    hosts = "|".join(
        rf"{name}\.{end}"
        for name, end in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("npmjs", "org"),
            ("debian", "org"),
            ("anaconda", "org"),
        )
    )
    needle = re.compile(rf"(?<![\w.-])/({folders})/|({hosts})")
    found = [
        f"{label(path)}:{number}"
        for path in tree_files()
        for number, line in enumerate(path.read_bytes().splitlines(), 1)
        if needle.search(line.decode("utf-8", "replace"))
    ]
    assert found == []


def dangers(path: Path) -> Iterator[str]:
    """Yield the dangerous calls and imports of a file."""
    for name in imports(path):
        if name.split(".")[0] in {"pickle", "marshal", "shelve", "dill", "cloudpickle"}:
            yield f"import {name}"
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in {"eval", "exec", "yaml.load", "os.system", "os.popen"}:
                yield f"{called}( on line {node.lineno}"
            if any(k.arg == "shell" and ast.unparse(k.value) != "False" for k in node.keywords):
                yield f"shell= on line {node.lineno}"


def test_library_runs_no_text_as_code() -> None:
    """The library never evaluates text, unpickles, loads unsafe YAML or calls a shell."""
    found = [f"{label(path)}: {danger}" for path in library_files() for danger in dangers(path)]
    assert found == []


# --- the wheel ------------------------------------------------------------------------


def copy_tree(target: Path) -> None:
    """Copy what git would hold, links as links."""
    for path in tree_files():
        copy = target / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
    for room in LINKED:
        (target / "oneprice" / room).symlink_to(f"../{room}")


@pytest.mark.soak
def test_wheel_holds_one_import_name(tmp_path: Path) -> None:
    """The wheel holds oneprice with every room, its laws, models and types, and no more."""
    source = tmp_path / "source"
    copy_tree(source)
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-build-isolation", "-w", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.split("/")[0] for name in names}
    assert tops == {"oneprice", f"oneprice-{oneprice.__version__}.dist-info"}
    modules = {label(p) for p in library_files()}
    expected = {m if m.startswith("oneprice/") else f"oneprice/{m}" for m in modules}
    law = [p for p in tree_files() if label(p).startswith("tariffs/law/") and p.suffix == ".csv"]
    models = [p for p in tree_files() if label(p).startswith("carriers/") and p.suffix == ".yaml"]
    expected |= {f"oneprice/{label(path)}" for path in (*law, *models)} | {"oneprice/py.typed"}
    assert {name for name in names if name.startswith("oneprice/")} == expected
