"""Words numbers of things for people, on every surface and in the record."""


def counted(count: int, noun: str) -> str:
    """A count with its noun, in the plural where needed: "1 problem", "2,000 problems"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def dollars(amount: float) -> str:
    """What an answer cost, in US dollars.

    >>> dollars(0), dollars(0.01234)
    ('$0', '$0.0123')
    """
    return "$0" if amount == 0 else f"${amount:.4f}"


def found_in(found: int, of: int, to_check: int = 0) -> str:
    """In how many documents of a list something was found, and how many of these are doubtful.

    >>> found_in(22, 38, 10), found_in(1, 1), found_in(2, 3, 2)
    ('Found in 22 of 38 documents, 10 of them to be checked', 'Found in 1 of 1 document', \
'Found in 2 of 3 documents, both to be checked')
    >>> found_in(0, 32)
    'Found in 0 of 32 documents'
    """
    doubted = {found: ", both to be checked" if found == 2 else ", all of them to be checked", 0: ""}
    doubted[1] = ", to be checked" if found == 1 else ", 1 of them to be checked"
    some = f", {to_check:,} of them to be checked"
    return f"Found in {found:,} of {counted(of, 'document')}{doubted.get(to_check, some)}"


NOT_FOUND, NOT_READ = "not found in what was read", "could not be read"
"""What is said of a document of a list without an answer, on the page and of what is taken along from it."""

LACKS = "In what was read of these, nothing was found; that is no proof that they lack it:"
"""What stands above the documents that a question for what is missing is after, on every surface."""

HAVING = "Of these, words were found that may show that they have it:"
"""What stands below them, above the others."""


CLOSEST = "Not an answer, only the closest passages that were found:"
"""What stands above the sentences that a refusal shows, on every surface: they look like an answer, and are none."""

OPENING, CLOSING = '“"', '”"'


def as_quoted(words: str) -> str:
    """Words between quotation marks, with no mark doubled.

    A clause that stands in quotation marks itself keeps its own. Where words begin or end with a mark, those within the
    quote become single ones, as is usual for a quote in a quote.

    >>> as_quoted("The rent is $4,200."), as_quoted("“5.2 Rent is due.”")
    ('“The rent is $4,200.”', '“5.2 Rent is due.”')
    >>> as_quoted("“Premises” means Unit 4."), as_quoted("He said “no”.")
    ('“‘Premises’ means Unit 4.”', '“He said “no”.”')
    """
    begins, ends = words[:1] in OPENING and bool(words), words[-1:] in CLOSING and bool(words)
    if begins and ends and not any(mark in words[1:-1] for mark in '“”"'):
        return words
    if begins or ends:
        words = _single(words)
    return f"“{words}”"


def _single(words: str) -> str:
    parts = words.replace("“", "‘").replace("”", "’").split('"')
    return "".join(part + ("" if place == len(parts) - 1 else "‘’"[place % 2]) for place, part in enumerate(parts))


FOUND_SO_FAR = "Found so far, word for word:"
"""What stands above the quotes that are shown while a language model writes, on every surface."""

FOUND = "Found word for word before a language model was asked:"
"""What stands above the same quotes once it is known what the model wrote; they are no part of that."""
