"""Which published files can be turned into events, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from pathlib import Path

from oneprice.carriers.transit.adapters.rows import EventRows
from oneprice.core.errors import InputError

KINDS = ("olist", "scms", "cargo2000")


@dataclass(frozen=True)
class Adapter:
    """What turns one kind of file into events, and the model file of these.

    Attributes
    ----------
    events_of : function
        From the path of the file to the rows of the event table.
    model : bytes
        The model file, as it is in the package.
    """

    events_of: Callable[[Path], EventRows]
    model: bytes


def adapter_of(kind: str) -> Adapter:
    """Return the adapter of a kind of file.

    Raises
    ------
    InputError
        No kind has this name.
    """
    if kind not in KINDS:
        raise InputError("KIND", kind, "give one of " + ", ".join(KINDS))
    package = __package__ or __name__.rpartition(".")[0]
    module = import_module(f"{package}.{kind}")
    return Adapter(module.events_of, (files(package) / f"{kind}.yaml").read_bytes())
