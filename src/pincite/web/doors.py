"""What somebody did on a page, in words: the record has a short name for each door to what it keeps."""

from types import MappingProxyType

IN_WORDS = MappingProxyType(
    {
        "browse": "Looked at documents in the library",
        "kinds": "Looked at which kinds of documents there are",
        "page about": "Looked at what is known of a document",
        "page add": "Added documents on the page",
        "page as amended": "Read an agreement as amended",
        "page changes": "Read what changed between two documents",
        "page compare": "Set two documents side by side",
        "page crowd": "People were turned away, since too many asked at once",
        "page confirm": "Confirmed what another asked for",
        "page document": "Read a document",
        "page erase": "Erased a document on the page",
        "page feedback": "Said what to make of an answer",
        "page ingest": "Read documents in on the page",
        "page label": "Labelled a document on the page",
        "page library": "Looked at the library",
        "page matter add": "Made a matter on the page",
        "page members": "Looked at who sees what",
        "page move": "Moved a document on the page",
        "page original": "Took a document's file",
        "page record": "Opened a record",
        "page record list": "Looked through the record",
        "page remove": "Removed a document on the page",
        "page show": "Read the source of a quote",
        "page tokens": "Looked at tokens",
        "page waiting": "Looked at what waits for a second person",
        "page withdraw": "Withdrew what waited for a second person",
        "suggested": "Was offered questions",
        "waiting": "Looked at what waits for a second person",
    }
)


def in_words(door: str) -> str:
    """What was done behind a door; for a command of the terminal, its own words.

    >>> in_words("page record list"), in_words("audit export")
    ('Looked through the record', 'Audit export')
    """
    return IN_WORDS.get(door, door[:1].upper() + door[1:])
