"""Spans of how questions go, as a collector on this machine gets them over HTTP."""

import ast
import asyncio
import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from tests.kept import Kept
from tests.permitting import Public, purse, tier_of
from tests.released import unheard
from tests.walk.conftest import firm_in

from pincite.ask.recorded_model import RecordedModel
from pincite.errors import ModelError, WorkspaceError
from pincite.models.fakes import Scripted
from pincite.models.ports import Message
from pincite.session.asking import answer
from pincite.wiring import open_workspace
from pincite.wiring.server_settings import ServerSettings, in_force
from pincite.wiring.telemetry import traced

PACKAGE = Path(__file__).parents[2] / "src" / "pincite"


@dataclass
class Collector:
    """A collector of OpenTelemetry: it keeps what it is sent."""

    port: int
    requests: list[bytes] = field(default_factory=list)

    @property
    def spans(self) -> list[Span]:
        """The spans of all requests."""
        sent = [ExportTraceServiceRequest.FromString(body) for body in self.requests]
        return [span for one in sent for of in one.resource_spans for scope in of.scope_spans for span in scope.spans]


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector, for as long as this lasts."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            assert self.path == "/v1/traces"
            is_packed = self.headers.get("content-encoding") == "gzip"
            collector.requests.append(gzip.decompress(body) if is_packed else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is said."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        collector = Collector(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield collector
        finally:
            server.shutdown()
            thread.join()


def _attributes(span: Span) -> dict[str, object]:
    found = {}
    for one in span.attributes:
        found[one.key] = getattr(one.value, one.value.WhichOneof("value") or "")
    return found


@pytest.mark.live
def test_a_question_is_a_span_with_its_stages_below_it_and_no_word(founded_to_serve: Kept, tmp_path: Path) -> None:
    with (
        founded_to_serve.put_back(tmp_path / "firm") as place,
        collecting() as collector,
        traced(f"http://127.0.0.1:{collector.port}", "none") as observer,
        open_workspace(firm_in(place).workspace, create=False, observer=observer) as firm,
    ):
        session = firm.signed_in("alice")
        rent = asyncio.run(answer(session, "How much rent does the Tenant pay per month?", release=unheard))
        nothing = asyncio.run(answer(session, "Who painted the Mona Lisa?"))
    assert rent.statements
    assert nothing.refusal is not None
    roots = [span for span in collector.spans if not span.parent_span_id]
    assert [span.name for span in roots] == ["invoke_workflow answer"] * 2
    answered, refused = map(_attributes, roots)
    assert answered == {
        "gen_ai.operation.name": "invoke_workflow",
        "gen_ai.workflow.name": "answer",
        "pincite.mode": "quote",
        "pincite.outcome": "answered",
        "pincite.sentences": len(rent.statements),
    }
    assert refused["pincite.outcome"] == nothing.refusal.reason
    assert [event.name for event in roots[0].events] == ["pincite.first_sentence"]
    below = [span for span in collector.spans if span.parent_span_id == roots[0].span_id]
    names = {span.name for span in below}
    assert {"retrieval documents", "pincite.write", "pincite.verify", "pincite.audit"} <= names
    for span in below:
        assert span.trace_id == roots[0].trace_id
        assert roots[0].start_time_unix_nano - 10**7 <= span.start_time_unix_nano <= span.end_time_unix_nano
        assert span.end_time_unix_nano <= roots[0].end_time_unix_nano
    sent = b"".join(collector.requests)
    for words in (b"rent", b"Tenant", b"alice", b"Lisa", b"Lease"):
        assert words not in sent


def test_a_call_of_a_model_is_a_span_with_its_tokens_and_no_word() -> None:
    with collecting() as collector, traced(f"http://127.0.0.1:{collector.port}", "llama.cpp") as observer:
        observed = observer.begin("write")
        tier = tier_of(Scripted(["The rent is $4,200."]))
        model = RecordedModel(tier, Public(), "write", [], purse(), observed=observed)
        asyncio.run(model.complete([Message("user", "What is the rent?")], 100))
        with pytest.raises(ModelError):
            asyncio.run(model.complete([Message("user", "And the deposit?")], 100))
        observed.ended("failed")
    answered, failed, root = collector.spans
    assert answered.name == f"chat {model.name}"
    assert answered.kind == Span.SPAN_KIND_CLIENT
    found = _attributes(answered)
    assert found["gen_ai.provider.name"] == "llama.cpp"
    assert found["gen_ai.request.max_tokens"] == 100
    assert isinstance(found["gen_ai.usage.input_tokens"], int)
    assert _attributes(failed)["error.type"] == "model_error"
    assert root.status.code == 2
    assert _attributes(root)["error.type"] == "failed"
    assert not any(words in body for body in collector.requests for words in (b"rent", b"deposit", b"4,200"))


def test_only_the_adapter_imports_it() -> None:
    found = [
        str(file.relative_to(PACKAGE))
        for file in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
        if name.startswith("opentelemetry")
    ]
    assert set(found) == {"wiring/telemetry.py"}


@pytest.mark.live
def test_a_worker_without_a_collector_loads_nothing_that_sends() -> None:
    """FastAPI loads the interface where it is installed, which by itself does nothing."""
    program = (
        "import sys, pincite.web.worker; from pathlib import Path; from pincite.web.app import DEFAULTS, make_app; "
        "from pincite.web.lifeline import Ending; "
        "make_app(Path('.'), DEFAULTS, Ending()); "
        "print(*(name for name in sys.modules if name.startswith(('opentelemetry.sdk', 'opentelemetry.exporter'))))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


def test_the_address_of_a_collector_is_a_plain_one() -> None:
    variable = {"PINCITE_SERVER_TELEMETRY_URL": "http://127.0.0.1:4318"}
    assert in_force(ServerSettings(), variable).telemetry_url == "http://127.0.0.1:4318"
    with pytest.raises(WorkspaceError, match="without user, path or query"):
        in_force(ServerSettings(), {"PINCITE_SERVER_TELEMETRY_URL": "http://127.0.0.1:4318/v1/traces"})
