"""The reason for which a file, or one sheet of it, is not read any further."""

from __future__ import annotations


class FileRefused(Exception):
    """A file that cannot be read or is too large; becomes an error of the report.

    Parameters
    ----------
    kind : str
        A short word for tools, as in `Finding`.
    reason, remedy : str
        As in `Finding`.
    row : int
        Where in the sheet, 0 if nowhere.

    Attributes
    ----------
    sheet : str
        The sheet that was being read, "" if none was.
    """

    def __init__(self, kind: str, reason: str, remedy: str, *, row: int = 0) -> None:
        self.kind = kind
        self.reason = reason
        self.remedy = remedy
        self.row = row
        self.sheet = ""
        super().__init__(f"{reason}; {remedy}")


def too_large(what: str, limit: int) -> FileRefused:
    """Return the refusal of a file beyond a limit: "more than 5000 members"."""
    remedy = "split the workbook, or delete what is no rate sheet (pictures, empty rows)"
    return FileRefused("too_large", f"more than {limit} {what}", remedy)
