# ruff: noqa: SIM905 - names of elements are read as words, not as a list of strings
"""Roles of the elements of statutes: in USLM, older bills of the GPO, the D.C. Code and Akoma Ntoso.

Sources: United States Legislative Markup, schema 2.1 (GPO); "DTD for bills and resolutions" (US House, xml.house.gov);
the schemas of code.dccouncil.us; Akoma Ntoso 1.0 (OASIS LegalDocML).
"""

from pincite.documents.document import RegionKind

NUMBERS = frozenset(("num", "enum"))

HEADINGS = frozenset(("heading", "header"))

SECTIONS = frozenset(("section", "courtRule", "rule"))
"""Levels whose number alone identifies a place in an act."""

CONTAINERS = frozenset(
    "title subtitle division subdivision part subpart chapter subchapter article subarticle book tome container "
    "compiledAct reorganizationPlan subject-group".split()
)
"""Levels around sections."""

SCHEDULES = frozenset("schedule appendix attachment annex exhibit".split())

LOWER = frozenset(
    "subsection paragraph subparagraph clause subclause item subitem subsubitem para point indent list-item "
    "section-level level crossHeading appropriations appropriations-major appropriations-intermediate "
    "appropriations-small preamble-level hcontainer".split()
)
"""Levels within sections."""

SIGNATURES = frozenset(("signatures", "signature-block", "attestation"))

LEVELS = SECTIONS | CONTAINERS | SCHEDULES | LOWER | SIGNATURES

RUN_IN = LOWER - frozenset(
    "level crossHeading hcontainer appropriations appropriations-major appropriations-intermediate "
    "appropriations-small".split()
)
"""Levels whose words continue in the line of their heading."""

WORDS = frozenset(
    "content chapeau text continuation continuation-text aftertext p heading header num enum subheading quotedContent "
    "intro wrapUp docTitle officialTitle official-title enactingFormula enacting-clause resolvingClause "
    "toc-entry referenceItem tocItem td th entry caption legis-type legis-num recital whereas designator label column "
    "proviso editorialNote sourceCredit explanationNote editionNote citationNote property headingText".split()
)
"""Elements of running words. Everything inside is part of their line, except elements that are blocks by name."""

QUOTED = frozenset(("quotedContent", "quoted-block", "embeddedStructure", "quotedStructure"))
"""Text of another law that an act inserts. Its numbers are not the act's own."""

ASIDES: dict[str, tuple[RegionKind, str]] = {
    "footnote": ("footnote", ""),
    "authorialNote": ("footnote", ""),
    "sourceCredit": ("footnote", "source credit"),
    "editorialNote": ("footnote", "editorial note"),
    "statutoryNote": ("footnote", "statutory note"),
    "note": ("footnote", "note"),
    "notes": ("footnote", "notes"),
    "annotation": ("footnote", ""),
    "slugLine": ("furniture", "slug line"),
    "sidenote": ("textbox", "side note"),
    "marginalNote": ("textbox", "side note"),
}
"""Words beside the running text. Inside a paragraph, they are moved after it."""

ROLES = {"uscRef": "codified at"}
"""Labels of editorial notes, by role."""

SKIPPED = frozenset(
    "endMarker meta metadata dublinCore style script graphic math form-feed page-break pagebreak".split()
)
"""Elements without words, or whose words are about the file and not about the law."""

BREAKS = frozenset(("br", "linebreak", "eol"))

TABLES = frozenset(("table", "layout"))

ROWS = frozenset(("tr", "row"))

CELLS = frozenset(("td", "th", "entry", "column"))

LISTED = frozenset("toc-entry referenceItem tocItem groupItem".split())
"""Lines of a table of contents. Their parts are separated by spaces."""

STRUCK = frozenset("deletedText deleted-phrase del".split())

INLINE = frozenset("b i em strong span ref inline term u cite quote quotedText date shortTitle a sub".split())
"""Elements that are always part of a line."""

MARKS = frozenset(("sup", "superscript"))

BLOCKS = frozenset(
    "toc table layout tr row list recital p quotedContent quoted-block footnote signature signatures preamble "
    "proviso-block enactingFormula div blockquote".split()
)
"""Elements that always stand on lines of their own."""

RANKS = {"major": 1, "intermediate": 2, "small": 3}
"""Order of the headings of appropriations, which stand beside what they head."""
