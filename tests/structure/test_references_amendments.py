"""What an amendment changes, and that its quoted words are no clauses of its own."""

import pytest

from pincite.structure.outline.outline import outline
from pincite.structure.outline.quoted import quoted_amendments
from pincite.structure.outline.regions import plain_spaces
from pincite.structure.references.amendments import Amended, amended_by
from pincite.structure.references.find import references_of
from pincite.structure.references.mentions import mentions_in

AMENDMENT = """FIRST AMENDMENT TO LEASE

This Amendment changes the Lease of May 1, 2019.

1. Section 4.2 of the Lease is hereby amended and restated to read as follows:

“4.2 Rent. The rent is $5:

(a) on the first of May; and

(b) on the first of June, as in Section 9 hereof.”

2. A new Section 4.3 is hereby added to the Lease as follows:

"4.3 Heat. The tenant pays for heat as Section 4.2 says for the rent, in the same way."

3. Section 7(b) of the Lease is deleted in its entirety.

4. Sections 8 and 9 are hereby amended by deleting “May” and inserting “June” in place of it.

5. Delete Exhibit B in its entirety.

6. Law. Section 1 of this Amendment binds. The rest of the Lease stays as it is.
"""


def amendments_of(text: str) -> tuple[Amended, ...]:
    """The changes that a text makes to another document, in order."""
    plain = plain_spaces(text)
    return tuple(amended_by(plain, mentions_in(plain), quoted_amendments(plain)).values())


def test_the_words_that_an_amendment_quotes_are_no_clauses_of_its_own() -> None:
    assert [one.number for one in outline(AMENDMENT, (), "text")] == ["1", "2", "3", "4", "5", "6"]


def test_an_amendment_says_which_clause_of_which_agreement_it_changes_and_how() -> None:
    changes = amendments_of(AMENDMENT)

    assert [(one.target, one.document, one.change) for one in changes] == [
        ("4.2", "the Lease", "replaced"),
        ("4.3", "the Lease", "inserted"),
        ("7(b)", "the Lease", "deleted"),
        ("8", "the Lease", "amended"),
        ("9", "the Lease", "amended"),
        ("EXHIBIT B", "the Lease", "deleted"),
    ]


def test_the_new_words_of_a_change_are_the_ones_quoted_for_it() -> None:
    def new_words(change: Amended) -> str:
        return AMENDMENT[slice(change.new_start, change.new_end)] if change.new_start is not None else ""

    replaced, inserted, *others = amendments_of(AMENDMENT)

    assert new_words(replaced).startswith("“4.2 Rent.")
    assert new_words(replaced).endswith("hereof.”")
    assert new_words(inserted).startswith('"4.3 Heat.')
    assert [new_words(other) for other in others] == [""] * 4


def test_clauses_named_for_the_other_agreement_are_not_looked_up_in_the_amendment() -> None:
    references = references_of(AMENDMENT, outline(AMENDMENT, (), "text"))

    elsewhere = [(one.target, one.document, one.target_start) for one in references if one.document]
    here = [one for one in references if not one.document]
    assert ("9", "the Lease", None) in elsewhere
    assert ("4.2", "the Lease", None) in elsewhere
    assert [(one.target, AMENDMENT[slice(one.target_start, one.target_end)][:10]) for one in here] == [
        ("1", "1. Section")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "This Lease ends as in Section 2. The Owner may amend Section 3 by writing.",
        "This Agreement may be amended. Section 4 of this Agreement is amended by notice.",
        "WHEREAS, the parties desire to amend Section 5 of the Supply Agreement.",
        "This Amendment binds. The fee set in Section 5 of the Lease is paid in coin.",
        "This Amendment binds. Section 5 of the Lease may be amended by both parties.",
        "This Amendment binds. It is paid as in Exhibit A to the Lease as the same is amended from time to time.",
        "",
    ],
    ids=["own-clause", "own-agreement", "recital", "mention", "permission", "future", "empty"],
)
def test_other_words_about_change_are_no_amendments(text: str) -> None:
    assert amendments_of(text) == ()


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    ["read as follows: “" * 8_000, 'amended as follows: "' * 8_000, "Section 1 of the Lease is amended " * 4_000],
    ids=["open", "plain", "changes"],
)
def test_hostile_texts_are_read_to_the_end(text: str) -> None:
    assert len(amendments_of(text)) <= len(text)
