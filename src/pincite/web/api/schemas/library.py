"""Matters, their documents, and what stands in them."""

from pydantic import Field

from pincite.documents.document import FactKind, Format
from pincite.web.api.schemas.described import Described


class Matter(Described):
    """A matter that the token reaches."""

    matter: str = Field(description="Its name.")


class Matters(Described):
    """The matters that the token reaches."""

    matters: list[Matter] = Field(description="The matters, by name.")


class Fact(Described):
    """A fact that a document states about itself."""

    kind: FactKind = Field(description="What kind of fact.")
    value: str = Field(description="The fact; dates in ISO 8601.")
    start: int = Field(description="Where the document states it.")
    end: int = Field(description="The character after.")


class NearDuplicate(Described):
    """A document of the same matter that says nearly the same."""

    document: str = Field(description="The document's id.")
    likeness: float = Field(description="The share of words that they have in common, 0 to 1.")


class Document(Described):
    """A document, with what it states about itself."""

    document: str = Field(description="Its id.")
    matter: str = Field(description="The matter that it belongs to.")
    path: str = Field(description="Where the file lay when it was read in.")
    title: str = Field(description="Its title.")
    format: Format = Field(description="What it was read as.")
    characters: int = Field(description="How long its text is.")
    pages: int | None = Field(description="How many pages it has; null if the format has none.")
    labels: list[str] = Field(description="The labels that it carries.")
    version: str | None = Field(description="Its current version, which changes with its words.")
    read_at: str = Field(description="When it was read in (ISO 8601).")
    parent: str | None = Field(description="The document that it is attached to, if there is one that may be seen.")
    facts: list[Fact] = Field(description="What it states about itself: parties, dates, governing law and more.")
    near_duplicates: list[NearDuplicate] = Field(description="Documents that say nearly the same, most alike first.")


class Documents(Described):
    """Documents, by matter and path."""

    documents: list[Document] = Field(description="The documents.")
    next: str | None = Field(description="Give it as `cursor` to get the ones after; null at the end.")


class Text(Described):
    """Exactly the characters of a document from `start` to `end`."""

    document: str = Field(description="The document's id.")
    start: int = Field(description="The first character, from 0.")
    end: int = Field(description="The character after the last.")
    text: str = Field(description="The characters.")


class Clause(Described):
    """A section or a clause."""

    number: str = Field(description="Its whole number, such as `7.2(b)(ii)`; empty if it has none.")
    heading: str = Field(description="Its heading; empty if it has none.")
    start: int = Field(description="Where it begins. It holds the clauses below it.")
    end: int = Field(description="The character after its end.")
    page: int | None = Field(description="The page on which it begins.")


class Outline(Described):
    """A document's sections and clauses, in its order."""

    document: str = Field(description="The document's id.")
    clauses: list[Clause] = Field(description="Its sections and clauses.")


class Around(Described):
    """The whole clauses around cited words."""

    start: int = Field(description="The first character, from 0.")
    end: int = Field(description="The character after the last.")
    text: str = Field(description="The characters.")


class Source(Described):
    """The words at a citation, and those around them."""

    document: str = Field(description="The document's id.")
    version: str = Field(description="The version that was cited.")
    section: str = Field(description="The number of the clause; empty if it has none.")
    page: int | None = Field(description="The page, counted from 1; null if the format has no pages.")
    page_label: str | None = Field(description="The document's own name for that page, where it differs.")
    note: str | None = Field(
        description="What must be known of the words: doubtful, struck out, or amended since, for example."
    )
    confidence: float | None = Field(
        description="How sure text recognition was, 0 to 1; null if nothing had to be recognised."
    )
    start: int = Field(description="The first cited character, from 0.")
    end: int = Field(description="The character after the last.")
    quote: str = Field(description="The document's own characters from `start` to `end`.")
    around: Around = Field(description="The whole clauses around them, if those are not too long.")
