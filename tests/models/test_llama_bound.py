"""A model's file is used only as it was registered: what was registered binds llama.cpp, and shared llama.cpp too."""

import asyncio
import hashlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from runs.making.planted import FEW_TOKENS, small
from tests.models.architecture.made_gguf import llama
from tests.models.test_llama_engine import GGUF, HELLO, needs_gguf
from tests.permitting import Permitted

from pincite.errors import ModelError, RecordError
from pincite.models.chat.llama_engine import LlamaEngine
from pincite.models.chat.llama_shared import LlamaServer, SharedLlama, run_for_all
from pincite.models.registry import as_registered
from pincite.models.standing import BoundFile, Registration, Registrations, none_registered, presumed, standing_of


def changed(file: Path) -> None:
    """Turn one bit of the last byte, and put back the time of change."""
    found = file.stat()
    with file.open("r+b") as opened:
        opened.seek(-1, os.SEEK_END)
        [last] = opened.read(1)
        opened.seek(-1, os.SEEK_END)
        opened.write(bytes([last ^ 1]))
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))


def hashed(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return llama().write(tmp_path / "firm.gguf")


@pytest.fixture
def registered(file: Path) -> Registration:
    return Registration(as_registered(file, "firm"), 7, "olivia")


def refused(engine: LlamaEngine | SharedLlama) -> str:
    with pytest.raises(ModelError) as raised:
        asyncio.run(Permitted(engine).complete(HELLO, 4))
    return str(raised.value)


def engine_of(file: Path, registrations: Registrations) -> LlamaEngine:
    pytest.importorskip("xllamacpp")
    return LlamaEngine(file, context_tokens=512, timeout_s=120, registrations=registrations)


def test_a_file_is_what_its_newest_valid_registration_says(file: Path, registered: Registration) -> None:
    other = Registration(replace(registered.model, name="other", sha256="0" * 64), 9, "olivia")
    retired = replace(registered, retired=8)
    found = hashed(file)
    for there, state in (
        ((), "unregistered"),
        ((registered,), "registered"),
        ((other,), "changed"),
        ((retired,), "retired"),
        ((retired, replace(registered, record=10)), "registered"),
        ((registered, other), "registered"),
    ):
        assert standing_of(file, found, there).state == state


def test_links_and_copies_are_what_they_lead_to(file: Path, registered: Registration, tmp_path: Path) -> None:
    link, copy = tmp_path / "link.gguf", tmp_path / "copy.gguf"
    link.symlink_to(file)
    shutil.copy(file, copy)
    for other in (link, copy):
        assert standing_of(other, hashed(file), (registered,)).state == "registered"
        assert standing_of(other, hashed(file), (replace(registered, retired=8),)).state == "retired"
    changed(file)
    assert standing_of(link, hashed(link), (registered,)).state == "changed"


def test_only_a_file_that_may_be_another_is_read_to_show_it(file: Path, registered: Registration) -> None:
    assert presumed(file, (registered,)).state == "registered"
    os.utime(file, ns=(1, 1))
    assert presumed(file, (registered,)).state == "registered"
    changed(file)
    assert presumed(file, (registered,)).state == "changed"
    file.unlink()
    assert presumed(file, (registered,)).state == "missing"


def test_a_change_is_seen_though_size_and_time_are_the_same(file: Path, registered: Registration) -> None:
    bound = BoundFile(file, lambda: (registered,))
    assert bound.require() == registered.model.sha256
    changed(file)
    with pytest.raises(ModelError, match=r"is not the file that was registered \(.{8}, record 7\); put that file back"):
        bound.require()


def test_a_changed_file_is_not_started(file: Path, registered: Registration) -> None:
    with closing(engine_of(file, lambda: (registered,))) as engine:
        changed(file)
        said = refused(engine)
        assert engine.pid is None
        assert engine.name == f"firm@{hashed(file)[:8]}"
    assert said.startswith(f"the model 'firm' is not used, since {file} is not the file that was registered (")


def test_a_retired_model_is_not_started(file: Path, registered: Registration) -> None:
    with closing(engine_of(file, lambda: (replace(registered, retired=8),))) as engine:
        assert refused(engine) == (
            "the model 'firm' is not used, since it was retired (record 8); "
            f"register {file} anew and verify it, or set gguf in settings.toml to another"
        )
        assert engine.pid is None


def test_nothing_is_started_if_the_record_cannot_be_read(file: Path) -> None:
    def unreadable() -> tuple[Registration, ...]:
        raise RecordError("the record is damaged")

    with closing(engine_of(file, unreadable)) as engine:
        assert "it cannot be read whether it is registered: the record is damaged" in refused(engine)
        assert engine.pid is None


def test_the_shared_llama_says_to_all_why_it_does_not_start(
    file: Path, registered: Registration, tmp_path: Path
) -> None:
    changed(file)
    place = tmp_path / "workers" / "model.json"
    with pytest.raises(ModelError, match="is not the file that was registered"):
        run_for_all(place, file, 512, threading.Event(), lambda: None, lambda: (registered,))
    model = SharedLlama(place, file, timeout_s=5, registrations=none_registered)
    assert refused(model).startswith("the model 'firm' is not used, since")


class Record:
    """Registrations that change while an engine runs."""

    def __init__(self, *first: Registration) -> None:
        self.there = first

    def __call__(self) -> tuple[Registration, ...]:
        return self.there


@pytest.fixture
def smol(tmp_path: Path) -> Path:
    """A small random model, which llama.cpp reads and runs in less than a tenth of the time."""
    return small(GGUF, tmp_path / GGUF.name, "llama", {}, 11, FEW_TOKENS)


def say(engine: LlamaEngine | SharedLlama) -> str:
    return asyncio.run(Permitted(engine).complete(HELLO, 4)).model


@pytest.mark.live
@needs_gguf
def test_a_model_that_runs_is_ended_when_it_is_retired_or_changed(smol: Path) -> None:
    first = Registration(as_registered(smol, "smol"), 1, "olivia")
    record = Record(first)
    with closing(engine_of(smol, record)) as engine:
        assert say(engine).endswith(first.model.sha256[:8])
        pid = engine.pid
        record.there = (replace(first, retired=2),)
        assert "was retired (record 2)" in refused(engine)
        assert engine.pid is None
        record.there = (replace(first, retired=2), replace(first, record=3))
        say(engine)
        assert engine.pid not in (None, pid)
        changed(smol)
        assert "is not the file that was registered" in refused(engine)
        again = Registration(as_registered(smol, "smol-2"), 4, "olivia")
        record.there = (*record.there, again)
        assert say(engine).endswith(again.model.sha256[:8])


@pytest.mark.live
@needs_gguf
def test_a_file_that_was_never_registered_is_used_and_loaded_anew_when_it_changes(smol: Path) -> None:
    with closing(engine_of(smol, none_registered)) as engine:
        first = say(engine)
        changed(smol)
        assert say(engine) == f"{smol.stem}@{hashed(smol)[:8]}" != first


@pytest.fixture
def run_anew() -> Iterator[Callable[[Path, Path, Registrations], object]]:
    """Runs llama.cpp for all, again whenever it ends, as a supervisor does."""
    ending = threading.Event()

    def runs(place: Path, gguf: Path, registrations: Registrations) -> None:
        while not ending.is_set():
            try:
                run_for_all(place, gguf, 512, ending, lambda: None, registrations)
            except ModelError:
                ending.wait(0.1)

    with ThreadPoolExecutor(1) as pool:
        try:
            yield lambda place, gguf, registrations: pool.submit(runs, place, gguf, registrations)
        finally:
            ending.set()


@pytest.mark.live
@needs_gguf
def test_a_shared_model_is_bound_while_it_runs(
    smol: Path, tmp_path: Path, run_anew: Callable[[Path, Path, Registrations], object]
) -> None:
    first = Registration(as_registered(smol, "smol"), 1, "olivia")
    record, place = Record(first), tmp_path / "model.json"
    run_anew(place, smol, record)
    model = SharedLlama(place, smol, timeout_s=120, registrations=record)
    assert say(model).endswith(first.model.sha256[:8])
    record.there = (replace(first, retired=2),)
    assert "was retired (record 2)" in refused(model)
    record.there = (first,)
    changed(smol)
    assert "is not the file that was registered" in refused(model)
    again = Registration(as_registered(smol, "smol-2"), 3, "olivia")
    record.there = (first, again)
    while (found := LlamaServer.read(place)) is None or found.weights != again.model.sha256:
        time.sleep(0.02)
    assert say(model).endswith(again.model.sha256[:8])
