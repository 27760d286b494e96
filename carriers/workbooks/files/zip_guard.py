"""Opening the archive that an .xlsx is, without trusting what it says about itself.

Sizes, counts and kinds of its members are checked before anything is unpacked, and what is
unpacked is counted again, so that a directory that lies gains nothing.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from oneprice.carriers.workbooks.files.file_refused import FileRefused, too_large
from oneprice.carriers.workbooks.files.limits import Limits

CHUNK_BYTES = 1 << 16
_ENTRY = b"PK\x01\x02"  # starts each entry of the directory of a zip file
_ENCRYPTED = 0x1
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NESTED = (".zip", ".xlsx", ".xlsm", ".xlsb", ".xls", ".docx", ".docm", ".7z", ".rar", ".gz")
_PROGRAMS = (".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".sh", ".jar")


def open_archive(handle: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """Return the opened archive of a workbook that passed every check.

    Raises
    ------
    FileRefused
        Damaged, too many or too large members, macros, links to other files, members inside
        members, or members that no workbook has.
    """
    # The directory's own count may lie: count its entries before they become objects.
    if _count(handle, _ENTRY) > limits.members:
        raise too_large("files inside the workbook", limits.members)
    try:
        archive = zipfile.ZipFile(handle)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise damaged() from None
    members = archive.infolist()
    _check_sizes(members, limits)
    names: set[str] = set()
    for member in members:
        _check_member(member, names)
        names.add(member.filename.lower())
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a member in chunks of at most 64 KiB; its reader counts them."""
    try:
        with archive.open(name) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
        raise damaged() from None


def damaged() -> FileRefused:
    """Return the refusal of a workbook that is cut or altered."""
    remedy = "ask for the file again, or open it in a spreadsheet and save it as .xlsx"
    return FileRefused("damaged", "the workbook is damaged", remedy)


def _count(handle: BinaryIO, needle: bytes) -> int:
    handle.seek(0)
    found, tail = 0, b""
    while chunk := handle.read(1 << 20):
        block = tail + chunk
        found += block.count(needle)
        tail = block[1 - len(needle) :]
    handle.seek(0)
    return found


def _check_sizes(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise too_large("bytes unpacked", limits.unpacked_bytes)
    for member in members:
        packed = max(1, member.compress_size)
        if member.file_size > limits.ratio_from_bytes and member.file_size > limits.ratio * packed:
            reason = f"{member.filename} unpacks to more than {limits.ratio} times its size"
            raise FileRefused("too_large", reason, "save the workbook again without empty rows")


def _check_member(member: zipfile.ZipInfo, earlier: set[str]) -> None:
    name = member.filename.lower()
    parts = name.replace("\\", "/").split("/")
    if name in earlier or name.startswith("/") or ".." in parts or ":" in name:
        raise _odd(member, "a name that no workbook gives")
    if member.flag_bits & _ENCRYPTED:
        raise _odd(member, "a password")
    if member.compress_type not in _PACKINGS:
        raise _odd(member, "a packing that no workbook uses")
    if name.endswith((*_NESTED, *_PROGRAMS)) or "embeddings" in parts:
        raise FileRefused(
            "nested", f"the workbook holds another file: {member.filename}",
            "delete the embedded object and save again",
        )  # fmt: skip
    if parts[-1].startswith("vbaproject") or "macrosheets" in parts:
        remedy = "save it as .xlsx without macros"
        raise FileRefused("macros", "the workbook holds macros", remedy)
    if "externallinks" in parts:
        remedy = "break the links (their values stay) and save again"
        raise FileRefused("external_links", "the workbook takes cells from other files", remedy)


def _odd(member: zipfile.ZipInfo, what: str) -> FileRefused:
    remedy = "open it in a spreadsheet and save it as .xlsx"
    return FileRefused("damaged", f"the member {member.filename} has {what}", remedy)
