"""What a rules file of any format asks for, each with its place."""

import codecs
import json
from collections.abc import Iterator

from pincite.access.importing import scim, table, workspace_json
from pincite.access.importing.requested import Fault, RequestedChange
from pincite.strict_json import read_strictly


def changes_in(content: bytes, of: str | None = None) -> Iterator[RequestedChange | Fault]:
    """What a file asks for: a table, the JSON of an export, or SCIM; `of` is whom a SCIM PatchOp is to change."""
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        yield Fault(f"line {line}", "this is no UTF-8; save the file in UTF-8")
        return
    if text.lstrip()[:1] not in ("{", "["):
        yield from table.read(text)
        return
    try:
        found = read_strictly(text)
    except ValueError as error:
        yield _fault(error)
    else:
        if scim.is_scim(found):
            yield from scim.read(found, of)
        elif isinstance(found, dict):
            yield from workspace_json.read(found)
        else:
            yield Fault("line 1", "this is neither rules as exported nor SCIM; see: pincite access import --help")


def _fault(error: ValueError) -> Fault:
    """Why a file is not JSON, and where, if known."""
    if isinstance(at := error.__cause__, json.JSONDecodeError):
        return Fault(f"line {at.lineno}", f"this is no JSON ({at.msg}, column {at.colno})")
    return Fault("line 1", f"this is no JSON that can be read ({error})")
