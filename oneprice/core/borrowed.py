"""References whose looks cost nothing: a borrowed view of a structref.

A structref counts its references, and each look at one of its arrays counts that array's up and
down again, atomically: more work than the look itself, and threads wait for each other. A borrowed
view counts nothing; whoever borrows keeps the structref alive for the length of the call.
"""

# numba's own types and builders are untyped.
# mypy: allow-untyped-calls, allow-subclassing-any, allow-untyped-decorators

from __future__ import annotations

from typing import Any

from numba import config, types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_getattr_generic,
    register_model,
)


class Borrowed(types.Type):
    """Type of a borrowed view; the arrays of the structref are its attributes."""

    def __init__(self, ref: Any) -> None:
        self.ref = ref
        super().__init__(f"Borrowed_{ref.name}")


@register_model(Borrowed)
class _Model(models.OpaqueModel):
    """A plain pointer to the data of the structref."""


@infer_getattr
class _Attributes(AttributeTemplate):
    key = Borrowed

    def generic_resolve(self, kind: Any, name: str) -> Any:  # type: ignore[override]  # as numba does
        """Return the type of an attribute, None for an unknown one."""
        return kind.ref.field_dict.get(name)


@lower_getattr_generic(Borrowed)
def _look(context: Any, builder: Any, kind: Any, value: Any, name: str) -> Any:
    """Return an array without an owner, so that the compiler drops all its counting."""
    data = kind.ref.get_data_type()
    pointer = builder.bitcast(value, context.get_value_type(data).as_pointer())
    fields = cgutils.create_struct_proxy(data)(context, builder, ref=pointer)
    field = kind.ref.field_dict[name]
    array = context.make_array(field)(context, builder, getattr(fields, name))
    array.meminfo = cgutils.get_null_value(array.meminfo.type)
    array.parent = cgutils.get_null_value(array.parent.type)
    return array._getvalue()


@intrinsic
def borrow(typing: Any, ref: Any) -> Any:
    """Return a borrowed view of a structref of arrays."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        fields = cgutils.create_struct_proxy(ref)(context, builder, value=arguments[0])
        return context.nrt.meminfo_data(builder, fields.meminfo)

    return Borrowed(ref)(ref), code


def _same(ref: Any) -> Any:
    return ref


# What entries look through; without the compiler there is nothing to borrow. Entries use it as a
# global: what they close over is part of their name in the cache, and this has a new one in each
# process.
view: Any = _same if config.DISABLE_JIT else borrow  # type: ignore[attr-defined]  # numba is untyped
