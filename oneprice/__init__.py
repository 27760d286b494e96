"""One guaranteed all-in price and one promised delivery date for a cross-border order.

The face of the library: the names below, and nothing else. It holds no rule, and loads a
name's module only when the name is first used, so that ``import oneprice`` stays cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oneprice.core.book import Book
    from oneprice.core.errors import (
        BookCorrupt,
        BookError,
        BookMismatch,
        BookVersion,
        InputError,
        InternalError,
        OnePriceError,
    )
    from oneprice.core.order import Order
    from oneprice.core.quote import Quote, Refusal
    from oneprice.routing.compile import compile_book
    from oneprice.routing.engine import Engine
    from oneprice.routing.schema import open_book

__version__ = "0.1.0"

__all__ = [
    "Book",
    "BookCorrupt",
    "BookError",
    "BookMismatch",
    "BookVersion",
    "Engine",
    "InputError",
    "InternalError",
    "OnePriceError",
    "Order",
    "Quote",
    "Refusal",
    "__version__",
    "compile_book",
    "open_book",
]

_HOMES = {
    "Book": "oneprice.core.book",
    "BookCorrupt": "oneprice.core.errors",
    "BookError": "oneprice.core.errors",
    "BookMismatch": "oneprice.core.errors",
    "BookVersion": "oneprice.core.errors",
    "Engine": "oneprice.routing.engine",
    "InputError": "oneprice.core.errors",
    "InternalError": "oneprice.core.errors",
    "OnePriceError": "oneprice.core.errors",
    "Order": "oneprice.core.order",
    "Quote": "oneprice.core.quote",
    "Refusal": "oneprice.core.quote",
    "compile_book": "oneprice.routing.compile",
    "open_book": "oneprice.routing.schema",
}


def __getattr__(name: str) -> object:
    """Load a public name from its home on first use."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
