"""A scope as a filter that the engine applies before it ranks."""

from collections.abc import Iterable, Sequence

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId


def permitted_rows(scope: Scope, among: frozenset[DocumentId] | None = None) -> str:
    """The scope as a filter that the engine applies before it ranks. The scope must not be empty.

    It says the same as `Scope.permits` in the engine's language; the rows that it lets through are checked by that
    again. It is SQL because the engine's own expressions (`lancedb.expr` of 0.40) have no function on lists.
    """
    ways = [_in("matter", scope.matters)] if scope.matters else []
    if scope.opens_singly:
        singly = [_in("document", scope.documents)] if scope.documents else []
        if anywhere := sorted(label for label, only in scope.labels if only is None):
            singly.append(f"array_has_any(labels, make_array({', '.join(map(literal, anywhere))}))")
        singly += [
            f"({_in('matter', [only])} AND array_has(labels, {literal(label)}))"
            for label, only in sorted((label, only) for label, only in scope.labels if only is not None)
        ]
        ways.append(f"({_in('matter', scope.reach)} AND ({' OR '.join(singly)}))")
    kept = [f"({' OR '.join(ways)})"]
    if among is not None:
        # Of thousands of walls, only those around these documents are spelled out.
        kept.append(_in("document", among - scope.denied))
    elif scope.denied:
        kept.append(f"NOT {_in('document', scope.denied)}")
    return " AND ".join(kept)


def _in(column: str, names: Iterable[str]) -> str:
    """True for rows whose column has one of these names; false for all rows if there are no names."""
    listed = ", ".join(literal(name) for name in sorted(names))
    return f"({column} IN ({listed}))" if listed else "false"


def literal(text: str) -> str:
    """A text as an SQL literal. The only place where a value is written into SQL by hand.

    The engine's own `to_sql` (LanceDB 0.40) takes a quotation mark after a backslash as escaped already, so that a name
    could end the literal. In its SQL a backslash is an ordinary character, and only quotation marks are doubled.
    """
    return "'" + text.replace("'", "''") + "'"


def literal_list(texts: Sequence[str]) -> str:
    """Texts as an SQL literal of a list."""
    # The engine cannot tell the type of an empty list, and refuses it.
    return f"arrow_cast(make_array({', '.join(map(literal, texts))}), 'List(Utf8)')"
