"""What every store of original files does."""

from pathlib import Path

import pytest

from pincite.catalogue.originals.bucket import BucketOriginals
from pincite.catalogue.originals.folder import OriginalFiles
from pincite.catalogue.originals.memory import MemoryOriginals
from pincite.catalogue.originals.port import Originals
from pincite.documents.span import VersionId
from pincite.objects.bucket import Bucket

ONE, TWO, THREE = (VersionId(sign * 64) for sign in "abc")


@pytest.fixture(params=["folder", "memory", pytest.param("bucket", marks=pytest.mark.live)])
def originals(request: pytest.FixtureRequest, tmp_path: Path) -> Originals:
    if request.param == "bucket":
        return BucketOriginals(Bucket(request.getfixturevalue("object_server").fresh()))
    return OriginalFiles(tmp_path / "originals") if request.param == "folder" else MemoryOriginals()


def test_a_file_is_given_back_as_it_was_put(originals: Originals) -> None:
    originals.put(ONE, b"%PDF-1.7\x00\xff")
    originals.put(TWO, b"")
    assert originals.get(ONE) == b"%PDF-1.7\x00\xff"
    assert originals.get(TWO) == b""
    assert originals.get(THREE) is None


def test_a_version_that_is_kept_stays_as_it_is(originals: Originals) -> None:
    originals.put(ONE, b"first")
    originals.put(ONE, b"second")
    assert originals.get(ONE) == b"first"


def test_what_is_of_no_named_version_is_deleted(originals: Originals) -> None:
    originals.keep_only({ONE})
    for version in (ONE, TWO, THREE):
        originals.put(version, version.encode())
    originals.keep_only({TWO, VersionId("d" * 64)})
    assert [originals.get(version) for version in (ONE, TWO, THREE)] == [None, TWO.encode(), None]
    originals.put(ONE, b"again")
    assert originals.get(ONE) == b"again"
