"""Spans of how questions go, for a collector of OpenTelemetry (OTLP over HTTP): the adapter of `ask.observing`.

A question is a span; its stages and the calls of language models are spans below it, named by the conventions for
generative AI (development status, semantic conventions 1.41). They have no words: the port has no place for any.

Only a server whose settings name a collector imports this.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer, set_span_in_context

from pincite.ask.observing import ModelCall, Observer

ENDPOINT = "/v1/traces"
"""Where a collector takes spans (OTLP specification 1.x, OTLP/HTTP)."""

SEND_SECONDS = 5
"""For one attempt to reach the collector."""

WORKFLOW = "answer"

FAILED = frozenset({"failed", "not_recorded"})
"""Outcomes that are errors; every other refusal is an answer of its kind."""


@contextmanager
def traced(collector: str, provider: str) -> Iterator[Observer]:
    """An observer that sends spans to a collector, for as long as this lasts; what is left is sent at the end.

    `collector` is its address without a path, `provider` who runs the language model, as the settings say. A collector
    that cannot be reached is told of in the log; questions do not wait for it.
    """
    exporter = OTLPSpanExporter(endpoint=collector + ENDPOINT, timeout=SEND_SECONDS)
    tracing = TracerProvider(resource=Resource.create({"service.name": "pincite"}), shutdown_on_exit=False)
    tracing.add_span_processor(BatchSpanProcessor(exporter))
    try:
        yield Tracing(tracing.get_tracer("pincite"), provider)
    finally:
        tracing.shutdown()


@dataclass(frozen=True, slots=True)
class Tracing:
    """Makes a span of each question. Implements `Observer`."""

    tracer: Tracer
    provider: str

    def begin(self, mode: str) -> "_Question":
        """A question begins."""
        attributes = {
            "gen_ai.operation.name": "invoke_workflow",
            "gen_ai.workflow.name": WORKFLOW,
            "pincite.mode": mode,
        }
        span = self.tracer.start_span(f"invoke_workflow {WORKFLOW}", attributes=attributes)
        return _Question(self.tracer, self.provider, span)


@dataclass(slots=True)
class _Question:
    """Makes the spans below that of one question. Implements `Observed`."""

    tracer: Tracer
    provider: str
    span: Span
    sentences: int = 0

    def stage(self, name: str, seconds: float) -> None:
        """A stage has ended."""
        attributes: dict[str, str | int] = {"pincite.stage": name}
        title = f"pincite.{name}"
        if name == "retrieve":
            title = "retrieval documents"
            attributes |= {"gen_ai.operation.name": "retrieval", "gen_ai.data_source.id": "documents"}
        self._below(title, seconds, SpanKind.INTERNAL, attributes)

    def called(self, call: ModelCall) -> None:
        """A model was called."""
        attributes: dict[str, str | int] = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": self.provider,
            "gen_ai.request.model": call.model,
            "gen_ai.request.max_tokens": call.most_tokens,
            "pincite.purpose": call.purpose,
        }
        if call.tokens is not None:
            attributes |= {"gen_ai.usage.input_tokens": call.tokens[0], "gen_ai.usage.output_tokens": call.tokens[1]}
        else:
            attributes["error.type"] = "model_error"
        self._below(f"chat {call.model}", call.seconds, SpanKind.CLIENT, attributes)

    def released(self) -> None:
        """A sentence was given out."""
        self.sentences += 1
        if self.sentences == 1:
            self.span.add_event("pincite.first_sentence")

    def ended(self, outcome: str) -> None:
        """The question came to an end."""
        self.span.set_attributes({"pincite.outcome": outcome, "pincite.sentences": self.sentences})
        if outcome in FAILED:
            self.span.set_attribute("error.type", outcome)
            self.span.set_status(Status(StatusCode.ERROR))
        self.span.end()

    def _below(self, title: str, seconds: float, kind: SpanKind, attributes: dict[str, str | int]) -> None:
        """A span that ends now, below that of the question."""
        now = time.time_ns()
        span = self.tracer.start_span(
            title,
            context=set_span_in_context(self.span),
            kind=kind,
            attributes=attributes,
            start_time=now - int(seconds * 1e9),
        )
        if "error.type" in attributes:
            span.set_status(Status(StatusCode.ERROR))
        span.end(now)
