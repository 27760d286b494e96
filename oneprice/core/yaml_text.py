"""Reading YAML as text: every scalar stays the text it is, and nothing hostile gets in.

No number is guessed (`007`, `1e3`, `no` stay as written), a key stands once, nothing is built
from tags, and there are no aliases, so that a small file cannot unfold into a large one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from yaml.nodes import MappingNode, Node

from oneprice.core.errors import InputError

MAX_BYTES = 1 << 20
MAX_DEPTH = 20
MAX_DOCUMENTS = 2_000
SUFFIXES = (".yaml", ".yml")


class Document(NamedTuple):
    """One document of a file and where it begins."""

    where: str
    data: Any


def read_document(path: Path) -> Any:
    """Return the one document of a YAML file, all scalars as text; raises like `read_documents`."""
    found = read_documents(path)
    if len(found) != 1:
        raise InputError(path.name, f"{len(found)} documents", "write one document")
    return found[0].data


def read_documents(path: Path) -> list[Document]:
    """Return the documents of a YAML file, all scalars as text.

    Raises
    ------
    InputError
        A file that cannot be read, is too large or no YAML; a key given twice; an anchor, an
        alias or a tag; a document nested too deeply.
    """
    try:
        data = path.read_bytes()
    except OSError as problem:
        remedy = "name a readable file"
        raise InputError(path.name, problem.strerror or "unreadable", remedy) from None
    if len(data) > MAX_BYTES:
        raise InputError(path.name, f"{len(data)} bytes", f"split the file below {MAX_BYTES}")
    return read_text(data, path.name)


def read_text(data: bytes, name: str) -> list[Document]:
    """Return the documents of a YAML text; `name` is how errors call it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputError(name, f"byte {problem.start}", "save the file as UTF-8") from None
    try:
        return list(_documents(text, name))
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        words = problem.problem or "no YAML"
        raise InputError(f"{name} line {line}", words, _remedy(problem)) from None
    except yaml.YAMLError as problem:
        raise InputError(name, str(problem), "give plain YAML text") from None


def _remedy(problem: yaml.MarkedYAMLError) -> str:
    own = isinstance(problem, _Refused) and problem.note
    return own or "mend the YAML"


def _documents(text: str, name: str) -> Iterator[Document]:
    loader = _Loader(text)
    try:
        while loader.check_node():
            node = loader.get_node()
            if node is None:
                continue
            data = loader.construct_document(node)
            if data == "":
                continue
            if loader.count >= MAX_DOCUMENTS:
                raise InputError(name, "too many documents", f"keep below {MAX_DOCUMENTS} a file")
            loader.count += 1
            yield Document(f"{name} line {node.start_mark.line + 1}", data)
    finally:
        loader.dispose()


class _Refused(yaml.MarkedYAMLError):
    """Something YAML allows and we do not."""

    def __init__(self, problem: str, mark: Any, remedy: str) -> None:
        super().__init__(problem=problem, problem_mark=mark, note=remedy)


class _Loader(yaml.BaseLoader):
    """The loader that reads scalars as text, without anchors, tags and repeated keys."""

    count = 0
    depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        """Return a node unless it is an alias, anchored, tagged or too deep."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]  # the YAML stubs leave it untyped
        if isinstance(event, yaml.AliasEvent):
            raise _Refused(f"alias *{event.anchor}", event.start_mark, "write the value out")
        if getattr(event, "anchor", None) is not None:
            raise _Refused(f"anchor &{event.anchor}", event.start_mark, "leave the anchor out")
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise _Refused(f"tag {tag}", event.start_mark, "leave the tag out")
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _Refused("nested too deeply", event.start_mark, f"nest at most {MAX_DEPTH} deep")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Return a mapping whose keys are texts, each given once."""
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _Refused("a key that is no text", key.start_mark, "give a word as key")
            if key.value in seen:
                raise _Refused(f"key {key.value} twice", key.start_mark, "give each key once")
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)
