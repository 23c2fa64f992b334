"""Objects in a bucket: of moto's server, and of one of ours that goes wrong in every way that a store can."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import lancedb
import pytest
from tests.object_server import KEY, SECRET, Fault, ObjectServer, ours

from pincite.errors import WorkspaceError
from pincite.objects.address import Credentials
from pincite.objects.bucket import PROXIES, Bucket
from pincite.objects.conditional import require_conditional_puts

pytestmark = pytest.mark.live

AMAZON_HOST = "s3.us-east-1.amazonaws.com"


@pytest.fixture(params=["moto", "ours"])
def bucket(request: pytest.FixtureRequest) -> Iterator[Bucket]:
    if request.param == "moto":
        server: ObjectServer = request.getfixturevalue("object_server")
        yield Bucket(server.fresh())
    else:
        with ours() as (server, _):
            yield Bucket(server.fresh())


def test_what_is_put_is_got_listed_and_deleted(bucket: Bucket) -> None:
    bucket.put("a/one", b"1")
    bucket.put("a/two", b"22")
    bucket.put("ab/three", b"333")
    assert bucket.get("a/one") == b"1"
    assert bucket.get("a/none") is None
    assert sorted(bucket.listed("a/")) == [("a/one", 1), ("a/two", 2)]
    bucket.delete(["a/one", "a/none"])
    assert sorted(bucket.listed("a/")) == [("a/two", 2)]
    assert list(Bucket(replace(bucket.address, prefix="other")).listed("")) == []


def test_of_many_puts_of_a_new_name_at_once_one_wins_each_time(bucket: Bucket) -> None:
    with ThreadPoolExecutor(8) as threads:
        for number in range(10):
            won = list(threads.map(lambda own, n=number: bucket.create(f"race/{n}", bytes([own])), range(8)))
            assert sum(won) == 1
            assert bucket.get(f"race/{number}") == bytes([won.index(True)])


def test_a_store_that_keeps_conditions_is_taken_and_nothing_is_left_of_the_check(bucket: Bucket) -> None:
    require_conditional_puts(bucket)
    assert list(bucket.listed("")) == []


@pytest.mark.parametrize("has_token", [True, False], ids=["session", "keys"])
def test_a_store_that_sends_requests_elsewhere_is_not_followed(
    monkeypatch: pytest.MonkeyPatch, has_token: bool
) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with ours() as (server, kept), ours(host="127.0.0.2") as (other, told):
        credentials = Credentials(KEY, SECRET, "token-of-a-session" if has_token else "")
        bucket = Bucket(replace(server.fresh(), credentials=credentials), 2.0)
        bucket.put("a", b"words")
        kept.fault, kept.elsewhere = "elsewhere", other.endpoint
        for use in (
            lambda: bucket.get("a"),
            lambda: bucket.put("b", b"more"),
            lambda: [*bucket.listed("")],
            lambda: bucket.delete(["a"]),
        ):
            with pytest.raises(WorkspaceError, match=r"^the objects in s3://"):
                use()
        with pytest.raises((ValueError, RuntimeError)):
            lancedb.connect(bucket.url("index"), storage_options=bucket.options()).open_table("rows")
        assert told.asked == 0
        assert Bucket(replace(bucket.address, endpoint=None)).options()["proxy_excludes"] == AMAZON_HOST


@pytest.mark.parametrize("fault", ["overwrites", "two win"])
def test_a_store_that_lets_two_conditional_puts_win_is_refused(fault: Fault) -> None:
    with ours(fault) as (server, _), pytest.raises(WorkspaceError, match="does not keep conditional puts"):
        require_conditional_puts(Bucket(server.fresh()))


FAILURES: dict[Fault, str] = {
    "full": "the store is full; make room there",
    "refuses": "the store refuses the credentials; correct them",
    "overloaded": "the store is overloaded; try again later",
    "silent": "the store did not answer in time; see that it runs",
}


@pytest.mark.parametrize("fault", FAILURES)
def test_a_store_that_does_not_take_an_object_is_named_with_the_reason_and_no_secret(fault: Fault) -> None:
    with ours() as (server, kept):
        bucket = Bucket(server.fresh(), answer_seconds=1.0)
        kept.fault = fault
        with pytest.raises(WorkspaceError) as caught:
            bucket.put("a", b"1")
        assert str(caught.value) == f"the objects in {bucket.name}: a cannot be kept, since {FAILURES[fault]}"
        assert KEY not in repr(bucket)
        assert SECRET not in repr(bucket)


def test_variables_that_nobody_looked_at_do_not_lead_the_index_to_another_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ours() as (server, kept), ours() as (other, theirs):
        address = server.fresh()
        for name, value in (("ENDPOINT", other.endpoint), ("ENDPOINT_URL", other.endpoint), ("ALLOW_HTTP", "true")):
            monkeypatch.setenv(f"AWS_{name}", value)
        before = kept.asked
        bucket = Bucket(address)
        with suppress(ValueError):  # there is no table
            lancedb.connect(bucket.url("index"), storage_options=bucket.options()).open_table("chunks")
        amazon = Bucket(replace(address, endpoint=None)).options()
    assert kept.asked > before
    assert theirs.asked == 0
    assert (amazon["aws_endpoint"], amazon["allow_http"]) == ("https://s3.us-east-1.amazonaws.com", "false")


def test_an_object_that_is_larger_than_any_of_ours_is_not_read(bucket: Bucket) -> None:
    bucket.put("originals/ab/abc", bytes(1_001))
    with pytest.raises(WorkspaceError, match="originals/ab/abc is larger than any that pincite puts"):
        replace(bucket, largest=1_000).get("originals/ab/abc")
    assert replace(bucket, largest=1_001).get("originals/ab/abc") == bytes(1_001)


def test_a_missing_bucket_is_no_missing_object(bucket: Bucket) -> None:
    missing = Bucket(replace(bucket.address, bucket="never-made"))
    for ask in (lambda: missing.get("a"), lambda: missing.put("a", b""), lambda: list(missing.listed(""))):
        with pytest.raises(WorkspaceError, match="there is no such bucket; make it"):
            ask()


def test_a_server_that_is_not_there_is_named(unused_port: int) -> None:
    with ours() as (server, _):
        address = replace(server.fresh(), endpoint=f"http://127.0.0.1:{unused_port}")
    with pytest.raises(WorkspaceError, match="the store cannot be reached; see that it runs"):
        Bucket(address, answer_seconds=1.0).get("a")
