"""Tables at the end of clauses. The outline is made without tables; each table then joins the clause before it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from pincite.documents.document import Clause, Region


def with_last_tables(clauses: Sequence[Clause], text: str, regions: Sequence[Region]) -> tuple[Clause, ...]:
    r"""Extend clauses over the tables that follow them.

    Defined terms and signature blocks keep their ends: a table below one is only its neighbour.

    >>> fees = Clause("", "Fees", 0, 4, 0, "section")
    >>> [one.end for one in with_last_tables([fees], "Fees\nStorage | $5\nScope", [Region("table", 5, 17)])]
    [17]
    """
    tables = [region for region in regions if region.kind == "table"]
    if not tables:
        return tuple(clauses)
    table_starts = [table.start for table in tables]
    clause_starts = [clause.start for clause in clauses]

    def reaches(end: int) -> int:
        """Where a clause that ends here ends with its tables."""
        for at in range(bisect_left(table_starts, end), len(tables)):
            table = tables[at]
            opened = bisect_left(clause_starts, table.start)
            holds_clauses = opened < len(clause_starts) and clause_starts[opened] < table.end
            if text[end : table.start].strip() or holds_clauses:
                break
            end = table.end
        return end

    found: dict[int, int] = {}
    widened: list[Clause] = []
    for clause in clauses:
        if clause.kind == "signature" or (clause.kind == "definition" and not clause.number):
            widened.append(clause)
            continue
        if clause.end not in found:
            found[clause.end] = reaches(clause.end)
        widened.append(replace(clause, end=found[clause.end]))
    return tuple(widened)
