"""What holds of the chunks of every text, however it is cut: nothing lost, all in order, none too long."""

import asyncio
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.chunking.by_clause import by_clause
from pincite.chunking.chunk import Chunk, Cut
from pincite.chunking.code import code
from pincite.chunking.piece import HARD_MAXIMUM, LONGEST_CLAUSE
from pincite.chunking.recursive import MOST_OVERLAP, recursive
from pincite.chunking.semantic import semantic, sentences_in
from pincite.documents.document import Clause, Document, Region, RegionKind
from pincite.documents.span import DocumentId, VersionId
from pincite.models.fakes import HashingEmbedder
from pincite.structure.outline.outline import outline

PIECES = st.sampled_from(
    [
        "1. ", "(a) ", "ARTICLE I\n\n", "“Goods” means ", "; and ", ", ", "The buyer pays the price. ", "No. ",
        "the seller waits " * 12, "x" * 700, "word " * 250, "\n", "\n\n", "\r\n\r\n", "\r", "   ", "\u2003", "\f",
        "é𝒳 ", "\u200b", "﷽", "🏛️", "\ud800", "def pay(n):\n    return n\n\n", "}\n", "a | b\n", " " * 300,
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=50).map("".join), st.text(max_size=300))
KINDS: tuple[RegionKind, ...] = ("table", "footnote", "comment", "deleted", "quoted", "header", "textbox")


def by_meaning(document: DocumentId, version: VersionId, reading: Document, fingerprint: str) -> list[Chunk]:
    vectors = asyncio.run(HashingEmbedder().embed(sentences_in(reading)))
    return semantic(vectors)(document, version, reading, fingerprint)


def at_headings(document: DocumentId, version: VersionId, reading: Document, fingerprint: str) -> list[Chunk]:
    return code(reading.clauses)(document, version, reading, fingerprint)


WAYS: dict[str, Cut] = {
    "clause": by_clause,
    "recursive": recursive,
    "semantic": by_meaning,
    "code": at_headings,
    "unparsed": code(()),
}


def document(text: str, regions: tuple[Region, ...] = (), clauses: tuple[Clause, ...] | None = None) -> Document:
    found = outline(text, (), "text") if clauses is None else clauses
    return Document("text", "", text, (), found, (), regions, b"")


@st.composite
def documents_with_parts(draw: Callable[..., object]) -> Document:
    """Documents with parts next to each other or one in another, and furniture anywhere."""
    text = draw(TEXTS)
    assert isinstance(text, str)
    places = draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True).map(sorted))
    assert isinstance(places, list)
    regions = [
        Region(draw(st.sampled_from(KINDS)), start, end)  # type: ignore[arg-type]  # draw is untyped
        for start, end in pairwise(places)
        if draw(st.booleans())
    ]
    if len(regions) > 1 and draw(st.booleans()):
        regions.append(Region("quoted", regions[0].start, regions[-1].end))
        regions = [region for region in regions[:-1] if region.kind != "quoted"] + regions[-1:]
    edges = draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True).map(sorted))
    assert isinstance(edges, list)
    regions += [Region("furniture", start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    return document(text, tuple(sorted(regions, key=lambda region: (region.start, -region.end))))


def cut(way: str, reading: Document) -> list[Chunk]:
    return WAYS[way](DocumentId("d"), VersionId("v"), reading, "name")


def assert_whole(reading: Document, found: list[Chunk], most_overlap: int) -> None:
    text = reading.text
    free = set(range(len(text))) - {at for ends in reading.ranges("furniture") for at in range(*ends)}
    free -= {at for at, letter in enumerate(text) if letter.isspace()}
    for chunk in found:
        assert text[chunk.start : chunk.end] == text[chunk.start : chunk.end].strip() != ""
        assert chunk.end - chunk.start <= HARD_MAXIMUM
        assert chunk.clause_start <= chunk.start
        assert chunk.end <= chunk.clause_end
        assert chunk.clause_end - chunk.clause_start <= LONGEST_CLAUSE + HARD_MAXIMUM
        free -= set(range(chunk.start, chunk.end))
    assert not free
    assert [chunk.ordinal for chunk in found] == list(range(len(found)))
    for before, after in pairwise(found):
        assert before.start < after.start
        assert before.end < after.end
        assert before.end - after.start <= most_overlap


def assert_within_parts(way: str, reading: Document, found: list[Chunk]) -> None:
    furniture = {at for ends in reading.ranges("furniture") for at in range(*ends)}
    words = {at for at, letter in enumerate(reading.text) if not letter.isspace()} - furniture
    parts = [(region, set(range(region.start, region.end))) for region in reading.regions if region.kind in KINDS]
    for chunk in found:
        inside = words & set(range(chunk.start, chunk.end))
        met = [(region.kind, places) for region, places in parts if places & inside]
        if any(kind == "footnote" for kind, _ in met):  # several notes at the foot of a page may be one piece
            continue
        if way not in ("recursive", "semantic") and any(kind == "table" for kind, _ in met):  # its heading goes with it
            continue
        assert all(inside <= places for _, places in met)


@pytest.mark.parametrize("way", WAYS)
@given(reading=documents_with_parts())
def test_all_words_are_in_chunks_within_their_parts_and_the_same_each_time(way: str, reading: Document) -> None:
    found = cut(way, reading)
    assert_whole(reading, found, MOST_OVERLAP if way == "recursive" else 0)
    assert_within_parts(way, reading, found)
    assert cut(way, reading) == found


UGLY = {
    "empty": "",
    "blank": " \n\n\t \f",
    "one-line": "word " * 20_000,
    "one-word": "x" * 100_000,
    "emoji": "🏛️" * 20_000,
    "no-spaces": "a,b;" * 10_000,
    "items": "(a) x; " * 10_000,
    "lines": "\n1. x" * 5_000,
    "blank-lines": "a" + "\n" * 100_000 + "b",
    "indented-blanks": ("\n" + " " * 1_000) * 100 + "b",
    "returns": "\r" * 100_000,
    "stops": ". " * 50_000,
    "surrogates": "\ud800 " * 20_000,
    "thai": "กขฃ" * 20_000,
    "arabic": "البائع يدفع الثمن. " * 3_000,
    "gap": "start" + " " * 50_000 + "end",
}


@cache
def ugly(name: str) -> Document:
    return document(UGLY[name])


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", UGLY)
def test_ugly_texts_are_cut_whole(way: str, name: str) -> None:
    reading = ugly(name)
    assert_whole(reading, cut(way, reading), MOST_OVERLAP if way == "recursive" else 0)


def parted() -> Document:
    """A paragraph, a table, a note, a comment and struck words, each once."""
    table = "Site | Hours\nCalder | 9 to 5\nOslo | 8 to 4"
    text = f"The porter opens at nine every day.\n\n{table}\n\n3 See the plan.\n\nToo early?\n\nat ten\n\nThe guard."
    marked: list[tuple[RegionKind, str, str]] = [
        ("table", table, ""),
        ("footnote", "3 See the plan.", "3"),
        ("comment", "Too early?", "by Ana Ruiz"),
        ("deleted", "at ten", "struck by Bo Lund"),
    ]
    regions = tuple(
        Region(kind, text.index(words), text.index(words) + len(words), note) for kind, words, note in marked
    )
    return document(text, regions, ())


@pytest.mark.parametrize("way", ["recursive", "semantic"])
def test_parts_stand_apart_and_say_what_they_are(way: str) -> None:
    reading = parted()

    found = cut(way, reading)

    assert [(reading.text[each.start : each.end].split("\n")[0], each.heading) for each in found] == [
        ("The porter opens at nine every day.", ""),
        ("Site | Hours", ""),
        ("3 See the plan.", "footnote 3"),
        ("Too early?", "comment by Ana Ruiz"),
        ("at ten", "deleted text struck by Bo Lund"),
        ("The guard.", ""),
    ]


@pytest.mark.parametrize("way", ["recursive", "semantic"])
def test_later_pieces_of_a_long_table_begin_with_its_column_heads(way: str) -> None:
    table = "\n".join(["Site | Opening days", *(f"Site {number} | {'day ' * 30}" for number in range(20))])

    found = cut(way, document(table, (Region("table", 0, len(table)),), ()))

    assert len(found) > 2
    assert all("Opening days" in each.search_text for each in found)
    assert all(before.end < after.start for before, after in pairwise(found))


@pytest.mark.parametrize("way", ["recursive", "semantic"])
def test_pieces_carry_the_headings_of_the_clause_that_holds_them(way: str) -> None:
    sentence = "The fee of the licensor is paid in advance by the licensee. "
    text = f"7. TERM\n\n7.1 Start. {sentence * 30}\n\n8. LAW\n\n{sentence * 30}"

    found = cut(way, document(text))

    assert {each.section for each in found if each.end < text.index("8. LAW")} >= {"7.1"}
    assert any(each.heading == "8 LAW" and each.section == "8" for each in found)
