"""Tables while a page is written: where rows and cells begin, and where a block does not begin a line."""

from dataclasses import dataclass, field

from lxml import etree

from pincite.readers.built import BuiltText
from pincite.readers.html.tables import TablePlan, plan_table

DEEPEST = 8
"""Depth of nested tables that are examined; deeper tables are page layout."""


@dataclass(slots=True)
class OpenTables:
    """The open tables.

    `_held` says why a block begins no line: `number` in the cell of a paragraph's number, `words` until the words after
    that number. Tables inside a table's cell are only counted.
    """

    built: BuiltText
    _plans: list[TablePlan] = field(default_factory=list)
    _tables: int = 0
    _has_cell: bool = False
    _held: str = ""

    @property
    def is_table(self) -> bool:
        """True within a table whose rows and columns have meaning."""
        return self._tables > 0

    def line(self) -> None:
        """Start a new line for what follows, or add a space in a table cell, where a line is a row."""
        if self._tables:
            if not self.built.ends_blank:
                self.built.words(" ")
        elif not self._held:
            self.built.line()

    def wrote(self) -> None:
        """Note that words were written."""
        if self._held == "words":
            self._held = ""

    def start(self, element: etree._Element, tag: str) -> None:
        """Begin a table, a row or a cell."""
        if tag == "table":
            self._start_table(element)
        elif self._tables > 1 or not self._plans:
            self.line()
        elif tag == "tr":
            self._held = ""
            if self._tables:
                self.built.begin_row()
                self._has_cell = False
            else:
                self.built.line()
        elif self._tables:
            self._start_cell(element)
        else:
            self._start_part(element)

    def end(self, element: etree._Element, tag: str) -> None:
        """End a table, a row or a cell."""
        if tag == "table":
            self._end_table()
        elif self._tables == 1 and tag == "tr":
            self.built.end_row()
        elif tag == "tr" or self._tables > 1 or not self._plans:
            self._held = ""
            self.line()
        elif not self._tables and self._plans[-1].before.get(element) is None:
            self.line()

    def _start_table(self, element: etree._Element) -> None:
        """Plan a table. A table inside another one's cell is part of that cell."""
        if self._tables:
            self._tables += 1
            self.line()
            return
        self._held = ""
        plan = plan_table(element) if len(self._plans) < DEEPEST else TablePlan(is_table=False)
        self._plans.append(plan)
        if plan.is_table:
            self.built.line()
            self.built.begin_table()
            self._tables = 1
        else:
            self.built.line()

    def _end_table(self) -> None:
        if self._tables > 1:
            self._tables -= 1
            self.line()
            return
        if self._tables:
            self.built.end_row()
            self.built.end_table()
            self._tables = 0
        self._plans.pop()
        self._held = ""
        self.built.line()

    def _start_cell(self, element: etree._Element) -> None:
        """Begin a table cell, with the borders before it."""
        before = self._plans[-1].before.get(element, "|" if self._has_cell else "")
        self._has_cell = True
        if before.startswith("|"):
            for _ in before:
                self.built.border()
        elif before and not self.built.ends_blank:
            self.built.words(before)

    def _start_part(self, element: etree._Element) -> None:
        """Begin a layout cell: on a line of its own, or after the number of its paragraph."""
        before = self._plans[-1].before.get(element)
        if before is None:
            self.line()
        elif before:
            self.built.words(before)
            self._held = "words"
        else:
            self.built.line()
            self._held = "number"
