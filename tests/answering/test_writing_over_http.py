"""Writing with a model at the other end of the OpenAI protocol."""

import asyncio
import json
from collections.abc import Iterator

import pytest
from tests.models.openai_server import OpenAIServer, completion, failed, serving
from tests.permitting import Permitted
from tests.writing_whole import written_whole

from pincite.answering.binding import Bound
from pincite.answering.writing import Written
from pincite.chunking.chunk import Chunk
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.models.chat.openai_chat import Endpoint, OpenAIChat
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import understand

LEASE = "The Tenant shall pay rent of $4,200 per month."
ANSWER = json.dumps(
    {
        "answered": True,
        "statements": [{"text": "Rent is $4,200 a month.", "citations": [{"label": 1, "quote": LEASE}]}],
    }
)


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with serving() as running:
        yield running


def written(server: OpenAIServer) -> Written:
    chunk = Chunk(DocumentId("d"), VersionId("v"), 0, 0, len(LEASE), "", "", 0, len(LEASE), "")
    passage = Passage(1, chunk, MatterId("m"), "/d", "Lease", None, "", None, LEASE, 1.0, 1, 1, 0.5)
    content = Document("text", "", LEASE, (), (), (), (), b"")
    model = Permitted(OpenAIChat(Endpoint(server.url, "small", None, 20)))
    query = understand("How much is the rent?")
    return asyncio.run(
        written_whole(query, Evidence((passage,), "1"), model, lambda _: content, 8_000, answer_tokens=900)
    )


def test_the_server_is_bound_to_the_schema_and_its_answer_to_the_words(server: OpenAIServer) -> None:
    server.plan.append(completion(ANSWER, model="small-1", usage={"prompt_tokens": 400, "completion_tokens": 50}))
    said = written(server)
    [statement] = [one.statement for one in said.said if isinstance(one, Bound)]
    assert statement.citations[0].quote == LEASE
    [request] = server.taken
    assert request.body["response_format"]["json_schema"]["strict"] is True
    assert said.completions[0].usage.prompt_tokens == 400


def test_a_server_that_knows_no_schema_is_asked_in_words(server: OpenAIServer) -> None:
    server.plan.extend(
        [
            failed(400, "response_format is not supported"),
            failed(400, "response_format is not supported"),
            completion(f"Of course! {ANSWER}"),
            completion(f"```json\n{ANSWER}\n```"),
        ]
    )
    assert [type(one) for one in written(server).said] == [Bound]
    assert "not one JSON object" in server.taken[-1].body["messages"][-1]["content"]


def test_a_server_that_repeats_its_prompt_gives_no_answer(server: OpenAIServer) -> None:
    said = written(server)
    assert "gave no usable reply" in said.problem
    assert (said.said, len(said.completions)) == ((), 2)
    assert len(server.taken) == 2
