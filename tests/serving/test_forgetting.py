"""What a server keeps of files that were sent: forgotten when documents are erased, and when their sender wants it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.serving.kinds import InPostgres, Kept, in_postgres
from tests.serving.test_deliveries import Post

from pincite.documents.folder import Failure
from pincite.errors import WorkspaceError
from pincite.serving.delivery import Delivery
from pincite.serving.forgetting import UNDER_WAY_FOR, Forgetting, Gone
from pincite.serving.watching import Watching

NAME, REASON, BYTES, REMARK = "wombatlake", "numbatwine", "quokkaberg", "dunnarthal"
"""In the name of a file that could not be read, in the reason, in the file, and in a remark on one that was read."""

WORDS = (NAME, REASON, BYTES, REMARK)


@pytest.fixture
def post(tmp_path: Path, kept: Kept) -> Post:
    return Post(tmp_path, kept)


def read(post: Post, user: str = "ines") -> Delivery:
    """A delivery of a file that could not be read and of one with a remark."""
    delivery = post.begin(user)
    post.send(delivery, f"{NAME}.zip", BYTES.encode())
    post.send(delivery, f"{NAME} remarked.txt")
    post.deliveries.close(delivery.id, user, post.clock)
    with post.others.at_work() as worker:
        portion = post.next(post.jobs(worker))
        ids = {each.name: each.id for each in portion.uploads}
        failed = {ids[f"{NAME}.zip"]: f"inside/{REASON}.pdf: it is broken"}
        gone = post.jobs(worker).note_read(
            portion, {ids[f"{NAME} remarked.txt"]: f"{REMARK} has no words"}, failed, {"lease-1": "version"}
        )
        post.uploads.delete(gone)
        assert post.jobs(worker).next(post.clock) is None
    return post.deliveries.delivery(delivery.id, user)


def found_in(post: Post, *words: str) -> set[str]:
    """Those of some words that stand in a byte of the files of the server's tables, or of a file that was sent."""
    held = [post.kept.held(), *(each.read_bytes() for each in (post.place / "uploads").glob("*"))]
    return {word for word in words if any(word.encode() in each for each in held)}


def forgetting(post: Post) -> Forgetting:
    return Forgetting(post.kept.tables, post.place / "uploads")


@pytest.mark.parametrize(
    "erased",
    [
        Gone("note-1", "Firm", "/srv/firm/note.txt"),
        Gone("lease-1", "Another", "/srv/firm/lease.txt"),
        Gone("note-1", "Another", "/sent/{}/note.txt"),
        Gone("note-1", None, "/sent/{}/note.txt"),
    ],
    ids=["its matter", "a version that it brought", "moved since", "of no matter"],
)
def test_no_word_of_a_delivery_stays_that_has_to_do_with_what_is_erased(post: Post, erased: Gone) -> None:
    delivery = read(post)
    assert found_in(post, *WORDS) == set(WORDS)
    forgetting(post).forget([Gone(erased.document, erased.matter, erased.path.format(delivery.id))], post.clock)
    assert found_in(post, *WORDS) == set()
    counted = post.deliveries.counted(delivery.id)
    assert (counted.of("read"), counted.of("failed"), counted.forgotten, counted.noted, counted.again) == (
        1,
        1,
        1,
        0,
        0,
    )
    assert post.deliveries.uploads(delivery.id, "failed") == post.deliveries.listed_files(delivery.id, "failed") == ()
    assert post.deliveries.again(delivery.id, "ines", post.clock).state == "done"
    assert set(post.deliveries.became(delivery.id)) == {"lease-1"} - {erased.document}


def test_deliveries_to_another_matter_stay_as_they_are(post: Post) -> None:
    delivery = read(post)
    before = post.deliveries.uploads(delivery.id, "failed", "read")
    forgetting(post).forget([Gone("other-1", "Another", "/sent/no-such/note.txt")], post.clock)
    assert post.deliveries.uploads(delivery.id, "failed", "read") == before
    assert found_in(post, *WORDS) == set(WORDS)


def test_what_was_left_lying_goes_and_what_is_under_way_is_read(post: Post) -> None:
    left, stopped = post.begin(), post.sent(f"{NAME} stopped.txt")
    post.send(left, f"{NAME} left.txt", REASON.encode())
    post.deliveries.announce(left.id, "ines", f"{NAME} half.txt", 9, post.clock)
    post.deliveries.stop(stopped.id, "ines")
    post.clock += UNDER_WAY_FOR + timedelta(minutes=1)
    coming, waiting = post.begin(), post.sent("waiting.txt")
    post.send(coming, "coming.txt")
    forgetting(post).forget([Gone("note-1", "Firm", "/srv/firm/note.txt")], post.clock)
    assert found_in(post, NAME, REASON, "coming.txt", "waiting.txt") == {"coming.txt", "waiting.txt"}
    for one, failed in ((left, 2), (stopped, 1)):
        assert post.deliveries.delivery(one.id, "ines").state == "done"
        assert post.deliveries.counted(one.id).forgotten == failed
    post.deliveries.close(coming.id, "ines", post.clock)
    with post.others.at_work() as worker:
        portions = [post.next(post.jobs(worker)) for _ in (waiting, coming)]
    assert {each.delivery.id for each in portions} == {waiting.id, coming.id}
    assert [post.uploads.file(one.id).read_bytes() for each in portions for one in each.uploads] == [b"words"] * 2


def test_a_file_that_was_forgotten_is_deleted_at_the_next_start_if_the_process_died_before(post: Post) -> None:
    delivery = read(post)
    [failed] = post.deliveries.uploads(delivery.id, "failed")
    with post.others.at_work() as worker:
        assert failed.id in post.jobs(worker).needed()
        forgetting(post).forget([Gone("note-1", "Firm", "/srv/firm/note.txt")], post.clock)
        assert failed.id not in post.jobs(worker).needed()


def test_no_word_of_a_delivery_stays_that_its_sender_takes_off_the_list(post: Post) -> None:
    delivery, other = read(post), read(post, "maud")
    for one in (delivery, other):
        post.uploads.delete(post.deliveries.drop(one.id, one.user))
    assert found_in(post, NAME, REASON, REMARK) == {NAME, REASON, REMARK}  # in what SQLite keeps beside the file
    post.deliveries.scrub()
    assert found_in(post, *WORDS, "lease-1") == set()


def test_a_file_of_a_watched_folder_that_could_not_be_read_is_looked_at_anew(post: Post, tmp_path: Path) -> None:
    folder, watching = tmp_path / "scans", Watching(post.file)
    folder.mkdir()
    for name in (f"{NAME}.pdf", "read.txt"):
        (folder / name).write_bytes(b"words")
    now = datetime.now(UTC) + timedelta(hours=1)
    found = watching.fresh(folder, "Firm", tmp_path / "firm", now)
    watching.note(folder, found, [Failure(str(folder / f"{NAME}.pdf"), f"{REASON} is broken")])
    (folder / f"{NAME}.pdf").unlink()
    forgetting(post).forget([Gone("other-1", "Another", "")], now)
    assert found_in(post, NAME, REASON) == {NAME, REASON}
    forgetting(post).forget([Gone("note-1", "Firm", "")], now)
    assert found_in(post, NAME, REASON) == set()
    assert watching.fresh(folder, "Firm", tmp_path / "firm", now) == []


def test_where_no_server_ever_ran_nothing_is_made(tmp_path: Path, post: Post) -> None:
    place = tmp_path / "elsewhere"
    place.mkdir()
    Forgetting(lambda: None, place / "uploads").forget([Gone("note-1", "Firm", "")], post.clock)
    assert list(place.iterdir()) == []


@pytest.mark.live
@pytest.mark.parametrize("kept", [in_postgres], indirect=True, ids=["postgres"])  # SQLite's is tested elsewhere
def test_what_somebody_reads_still_is_not_said_to_be_erased(
    post: Post, kept: InPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pincite.postgres import scrubbing

    monkeypatch.setattr(scrubbing, "MOST_WAITED_S", 0.2)
    read(post)
    with (
        kept.server.read_by_another(),
        pytest.raises(WorkspaceError, match="may still be in what the server keeps"),
    ):
        forgetting(post).forget([Gone("note-1", "Firm", "/srv/firm/note.txt")], post.clock)
    forgetting(post).forget([Gone("note-1", "Firm", "/srv/firm/note.txt")], post.clock)
    assert found_in(post, *WORDS) == set()
