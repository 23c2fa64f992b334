"""What people send: acknowledged pieces stay, limits are sentences, and deliveries are read in turn."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.object_server import ours
from tests.serving.kinds import Kept

from pincite.documents.folder import LARGEST_FILE
from pincite.errors import DocumentError, NotVisible
from pincite.objects.bucket import Bucket
from pincite.serving import deliveries as limits
from pincite.serving.deliveries import KEPT_FOR, SENT_AT_ONCE, SILENT_FOR, Deliveries
from pincite.serving.delivery import Delivery
from pincite.serving.jobs import PORTION_FILES, TRIES, Jobs, Portion
from pincite.serving.names import is_left_out, sent_name
from pincite.serving.uploads import FULL, NoRoom, NotAsSent, OutOfStep, Uploads

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)


class Post:
    """Deliveries on the disk, as ines sends them."""

    def __init__(self, place: Path, kept: Kept) -> None:
        self.place, self.kept = place, kept
        self.file = kept.tables()
        self.deliveries = Deliveries(self.file)
        self.uploads = Uploads(place / "uploads", self.deliveries)
        self.workers, self.others = kept.workers(), kept.workers()
        self.clock = NOW

    def jobs(self, worker: str = "worker") -> Jobs:
        return Jobs(self.file, self.workers, worker)

    def begin(self, user: str = "ines") -> Delivery:
        self.clock += timedelta(seconds=1)
        return self.deliveries.begin(user, "Firm", (), self.clock)

    def send(self, delivery: Delivery, name: str, content: bytes = b"words") -> None:
        upload = self.deliveries.announce(delivery.id, delivery.user, name, len(content), self.clock)
        self.uploads.append(upload, delivery.user, 0, content, self.clock)

    def sent(self, *names: str, user: str = "ines") -> Delivery:
        delivery = self.begin(user)
        for name in names:
            self.send(delivery, name)
        return self.deliveries.close(delivery.id, user, self.clock)

    def next(self, jobs: Jobs) -> Portion:
        self.clock += timedelta(seconds=1)
        portion = jobs.next(self.clock)
        assert portion is not None
        return portion


@pytest.fixture
def post(tmp_path: Path, kept: Kept) -> Post:
    return Post(tmp_path, kept)


def test_a_file_that_was_broken_off_goes_on_where_it_was_acknowledged(post: Post) -> None:
    delivery = post.begin()
    upload = post.deliveries.announce(delivery.id, "ines", "a.txt", 10, NOW)
    assert post.uploads.append(upload, "ines", 0, b"01234", NOW) == 5
    with post.uploads.file(upload.id).open("ab") as torn:
        torn.write(b"not acknowledged")
    again = post.deliveries.announce(delivery.id, "ines", "a.txt", 10, NOW)
    assert (again.id, again.received) == (upload.id, 5)
    with pytest.raises(OutOfStep) as out:
        post.uploads.append(again, "ines", 0, b"01234", NOW)
    assert out.value.received == 5
    assert post.uploads.append(again, "ines", 5, b"56789", NOW) == 10
    assert post.uploads.file(upload.id).read_bytes() == b"0123456789"
    assert post.deliveries.upload(upload.id, "ines").state == "whole"
    assert (post.uploads.file(upload.id).stat().st_mode & 0o777) == 0o600


PIECE = bytes(256 * 1024)


@contextmanager
def no_longer_files(size: int) -> Iterator[None]:
    """Files of this process may have so many bytes and no more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def small_disk(place: Path, size: int) -> Iterator[None]:
    """A disk of so many bytes at a place, which only root can make."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {made.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _until_it_is_full(post: Post, taking: Uploads, upload: str) -> int:
    """The bytes that are acknowledged of a file when the disk takes no more of it."""
    while True:
        at = post.deliveries.upload(upload, "ines").received
        try:
            taking.append(post.deliveries.upload(upload, "ines"), "ines", at, PIECE, NOW)
        except NoRoom:
            break
    with pytest.raises(NoRoom, match=FULL):
        taking.append(post.deliveries.upload(upload, "ines"), "ines", at, PIECE, NOW)
    return at


def test_a_file_that_begins_anew_at_another_server_is_read_whole_at_either(post: Post) -> None:
    with ours() as (server, _):
        bucket = Bucket(server.fresh())
        first, other = (Uploads(post.place / name, post.deliveries, 0, bucket) for name in ("first", "other"))
        upload = post.deliveries.announce(post.begin().id, "ines", "a.txt", 10, NOW)
        assert first.append(upload, "ines", 0, b"01234", NOW) == 5
        with pytest.raises(OutOfStep) as out:
            other.append(upload, "ines", 5, b"56789", NOW)
        assert out.value.received == 0
        assert other.append(upload, "ines", 0, b"0123456", NOW) == 7
        assert other.append(upload, "ines", 7, b"789", NOW) == 10
        for uploads in (other, first):  # the first has half of it
            assert uploads.fetched(upload.id, 10).read_bytes() == b"0123456789"
        first.delete([upload.id])
        assert list(bucket.listed("")) == []


@pytest.mark.parametrize("swapped", ["another's file", "its end", "nothing"])
def test_what_somebody_else_put_into_the_bucket_is_not_read_as_what_was_sent(post: Post, swapped: str) -> None:
    with ours() as (server, _):
        bucket = Bucket(server.fresh())
        first, other = (Uploads(post.place / name, post.deliveries, 0, bucket) for name in ("first", "other"))
        hers, his = (post.deliveries.announce(post.begin(user).id, user, "a.txt", 4, NOW) for user in ("ines", "bob"))
        first.append(hers, "ines", 0, b"hers", NOW)
        first.append(his, "bob", 0, b"his.", NOW)
        match swapped:
            case "another's file":
                bucket.put(f"uploads/{his.id}", bucket.get(f"uploads/{hers.id}") or b"")
            case "its end":
                bucket.put(f"uploads/{his.id}", b"his!")
            case _:
                bucket.delete([f"uploads/{his.id}"])
        with pytest.raises(NotAsSent, match="send it again"):
            other.fetched(his.id, 4)
        assert not other.file(his.id).exists()
        assert first.fetched(his.id, 4).read_bytes() == b"his."
        assert other.fetched(hers.id, 4).read_bytes() == b"hers"


def test_the_hash_of_a_sent_file_is_forgotten_with_its_delivery(post: Post) -> None:
    with ours() as (server, _):
        uploads = Uploads(post.place / "uploads", post.deliveries, 0, Bucket(server.fresh()))
        delivery = post.begin()
        upload = post.deliveries.announce(delivery.id, "ines", "a.txt", 4, NOW)
        uploads.append(upload, "ines", 0, b"hers", NOW)
        assert post.deliveries.hash_of(upload.id)
        post.deliveries.drop(delivery.id, "ines")
        assert post.deliveries.hash_of(upload.id) is None


def test_a_disk_that_is_full_in_the_middle_keeps_what_was_acknowledged_and_takes_the_rest_later(post: Post) -> None:
    with small_disk(post.place / "disk", 3_000_000):
        taking = Uploads(post.place / "disk" / "uploads", post.deliveries, left_free=0)
        (post.place / "disk" / "filler").write_bytes(bytes(1_000_000))
        size = 9 * len(PIECE)
        upload = post.deliveries.announce(post.begin().id, "ines", "a.txt", size, NOW).id
        at = _until_it_is_full(post, taking, upload)
        assert 0 < at < size
        assert post.deliveries.upload(upload, "ines").received == at == taking.file(upload).stat().st_size
        (post.place / "disk" / "filler").unlink()
        while at < size:
            at = taking.append(post.deliveries.upload(upload, "ines"), "ines", at, PIECE, NOW)
        assert post.deliveries.upload(upload, "ines").state == "whole"


def test_a_disk_that_takes_no_longer_file_says_so_and_takes_the_rest_later(post: Post) -> None:
    size = 9 * len(PIECE)
    upload = post.deliveries.announce(post.begin().id, "ines", "a.txt", size, NOW).id
    taking = Uploads(post.place / "uploads", post.deliveries, left_free=0)
    with no_longer_files(5 * len(PIECE) + 1):
        at = _until_it_is_full(post, taking, upload)
    assert at == 5 * len(PIECE) == taking.file(upload).stat().st_size
    while at < size:
        at = taking.append(post.deliveries.upload(upload, "ines"), "ines", at, PIECE, NOW)
    assert post.deliveries.upload(upload, "ines").state == "whole"


def test_more_than_was_announced_is_not_taken(post: Post) -> None:
    upload = post.deliveries.announce(post.begin().id, "ines", "a.txt", 4, NOW)
    with pytest.raises(DocumentError, match="announced with 4 bytes"):
        post.uploads.append(upload, "ines", 0, b"01234", NOW)


def test_a_link_in_the_place_of_a_file_is_not_followed(post: Post, tmp_path: Path) -> None:
    upload = post.deliveries.announce(post.begin().id, "ines", "a.txt", 4, NOW)
    (tmp_path / "uploads").mkdir()
    (tmp_path / "target").write_bytes(b"")
    post.uploads.file(upload.id).symlink_to(tmp_path / "target")
    with pytest.raises(Exception, match="nothing can be written"):
        post.uploads.append(upload, "ines", 0, b"0123", NOW)
    assert (tmp_path / "target").read_bytes() == b""


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "is empty"), (2_000_000_000, "2,000 MB, and one may have 512 MB"), (LARGEST_FILE + 1, "512 MB")],
)
def test_an_empty_file_and_one_that_is_too_large_get_a_sentence(post: Post, size: int, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        post.deliveries.announce(post.begin().id, "ines", "a.txt", size, NOW)


def test_what_one_person_may_have_sent_is_limited(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 100)
    monkeypatch.setattr(limits, "MOST_FILES", 3)
    delivery = post.begin()
    post.deliveries.announce(delivery.id, "ines", "a.txt", 90, NOW)
    with pytest.raises(DocumentError, match="are not read yet"):
        post.deliveries.announce(delivery.id, "ines", "b.txt", 11, NOW)
    assert post.deliveries.announce(post.begin("maud").id, "maud", "b.txt", 11, NOW)
    for name in ("c.txt", "d.txt"):
        post.deliveries.announce(delivery.id, "ines", name, 1, NOW)
    with pytest.raises(DocumentError, match="may have 3 files"):
        post.deliveries.announce(delivery.id, "ines", "e.txt", 1, NOW)


def test_a_disk_without_room_is_a_sentence(post: Post) -> None:
    free = os.statvfs(post.place)
    with pytest.raises(DocumentError, match="no room"):
        post.uploads.require_room(free.f_bavail * free.f_frsize, "none", "a.txt")
    post.uploads.require_room(0, "none", "a.txt")


def test_room_of_a_file_that_has_begun_to_come_is_nobody_elses(post: Post) -> None:
    found = os.statvfs(post.place)
    left_free = found.f_bavail * found.f_frsize - LARGEST_FILE // 2
    taking = Uploads(post.place / "uploads", post.deliveries, left_free)
    theirs, own = post.begin("rolf"), post.begin()
    begun = post.deliveries.announce(theirs.id, "rolf", "large.pdf", LARGEST_FILE // 4, NOW)
    taking.require_room(LARGEST_FILE // 3, own.id, "mine.pdf")  # as long as nothing comes of it
    taking.append(begun, "rolf", 0, b"w", NOW)
    taking.require_room(LARGEST_FILE // 4, theirs.id, "large.pdf")  # its own place counts once
    with pytest.raises(DocumentError, match="no room"):
        taking.require_room(LARGEST_FILE // 3, own.id, "mine.pdf")
    taking = Uploads(post.place / "uploads", post.deliveries, found.f_bavail * found.f_frsize + LARGEST_FILE)
    with pytest.raises(DocumentError, match="disk is full"):
        taking.append(begun, "rolf", 1, b"ords", NOW)
    assert post.deliveries.upload(begun.id, "rolf").received == 1


def test_one_person_holds_room_for_as_many_files_as_they_send_at_once(post: Post) -> None:
    theirs = post.begin("rolf")
    for number in range(SENT_AT_ONCE + 5):
        begun = post.deliveries.announce(theirs.id, "rolf", f"{number}.pdf", 1001, NOW)
        post.uploads.append(begun, "rolf", 0, b"w", NOW)
    assert post.deliveries.awaited(post.begin().id, "mine.pdf") == SENT_AT_ONCE * 1000
    other = post.begin("maud")
    post.uploads.append(post.deliveries.announce(other.id, "maud", "a.pdf", 51, NOW), "maud", 0, b"w", NOW)
    assert post.deliveries.awaited(other.id, "another.pdf") == SENT_AT_ONCE * 1000 + 50


def test_a_name_is_forgotten_once_its_file_is_read_without_a_remark(post: Post) -> None:
    delivery = post.sent("Quokkaberg.txt", "Remarked.txt", "Torn.txt")
    with post.others.at_work() as worker:
        portion = post.next(post.jobs(worker))
        by_name = {each.name: each.id for each in portion.uploads}
        notes = {by_name["Remarked.txt"]: "it has no words"}
        post.jobs(worker).note_read(portion, notes, {by_name["Torn.txt"]: "it is broken"})
    listed = post.deliveries.uploads(delivery.id, "read", "failed")
    assert {each.name for each in listed} == {by_name["Quokkaberg.txt"], "Remarked.txt", "Torn.txt"}


CLIMBING = ("../up.txt", "a/../../up.txt", "/etc/passwd", "C:\\x.txt", "a//b.txt", "..\\x", "", "\u202e/a")


@pytest.mark.parametrize("name", [*CLIMBING, "x" * 300, "a/" * 40 + "b"])
def test_a_name_that_climbs_out_is_empty_or_is_too_long_is_refused(name: str) -> None:
    with pytest.raises(DocumentError, match="so it was not taken"):
        sent_name(name)


def test_a_name_is_what_it_looks_like() -> None:
    assert sent_name("Binder\\Cafe\u0301 \u202efdp.exe\x07") == "Binder/Caf\u00e9 fdp.exe"
    assert is_left_out("Binder/Thumbs.db")


def test_nobody_sees_or_touches_what_somebody_else_sends(post: Post) -> None:
    delivery = post.begin()
    upload = post.deliveries.announce(delivery.id, "ines", "a.txt", 5, NOW)
    for use in (
        lambda: post.deliveries.delivery(delivery.id, "maud"),
        lambda: post.deliveries.announce(delivery.id, "maud", "b.txt", 5, NOW),
        lambda: post.deliveries.upload(upload.id, "maud"),
        lambda: post.uploads.append(upload, "maud", 0, b"words", NOW),
        lambda: post.deliveries.close(delivery.id, "maud", NOW),
        lambda: post.deliveries.stop(delivery.id, "maud"),
        lambda: post.deliveries.again(delivery.id, "maud", NOW),
        lambda: post.deliveries.drop(delivery.id, "maud"),
        lambda: post.deliveries.delivery("no-such", "ines"),
    ):
        with pytest.raises(NotVisible, match="there is no such delivery"):
            use()
    assert post.deliveries.listed("maud") == ()


def test_deliveries_are_read_in_turn_a_portion_of_each(post: Post) -> None:
    large = post.sent(*(f"{number:03}.txt" for number in range(PORTION_FILES + 5)))
    small = post.sent("a.txt", user="maud")
    with post.others.at_work() as worker:
        jobs = post.jobs(worker)
        first = post.next(jobs)
        assert (first.delivery.id, len(first.uploads)) == (large.id, PORTION_FILES)
        gone = jobs.note_read(first, {}, {first.uploads[0].id: "it is broken"})
        assert len(gone) == PORTION_FILES - 1
        second = post.next(jobs)
        assert second.delivery.id == small.id
        jobs.note_read(second, {}, {})
        third = post.next(jobs)
        assert (third.delivery.id, third.files_before) == (large.id, PORTION_FILES)
        jobs.note_read(third, {third.uploads[0].id: "a remark"}, {})
        assert jobs.next(post.clock) is None
    done = post.deliveries.delivery(large.id, "ines")
    counted = post.deliveries.counted(large.id)
    assert (done.state, counted.of("read"), counted.of("failed"), counted.noted) == ("done", PORTION_FILES + 4, 1, 1)
    [failed] = post.deliveries.uploads(large.id, "failed")
    assert failed.note == "it is broken"


def test_turns_are_of_people_however_many_deliveries_each_sends(post: Post) -> None:
    many = [post.sent("a.txt") for _ in range(9)]
    small = post.sent("a.txt", user="maud")
    assert post.deliveries.is_behind(small)
    with post.others.at_work() as worker:
        jobs = post.jobs(worker)
        read = []
        for _ in range(4):
            portion = post.next(jobs)
            jobs.note_read(portion, {}, {})
            read.append(portion.delivery.id)
    assert read == [many[0].id, small.id, many[1].id, many[2].id]


def test_who_sent_files_for_somebody_is_kept_with_them(post: Post) -> None:
    usual = post.begin()
    assert (usual.actor, usual.within) == ("ines", None)
    limited = post.deliveries.begin("ines", "Firm", (), NOW, actor="token:1", within={"Firm"})
    none = post.deliveries.begin("ines", "Firm", (), NOW, actor="token:2", within=())
    with post.file.changing() as db:
        db.execute("DELETE FROM sent_by WHERE delivery = ?", (usual.id,))  # as an earlier release left it
    found = {one.id: (one.actor, one.within) for one in post.deliveries.listed("ines")}
    assert found == {
        usual.id: ("ines", None),
        limited.id: ("token:1", frozenset({"Firm"})),
        none.id: ("token:2", frozenset()),
    }


def test_what_a_dead_process_was_reading_is_read_by_the_next(post: Post) -> None:
    delivery = post.sent("a.txt", "b.txt")
    with post.others.at_work() as worker:
        jobs = post.jobs(worker)
        assert len(post.next(jobs).uploads) == 2
        assert jobs.next(post.clock) is None  # as long as the process lives
    with post.others.at_work() as worker:
        portion = post.next(post.jobs(worker))
    assert (portion.delivery.id, [each.name for each in portion.uploads]) == (delivery.id, ["a.txt", "b.txt"])
    assert [each.tries for each in portion.uploads] == [1, 1]


def test_a_file_that_ends_each_process_is_given_up_and_the_others_are_read(post: Post) -> None:
    delivery = post.sent("a.txt", "deadly.txt")
    died = 0
    while died < 10:
        with post.others.at_work() as worker:
            jobs = post.jobs(worker)
            portion = jobs.next(post.clock)
            if portion is None:
                break
            if "deadly.txt" in [each.name for each in portion.uploads]:
                died += 1
            else:
                jobs.note_read(portion, {}, {})
    assert died == TRIES
    [deadly] = post.deliveries.uploads(delivery.id, "failed")
    assert (deadly.name, "again and again" in deadly.note) == ("deadly.txt", True)
    assert post.deliveries.counted(delivery.id).of("read") == 1


def test_a_stop_is_heard_and_what_was_not_read_can_be_gone_on_with(post: Post) -> None:
    delivery = post.sent("a.txt", "b.txt")
    with post.others.at_work() as worker:
        jobs = post.jobs(worker)
        portion = post.next(jobs)
        assert jobs.note_progress(delivery.id, 1, 2, 0.5, 7.0, "a.txt") is False
        assert post.deliveries.stop(delivery.id, "ines").state == "reading"
        assert jobs.note_progress(delivery.id, 1, 2, 0.5, 7.0, "a.txt") is True
        jobs.give_back(portion, "stopped")
        assert post.deliveries.delivery(delivery.id, "ines").state == "stopped"
        assert jobs.next(post.clock) is None
        assert post.deliveries.again(delivery.id, "ines", post.clock).state == "waiting"
        assert [each.tries for each in post.next(jobs).uploads] == [0, 0]


def test_one_that_waits_is_stopped_at_once_and_a_failed_file_can_be_tried_again(post: Post) -> None:
    delivery = post.sent("a.txt", "b.txt")
    assert post.deliveries.stop(delivery.id, "ines").state == "stopped"
    post.deliveries.again(delivery.id, "ines", post.clock)
    with post.others.at_work() as worker:
        jobs = post.jobs(worker)
        portion = post.next(jobs)
        jobs.note_read(portion, {}, {portion.uploads[1].id: "it is broken"})
        assert jobs.next(post.clock) is None
        assert post.deliveries.again(delivery.id, "ines", post.clock).state == "waiting"
        assert [each.name for each in post.next(jobs).uploads] == ["b.txt"]


def test_a_delivery_of_which_nothing_more_comes_is_read_and_an_old_one_forgotten(post: Post) -> None:
    silent, empty, done = post.begin(), post.begin(), post.sent("c.txt")
    post.send(silent, "a.txt")
    post.deliveries.announce(silent.id, "ines", "b.txt", 5, NOW)
    with post.others.at_work() as worker:
        jobs = post.jobs(worker)
        failed = post.next(jobs)
        jobs.note_read(failed, {}, {failed.uploads[0].id: "it is broken"})
        assert jobs.next(post.clock) is None
        assert jobs.tidied(post.clock + SILENT_FOR / 2) == ()
        jobs.tidied(post.clock + SILENT_FOR + timedelta(minutes=1))
        assert post.deliveries.delivery(silent.id, "ines").state == "waiting"
        with pytest.raises(NotVisible):
            post.deliveries.delivery(empty.id, "ines")
        [missing] = post.deliveries.uploads(silent.id, "failed")
        assert "did not come whole" in missing.note
        assert jobs.tidied(post.clock + KEPT_FOR + timedelta(days=1)) == (failed.uploads[0].id,)
        with pytest.raises(NotVisible):
            post.deliveries.delivery(done.id, "ines")


def test_a_delivery_without_a_whole_file_is_not_read(post: Post) -> None:
    delivery = post.begin()
    post.deliveries.announce(delivery.id, "ines", "a.txt", 5, NOW)
    with pytest.raises(DocumentError, match="no file has come whole"):
        post.deliveries.close(delivery.id, "ines", NOW)
    post.send(delivery, "b.txt")
    post.deliveries.close(delivery.id, "ines", NOW)
    with pytest.raises(DocumentError, match="complete already"):
        post.deliveries.announce(delivery.id, "ines", "c.txt", 5, NOW)
