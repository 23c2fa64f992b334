"""Entries and contents as they lie in rows of the catalogue."""

import json
import zlib
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from pincite.catalogue.entry import Entry
from pincite.documents.document import Clause, Document, Fact, Page, Recognised, Reference, Region
from pincite.documents.span import DocumentId, MatterId, VersionId

COLUMNS = """
    d.id, d.matter, d.path, d.labels, d.version, d.staged, c.format, c.title, c.characters, c.page_count, d.read_at,
    d.parent, c.facts, c.sketch, d.attached, c.unread, c.recogniser, d.cut, d.holders, s.head
    FROM document d LEFT JOIN content c ON c.version = coalesce(d.version, d.staged)
    LEFT JOIN sealed_version s ON s.version = c.version AND s.recorded = 1
"""
"""What `entry_of` reads."""

HEAD_IN_COLUMNS = (6, 7, 8, 9, 12, 13, 15, 16)
"""Places in `COLUMNS` of the columns that `covering.HEAD` names."""

SEALED_HEAD = 19
"""Place in `COLUMNS` of their digest."""

CONTENT_COLUMNS = "format, title, text, outline, glyphs, facts, sketch FROM content"
"""What `content_of` reads."""

PUT_CONTENT = """
    INSERT INTO content (version, format, title, characters, page_count, text, outline, glyphs, facts, sketch,
    unread, recogniser) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (version) DO NOTHING
"""
"""Takes what `content_row` gives."""

PUT_CONTENT_ANEW = (
    PUT_CONTENT.removesuffix("NOTHING\n")
    + """
    UPDATE SET format = excluded.format, title = excluded.title,
    characters = excluded.characters, page_count = excluded.page_count, text = excluded.text,
    outline = excluded.outline, glyphs = excluded.glyphs, facts = excluded.facts, sketch = excluded.sketch,
    unread = excluded.unread, recogniser = excluded.recogniser
"""
)
"""Likewise, in the place of whatever lies there."""


def facts_of(stored: str | None) -> tuple[Fact, ...]:
    """The facts in a column."""
    return tuple(Fact(*fact) for fact in json.loads(stored or "[]"))


MOST_ROWS: Final = 1_024
"""Rows of documents that are remembered as entries: a question looks at those of its passages at each step."""


def entry_of(row: tuple[Any, ...]) -> Entry:
    """The entry in a row of `COLUMNS`; the same one for an equal row."""
    return _entry_of(*row)


@lru_cache(maxsize=MOST_ROWS, typed=True)
def _entry_of(*row: Any) -> Entry:  # noqa: ANN401 - the database's own values
    return Entry(
        document=DocumentId(row[0]),
        matter=MatterId(row[1]),
        path=row[2],
        labels=tuple(json.loads(row[3])),
        version=VersionId(row[4]) if row[4] else None,
        staged=VersionId(row[5]) if row[5] else None,
        format=row[6],
        title=row[7],
        characters=row[8],
        page_count=row[9],
        read_at=datetime.fromisoformat(row[10]),
        parent=DocumentId(row[11]) if row[11] else None,
        facts=facts_of(row[12]),
        sketch=row[13] or b"",
        attached=row[14] or 0,
        unread=row[15] or 0,
        recogniser=row[16] or "",
        cut=row[17],
        holders=tuple(DocumentId(holder) for holder in json.loads(row[18])),
    )


def content_of(row: tuple[Any, ...]) -> Document:
    """What was read of a version, in a row of `CONTENT_COLUMNS`.

    Raises:
        zlib.error, ValueError, KeyError, TypeError, AttributeError: the row is damaged.
    """
    form, title, text, packed, glyphs, facts, sketch = row
    outline = json.loads(zlib.decompress(packed))
    # 0.1.0 knew hidden ranges only.
    regions = outline["regions"] if "regions" in outline else [["hidden", *ends] for ends in outline["hidden"]]
    return Document(
        format=form,
        title=title,
        text=text.decode(),
        pages=tuple(Page(*page) for page in outline["pages"]),
        clauses=tuple(Clause(*clause) for clause in outline["clauses"]),
        warnings=tuple(outline["warnings"]),
        regions=tuple(Region(*region) for region in regions),
        glyphs=glyphs,
        recognised=tuple(Recognised(*line) for line in outline.get("recognised", ())),
        facts=tuple(Fact(*fact) for fact in json.loads(facts)),
        references=tuple(Reference(*reference) for reference in outline.get("references", ())),
        sketch=sketch,
        unread=tuple(outline.get("unread", ())),
    )


def content_row(version: VersionId, content: Document, recogniser: str) -> tuple[Any, ...]:
    """What was read of a version, as `PUT_CONTENT` takes it; `recogniser` read its pages that are pictures."""
    outline = {
        "pages": [list(asdict(page).values()) for page in content.pages],
        "clauses": [list(asdict(clause).values()) for clause in content.clauses],
        "warnings": content.warnings,
        "regions": [list(asdict(region).values()) for region in content.regions],
        "recognised": [list(asdict(line).values()) for line in content.recognised],
        "unread": content.unread,
        "references": [list(asdict(reference).values()) for reference in content.references],
    }
    return (
        version,
        content.format,
        content.title,
        len(content.text),
        len(content.pages),
        content.text.encode(),
        zlib.compress(json.dumps(outline, separators=(",", ":")).encode(), 6),
        content.glyphs,
        json.dumps([list(asdict(fact).values()) for fact in content.facts], separators=(",", ":")),
        content.sketch,
        len(content.unread),
        recogniser,
    )
