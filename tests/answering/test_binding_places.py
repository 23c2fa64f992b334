"""Where a quote stands: letter for letter after folding, or nowhere."""

import doctest
import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.answering import folding, locating
from pincite.answering.folding import folded
from pincite.answering.locating import ShownPassage, as_shown_to_model, locate
from pincite.answering.prompting import as_data
from pincite.chunking.chunk import Chunk
from pincite.documents.document import Document, Region
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import CitationError
from pincite.retrieval.evidence import Passage
from pincite.retrieval.joining import visible_words

UNTIMED = settings(deadline=None)

LEASE = "The Tenant shall pay rent of $4,200 per month. Rent unpaid for ten (10) days bears interest at 6% per annum."
NOTICE = "Either party may terminate this lease by giving six (6) months' written notice to the other."


def document(text: str, *regions: Region) -> Document:
    return Document("text", "", text, (), (), (), tuple(sorted(regions, key=lambda r: (r.start, -r.end))), b"")


def passage(label: int, text: str, start: int = 0, end: int | None = None) -> Passage:
    end = len(text) if end is None else end
    chunk = Chunk(DocumentId(f"d{label}"), VersionId(f"v{label}"), 0, start, end, "", "", start, end, "")
    return Passage(label, chunk, MatterId("m"), f"/d{label}", "", None, "", None, text[start:end], 1 / label, 1, 1, 0.5)


def shown(*documents: Document) -> tuple[ShownPassage, ...]:
    passages = [passage(label, one.text) for label, one in enumerate(documents, start=1)]
    held = {one.chunk.version: content for one, content in zip(passages, documents, strict=True)}
    return as_shown_to_model(passages, held.__getitem__)


def found(quote: str, label: int, *texts: str) -> list[tuple[int, str]]:
    places = locate(quote, label, shown(*map(document, texts)))
    return [(place.passage.label, place.content.text[place.start : place.end]) for place in places]


def test_the_doctests_hold() -> None:
    assert doctest.testmod(folding).failed == 0
    assert doctest.testmod(locating).failed == 0


@pytest.mark.parametrize(
    ("quote", "text", "words"),
    [
        (
            "by giving written  notice",
            "Ends by giving\n   written\u00a0notice now.",
            "by giving\n   written\u00a0notice",
        ),
        ('the "Supplier\'s" own risk', "at the “Supplier’s” own risk.", "the “Supplier’s” own risk"),
        ("'Affiliate' means any company", "“Affiliate” means any company", "“Affiliate” means any company"),
        ("on termination of it", "Due on termi-\nnation of it.", "on termi-\nnation of it"),
        ("on termi- nation of it", "Due on termi-\nnation of it.", "on termi-\nnation of it"),
        ("a long-term lease of it", "It is a long-\nterm lease of it.", "a long-\nterm lease of it"),
        ("a long-term lease of it", "It is a long‑term lease of it.", "a long‑term lease of it"),
        ("the first official filing", "On the ﬁrst oﬃcial ﬁling date.", "the ﬁrst oﬃcial ﬁling"),
        ("EITHER party may end", "So either Party may end it.", "either Party may end"),
        ("due in ten days.", "It is due in ten days; and then", "due in ten days"),
        ("“…due in ten days…”", "It is due in ten days; and then", "due in ten days"),
        ("due in Zürich café only", "Due in Zu\u0308rich cafe\u0301 only.", "Due in Zu\u0308rich cafe\u0301 only"),
        ("Term. The term is long", "**Term.** The _term_ is long", "Term.** The _term_ is long"),
        ("合同于三十日内终止", "本合同于三十\n日内终止。", "合同于三十\n日内终止"),
        ("договор прекращается через месяц", "Договор прекращается через месяц.", "Договор прекращается через месяц"),
        ("pay \u200bthe full sum", "He must pay the\u00ad full sum.", "pay the\u00ad full sum"),
        ("see <Schedule> 1 of it", "Please see < Schedule> 1 of it.", "see < Schedule> 1 of it"),
    ],
)
def test_the_same_words_are_found_however_they_are_written(quote: str, text: str, words: str) -> None:
    assert found(quote, 1, text) == [(1, words)]


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("not be liable for loss", "The Supplier cannot be liable for loss."),
        ("the fee is $5", "The fee is $5,000 a year."),
        ("000 a year from", "The fee is $5,000 a year from today."),
        ("under Section 7.2", "as set out under Section 7.2.1 below"),
        ("shall be liable for", "The Supplier shall not be liable for loss."),
        ("within sixty (60) days", "within thirty (30) days of receipt"),
        ("may terminate this lease", "shall terminate this lease"),
        ("the rule in re café", "the rule in re cafe of Lyon"),
        ("the rule in re cafe", "the rule in re cafe\u0301 of Lyon"),
        ("resign the agreement now", "re sign the agreement now"),
        ("pay 10 of the fee", "pay 10² of the fee"),
        ("   ...   ", "The fee is due. It is $5."),
        ("‘’ “” «»", "The fee is due. It is $5."),
    ],
)
def test_other_words_are_not_found(quote: str, text: str) -> None:
    with pytest.raises(CitationError):
        found(quote, 1, text)


def test_the_passage_of_the_label_comes_before_another_with_the_same_words() -> None:
    text = "Rent is due on the first day."
    assert found("due on the first day", 2, text, text) == [(2, "due on the first day")]


def test_words_of_another_passage_are_found_there_whatever_the_label_says() -> None:
    assert found("six (6) months' written notice", 1, LEASE, NOTICE) == [(2, "six (6) months' written notice")]
    assert found("six (6) months' written notice", 99, LEASE, NOTICE) == [(2, "six (6) months' written notice")]


def test_words_that_stand_twice_are_cited_twice() -> None:
    twice = "The cap shall not apply. Fees are due. The cap shall not apply."
    places = locate("the cap shall not apply", 1, shown(document(twice)))
    assert [(place.start, place.end) for place in places] == [(0, 23), (39, 62)]


def test_words_that_stand_everywhere_point_nowhere() -> None:
    with pytest.raises(CitationError, match="more than 3 places"):
        found("subject to this Agreement", 1, "subject to this Agreement, " * 4)


@pytest.mark.parametrize(
    "quote",
    [
        "The Tenant shall pay rent by giving six (6) months' written notice",
        "The Tenant shall pay bears interest at 6% per annum",
    ],
)
def test_a_quote_put_together_from_two_places_is_told_as_such(quote: str) -> None:
    with pytest.raises(CitationError, match="put together from 2 places"):
        found(quote, 1, LEASE, NOTICE)


@pytest.mark.parametrize("dots", ["…", "...", " … ", " . . . ", " [...] ", " […] ", "(…)"])
def test_a_quote_with_words_left_out_is_told_as_such(dots: str) -> None:
    with pytest.raises(CitationError, match=r"left out between \(\[1\], \[2\]\)"):
        found(f"The Tenant shall pay{dots}written notice to the other", 1, LEASE, NOTICE)


def test_dots_that_the_document_has_itself_are_no_omission() -> None:
    text = "He said: “I shall ... pay the rent” and left."
    assert found("I shall … pay the rent", 1, text) == [(1, "I shall ... pay the rent")]


def test_an_invented_quote_is_no_splice() -> None:
    with pytest.raises(CitationError, match="stand in no passage"):
        found("The Landlord shall insure the Premises against fire", 1, LEASE, NOTICE)
    with pytest.raises(CitationError, match="a part of the words"):
        found("The Tenant shall pay … in gold bars", 1, LEASE, NOTICE)


def test_what_the_model_was_not_shown_is_looked_through() -> None:
    text = "The fee is due HIDDEN WORDS within ten days."
    content = document(text, Region("hidden", 15, 28))
    assert [(p.start, p.end) for p in locate("fee is due within ten days", 1, shown(content))] == [(4, 43)]
    with pytest.raises(CitationError):
        locate("due HIDDEN WORDS within", 1, shown(content))


def test_words_behind_the_end_of_a_passage_are_not_found() -> None:
    text = "Rent is due monthly. It rises each year."
    one = as_shown_to_model([passage(1, text, 0, 20)], lambda _: document(text))
    with pytest.raises(CitationError):
        locate("due monthly. It rises", 1, one)


letters = st.text(alphabet="ab -\n\u00a0\u00ad'’“ﬁﬃé\u0301.…<[*1,合Жß\u200b\ud800", max_size=60)


@UNTIMED
@given(letters, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4), st.booleans())
def test_every_folded_sign_comes_from_a_character_that_is_shown(
    text: str, ends: list[tuple[int, int]], keeps: bool
) -> None:
    unseen = sorted((min(pair), max(pair)) for pair in ends)
    form = folded(text, 0, len(text), unseen, keeps_hyphens=keeps)
    assert len(form.text) == len(form.origins)
    assert list(form.origins) == sorted(form.origins)
    for sign, origin in zip(form.text, form.origins, strict=True):
        assert 0 <= origin < len(text)
        if sign != " ":
            assert not any(first <= origin < last for first, last in unseen)


@UNTIMED
@given(letters.map(str.lower))
def test_folding_twice_changes_nothing(text: str) -> None:
    # Of small letters: a capital behind "- " tells a dash from a hyphen, and is one no more when it was folded.
    for keeps in (False, True):
        once = folded(text, 0, len(text), keeps_hyphens=keeps).text
        assert folded(once, 0, len(once), keeps_hyphens=keeps).text == once


@UNTIMED
@given(letters, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3))
def test_what_is_searched_is_what_the_model_reads(text: str, ends: list[tuple[int, int]]) -> None:
    pairs = sorted((min(pair), max(pair)) for pair in ends)
    hidden = [Region("hidden", first, min(last, len(text))) for first, last in pairs if first < min(last, len(text))]
    hidden = [one for at, one in enumerate(hidden) if at == 0 or hidden[at - 1].end <= one.start]
    content = document(text, *hidden)
    read = as_data(visible_words(content, 0, len(text)))
    [one] = shown(content)
    for form, keeps in zip(one.forms, (False, True), strict=True):
        assert form.text == folded(read, 0, len(read), keeps_hyphens=keeps).text


@UNTIMED
@given(st.integers(0, 9_999))
def test_any_run_of_words_is_found_where_it_was_taken_from_however_it_was_changed(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    words = [f"{dice.choice(['rent', 'term', 'fee', 'notice', 'party'])}{n}" for n in range(40)]
    text = "".join(word + dice.choice([" ", "\n", "  ", ", ", "; "]) for word in words)
    first = dice.randrange(30)
    start = text.index(words[first])
    last = words[first + dice.randrange(3, 9)]
    end = text.index(last) + len(last)
    quote = " ".join(text[start:end].upper().split())
    quote = dice.choice(["“{}”", "{}.", "…{}…", " {} ", "{}"]).format(quote)
    [place] = locate(quote, 1, shown(document(text)))
    assert (place.start, place.end) == (start, end)


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "a " * 50_000, "-\n" * 50_000, "." * 100_000, " " * 100_000, "…" * 50_000, "[" * 100_000, "é" * 9],
)
def test_hostile_texts_are_folded_and_searched(text: str) -> None:
    one = shown(document(text))
    for quote in ("a b c d", text[:3_000], "x " + text[:2_000] + " … y z w"):
        try:
            places = locate(quote, 1, one)
        except CitationError:
            continue
        assert all(text[p.start : p.end].strip() for p in places)


def test_a_reason_is_one_short_printable_line() -> None:
    with pytest.raises(CitationError) as caught:
        found("not\nhere \u202e at \x1b[31m all " * 50, 1, LEASE)
    assert len(str(caught.value)) < 200
    assert str(caught.value).isprintable()
    assert not any(unicodedata.category(letter) == "Cf" for letter in str(caught.value))
