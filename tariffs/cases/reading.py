"""From files to checked cases: errors name file, line, case and key, and say what to do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from oneprice.core.errors import InputError
from oneprice.core.yaml_text import SUFFIXES, Document, read_documents
from oneprice.tariffs.cases.forms import FORMS, Case

PAGE = "docs/cases.md"
# Kinds of pydantic's errors -> what to do.
WORDS = {
    "model_type": "give a mapping: {{key: value}}",
    "model_attributes_type": "give a mapping: {{key: value}}",
    "dict_type": "give a mapping: {{key: value}}",
    "tuple_type": "give a list: [a, b]",
    "literal_error": "give {expected}",
    "too_short": "give at least {min_length}",
    "too_long": "give at most {max_length}",
}


def read_cases(paths: Iterable[Path]) -> list[Case]:
    """Return the cases of files and folders, in the order of the paths and file names.

    Raises
    ------
    InputError
        A path without case files, a file that is no case file, an id used twice.
    """
    found: dict[str, str] = {}
    cases: list[Case] = []
    for path in paths:
        for file in case_files(path):
            for document in read_documents(file):
                case = read_case(document)
                first = found.setdefault(case.case, document.where)
                if first != document.where:
                    remedy = f"give another id; {first} has this one"
                    raise InputError(f"{document.where}, key case", case.case, remedy)
                cases.append(case)
    if not cases:
        raise InputError("PATH", "no case", f"name case files or folders of them ({PAGE})")
    return cases


def case_files(path: Path) -> list[Path]:
    """Return the case files of a folder, folders below it too, or the one file named."""
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES)
    if not files:
        raise InputError("PATH", str(path), f"name a folder that holds .yaml files ({PAGE})")
    return files


def read_case(document: Document) -> Case:
    """Return the case of a document.

    Raises
    ------
    InputError
        A document that is no mapping, an unknown form, an unknown or missing key, a bad value.
    """
    data = document.data
    if not isinstance(data, dict):
        raise InputError(document.where, data, f"write a case as `key: value` lines ({PAGE})")
    name = data.get("case")
    where = f"{document.where}, case {name}" if isinstance(name, str) else document.where
    form = data.get("form", "declaration")
    model = FORMS.get(form) if isinstance(form, str) else None
    if model is None:
        raise InputError(f"{where}, key form", form, "give one of " + ", ".join(FORMS))
    try:
        return model.model_validate(data, context=document.where)
    except ValidationError as problem:
        raise _told(problem, where, model) from None


def _told(problem: ValidationError, where: str, model: type[Case]) -> InputError:
    """Return the first problem as an error with its place, value and remedy."""
    errors = problem.errors(include_url=False)
    unknown = (each for each in errors if each["type"] == "extra_forbidden")  # typing errors first
    first = next(unknown, errors[0])
    place = ".".join(str(each) for each in first["loc"])
    kind, value = first["type"], first["input"]
    remedy = str(first["msg"]).removeprefix("Value error, ")
    if kind == "extra_forbidden":
        known = _known(model, first["loc"][:-1])
        value, remedy = first["loc"][-1], f"leave the key out or use one of: {', '.join(known)}"
    elif kind == "missing":
        value, remedy = "missing", f"add the key `{first['loc'][-1]}` ({PAGE})"
    elif kind != "value_error":
        said = WORDS[kind].format(**first.get("ctx", {})) if kind in WORDS else remedy
        remedy = f"{said} ({PAGE})"
    if not place:
        return InputError(where, value.get("use") if isinstance(value, dict) else value, remedy)
    return InputError(f"{where}, key {place}", value, remedy)


def _known(model: Any, place: tuple[Any, ...]) -> list[str]:
    """Return the keys of the mapping at a place of a model."""
    for step in place:
        if isinstance(step, int):
            continue
        model = _inner(model.model_fields[step].annotation)
    return list(model.model_fields)


def _inner(annotation: Any) -> Any:
    """Return the model inside an annotation such as `tuple[Line, ...]` or `Expect | None`."""
    if hasattr(annotation, "model_fields"):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _inner(part)
        if found is not None:
            return found
    return None
