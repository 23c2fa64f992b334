"""All of a bounded set, or the best of it: the choice, its reason, and how a whole document becomes evidence."""

import json
import math
from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.access.scope import Principal, Scope
from pincite.catalogue.entry import Entry
from pincite.chunking.by_clause import by_clause
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import DocumentError, NotVisible
from pincite.retrieval.context import (
    SELECTION,
    InPieces,
    Limits,
    ReadingCapacity,
    Reason,
    decide,
    whole,
)
from pincite.retrieval.packing import pack
from pincite.structure.outline.outline import outline

NOW = datetime(2026, 11, 26, tzinfo=UTC)
HOSTED = ReadingCapacity("token", 32_000, usd_per_million=2.0, per_second=8_000)
TEXT = "1 Rent\n\n1.1 Rent is due monthly.\n\n1.2 It rises each year.\n\n2 Term\n\n2.1 Ten years from today."


def scope(*matters: str, denied: tuple[str, ...] = ()) -> Scope:
    who = Principal("ann", "ann")
    return Scope(who, frozenset(map(MatterId, matters)), frozenset(map(DocumentId, denied)), 1, NOW)


def in_pieces(name: str = "lease", matter: str = "M-1") -> InPieces:
    content = Document("text", name, TEXT, (), outline(TEXT, (), "text"), (), (), b"")
    identity, version = DocumentId(name), VersionId(f"{name}-1")
    entry = Entry(identity, MatterId(matter), f"/{name}.txt", (), version, None, "text", name, len(TEXT), 0, NOW)
    return InPieces(entry, content, by_clause(identity, version, content, ""))


# The choice


@pytest.mark.parametrize(
    ("size", "retrieved", "reason", "sentence"),
    [
        (4_210, 2_000, "fits", "All of the Dunmore lease was read (4,210 tokens)."),
        (1_500, 2_000, "no_longer", "All of the Dunmore lease was read (1,500 tokens)."),
        (
            812_000,
            3_800,
            "window",
            "There are 812,000 tokens in the Dunmore lease, more than the 32,000 that are read at once: "
            "the 20 best passages were used.",
        ),
        (
            30_000,
            3_800,
            "time",
            "All of the Dunmore lease (30,000 tokens) would take 3.8 s, more than 2.0 s: "
            "the 20 best passages were used.",
        ),
        (0, 0, "no_longer", "All of the Dunmore lease was read (0 tokens)."),
    ],
)
def test_the_choice_and_its_sentence(size: int, retrieved: int, reason: Reason, sentence: str) -> None:
    choice = decide("the Dunmore lease", size, retrieved, 20, HOSTED)

    assert (choice.reason, choice.sentence) == (reason, sentence)
    assert choice.reads_whole == (reason in ("fits", "no_longer"))


def test_a_price_beyond_the_limit_is_named() -> None:
    dear = ReadingCapacity("token", 200_000, usd_per_million=15.0, per_second=math.inf)

    choice = decide("the Dunmore lease", 12_000, 2_000, 1, dear)

    assert choice.sentence == (
        "All of the Dunmore lease (12,000 tokens) would cost $0.180 to read, more than $0.100: "
        "the best passage was used."
    )
    assert choice.usd == pytest.approx(0.18)
    assert decide("it", 12_000, 2_000, 1, dear, Limits(usd=0.2)).reads_whole


def test_a_small_model_on_a_processor_reads_what_retrieval_gives_it() -> None:
    """1.5 billion weights read some 35 tokens a second: even a short contract takes minutes."""
    local = ReadingCapacity("token", 30_768, per_second=35)

    choice = decide("the lease", 4_210, 2_000, 12, local)

    assert (choice.reason, round(choice.seconds)) == ("time", 120)


def test_quote_mode_counts_passages_and_costs_nothing() -> None:
    short = decide("the lease", SELECTION.window, 20, 20, SELECTION)
    long = decide("the lease", SELECTION.window + 1, 20, 20, SELECTION)
    single = decide("the lease", 1, 1, 1, SELECTION)

    assert (short.reads_whole, short.usd, short.seconds) == (True, 0.0, 0.0)
    assert (long.reads_whole, long.reason) == (False, "window")
    assert single.sentence == "All of the lease was read (1 passage)."


def test_the_figures_go_into_a_record_as_they_are() -> None:
    choice = decide("the lease", 4_210, 2_000, 12, HOSTED)

    assert json.loads(json.dumps(asdict(choice))) == asdict(choice)
    assert (choice.whole, choice.retrieved, choice.unit) == (4_210, 2_000, "token")


@given(
    st.integers(0, 10**9),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.floats(0, 100),
    st.floats(1e-3, 1e6),
    st.floats(0, 10),
    st.floats(0, 100),
)
def test_all_of_it_is_read_only_within_the_limits(
    size: int, retrieved: int, window: int, price: float, speed: float, usd: float, seconds: float
) -> None:
    reader = ReadingCapacity("token", window, price, speed)

    choice = decide("it", size, retrieved, 20, reader, Limits(usd, seconds))

    if choice.reads_whole:
        assert size <= window
        assert size <= retrieved or (choice.usd <= usd and choice.seconds <= seconds)
    else:
        assert size > window or (size > retrieved and (choice.usd > usd or choice.seconds > seconds))


@pytest.mark.parametrize(
    "wrong", [{"window": -1}, {"usd_per_million": -0.1}, {"per_second": 0.0}, {"per_second": math.nan}]
)
def test_a_reader_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="a reader takes no fewer than 0 tokens"):
        replace(HOSTED, **wrong)  # type: ignore[arg-type]


# A whole document as evidence


def test_a_whole_document_is_its_pieces_in_order() -> None:
    lease = in_pieces()

    passages = whole([lease], scope("M-1"))

    assert [passage.span for passage in passages] == [chunk.span for chunk in lease.chunks]
    assert [passage.label for passage in passages] == list(range(1, len(lease.chunks) + 1))
    assert all(passage.text == TEXT[passage.chunk.start : passage.chunk.end] for passage in passages)
    assert {(passage.path, passage.title, passage.matter) for passage in passages} == {("/lease.txt", "lease", "M-1")}


def test_what_was_found_keeps_its_figures() -> None:
    lease = in_pieces()
    *_, last = whole([lease], scope("M-1"))
    found = replace(last, label=1, score=0.03, lexical_rank=2, dense_rank=1, cosine=0.7)

    *others, kept = whole([lease], scope("M-1"), [found])

    assert kept == replace(found, label=last.label)
    assert {(passage.score, passage.cosine) for passage in others} == {(0.0, None)}


def test_several_documents_are_labelled_through() -> None:
    passages = whole([in_pieces("lease"), in_pieces("side-letter")], scope("M-1"))

    assert [passage.label for passage in passages] == list(range(1, len(passages) + 1))
    assert {passage.chunk.document for passage in passages} == {"lease", "side-letter"}


@pytest.mark.parametrize("who", [scope(), scope("M-2"), scope("M-1", denied=("lease",))])
def test_a_document_outside_the_scope_is_refused_as_one_that_does_not_exist(who: Scope) -> None:
    with pytest.raises(NotVisible, match="there is no document 'lease' that ann may see"):
        whole([in_pieces("letter"), in_pieces("lease")] if "M-1" in who.matters else [in_pieces("lease")], who)


def test_pieces_of_another_version_or_text_are_refused() -> None:
    lease = in_pieces()
    old = replace(lease.chunks[0], version=VersionId("lease-0"))
    other = replace(lease.chunks[0], document=DocumentId("letter"))
    long = replace(lease.chunks[0], end=len(TEXT) + 1)

    for wrong in (old, other):
        with pytest.raises(DocumentError, match="a piece of lease is of a version that no longer stands"):
            whole([replace(lease, chunks=[wrong])], scope("M-1"))
    with pytest.raises(DocumentError, match="which has"):
        whole([replace(lease, chunks=[long])], scope("M-1"))


def test_nothing_is_nothing() -> None:
    assert whole([], scope()) == ()
    assert whole([replace(in_pieces(), chunks=[])], scope("M-1")) == ()


def test_a_whole_document_packs_without_losing_a_word() -> None:
    lease = in_pieces()

    packed = pack(whole([lease], scope("M-1")), lambda _: lease.content, 10_000)

    assert packed.left_out == ()
    assert "".join("".join(p.text for p in packed.passages).split()) == "".join(TEXT.split())
