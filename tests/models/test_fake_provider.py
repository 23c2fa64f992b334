"""The fake provider speaks as the vendors do: OpenAI's own library reads it, and Anthropic's events are in order."""

import json
import socket
from collections.abc import Iterator

import httpx2
import openai
import pytest

from pincite.models.chat.fake_faults import FOREVER, Fault
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.fake_replies import smallest
from pincite.models.chat.fake_wires import FakeRequest, Spoken
from pincite.models.ports import Usage

KEY = "sk-Zx81mQvertical7"
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}
ANTHROPIC = {"anthropic-version": "2023-06-01", "x-api-key": KEY}
ASKED = {"model": "small", "max_tokens": 50, "messages": [{"role": "user", "content": "How much notice?"}]}


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with running(FakeProvider(key=KEY)) as fake:
        yield fake


def library(provider: FakeProvider) -> openai.OpenAI:
    return openai.OpenAI(base_url=provider.url, api_key=KEY, max_retries=0)


def ask_anthropic(provider: FakeProvider, **changes: object) -> httpx2.Response:
    return httpx2.post(f"{provider.url}/messages", json=ASKED | changes, headers=ANTHROPIC, timeout=20)


class TestTheLibraryOfOpenAI:
    def test_reads_a_whole_reply(self, provider: FakeProvider) -> None:
        reply = library(provider).chat.completions.create(
            model="small", messages=[{"role": "user", "content": "How much notice?"}]
        )
        assert reply.choices[0].message.content == "You said: How much notice?"
        assert reply.usage is not None
        assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (3, 5)
        provider.settle()  # the client has the reply before the provider knows that all of it went out
        assert provider.ledger[-1].counted == Usage(3, 5)
        assert provider.ledger[-1].is_whole

    def test_reads_a_stream(self, provider: FakeProvider) -> None:
        chunks = list(
            library(provider).chat.completions.create(
                model="small",
                messages=[{"role": "user", "content": "How much  notice?\n"}],
                stream=True,
                stream_options={"include_usage": True},
            )
        )
        said = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
        assert "".join(said) == "You said: How much  notice?\n"
        assert [chunk.usage.completion_tokens for chunk in chunks if chunk.usage] == [5]

    def test_is_told_of_a_limit_and_a_wait(self, provider: FakeProvider) -> None:
        provider.plan.append(Fault(429, message="30 a minute", retry_after="3"))
        with pytest.raises(openai.RateLimitError, match="30 a minute") as raised:
            library(provider).chat.completions.create(model="small", messages=[{"role": "user", "content": "?"}])
        assert raised.value.response.headers["retry-after"] == "3"

    def test_is_refused_without_the_key(self, provider: FakeProvider) -> None:
        other = openai.OpenAI(base_url=provider.url, api_key="another", max_retries=0)
        with pytest.raises(openai.AuthenticationError):
            other.chat.completions.create(model="small", messages=[{"role": "user", "content": "?"}])
        assert provider.ledger[-1].counted == Usage(0, 0)

    def test_finds_what_follows_a_schema(self, provider: FakeProvider) -> None:
        reply = library(provider).chat.completions.create(
            model="small",
            messages=[{"role": "user", "content": "?"}],
            response_format={"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": SCHEMA}},
        )
        assert json.loads(reply.choices[0].message.content or "") == {"a": ""}


class TestAnthropicsProtocol:
    def test_a_whole_message(self, provider: FakeProvider) -> None:
        answer = ask_anthropic(provider, system=[{"type": "text", "text": "Be brief."}]).json()
        assert answer["content"] == [{"type": "text", "text": "You said: How much notice?", "citations": None}]
        assert answer["stop_reason"] == "end_turn"
        assert (answer["usage"]["input_tokens"], answer["usage"]["output_tokens"]) == (5, 5)

    def test_the_events_of_a_stream_are_in_their_order(self, provider: FakeProvider) -> None:
        text = ask_anthropic(provider, stream=True).text
        names = [line.removeprefix("event: ") for line in text.splitlines() if line.startswith("event: ")]
        assert names == [
            "message_start",
            "content_block_start",
            "ping",
            *["content_block_delta"] * 5,
            "content_block_stop",
            "message_delta",
            "message_stop",
        ]

    def test_what_is_marked_is_written_to_the_cache_and_then_read(self) -> None:
        marked = [{"type": "text", "text": "Be very brief.", "cache_control": {"type": "ephemeral"}}]
        with running(FakeProvider()) as fake:
            first, second = (ask_anthropic(fake, system=marked).json()["usage"] for _ in range(2))
        assert first == {
            "input_tokens": 3,
            "cache_creation_input_tokens": 3,
            "cache_read_input_tokens": 0,
            "output_tokens": 5,
        }
        assert second["cache_read_input_tokens"] == 3
        assert second["cache_creation_input_tokens"] == 0

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"seed": 1}, "seed: Extra inputs are not permitted"),
            ({"messages": [{"role": "system", "content": "Be brief."}]}, "roles are user, assistant"),
            ({"messages": []}, "at least one message"),
            ({"max_tokens": 0}, "greater than or equal to 1"),
            ({"system": [{"type": "text", "text": ""}]}, "texts that are not empty"),
            ({"output_config": {"format": {"type": "json_schema"}}}, "has no schema"),
            (
                {"output_config": {"format": {"type": "json_schema", "schema": {"type": "array", "maxItems": 3}}}},
                "'maxItems' is not supported",
            ),
            (
                {"output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}}},
                "'additionalProperties' must be explicitly set to false",
            ),
        ],
        ids=str,
    )
    def test_what_the_vendor_refuses_is_refused(
        self, changes: dict[str, object], said: str, provider: FakeProvider
    ) -> None:
        answer = ask_anthropic(provider, **changes)
        assert answer.status_code == 400
        assert said in answer.json()["error"]["message"]

    def test_a_request_without_a_version_is_refused(self, provider: FakeProvider) -> None:
        answer = httpx2.post(f"{provider.url}/messages", json=ASKED, headers={"x-api-key": KEY}, timeout=20)
        assert answer.status_code == 400


class TestFaults:
    def test_a_connection_that_is_reset_before_the_head(self, provider: FakeProvider) -> None:
        provider.plan.append(Fault(breaks="before the head"))
        with pytest.raises(httpx2.ReadError):
            ask_anthropic(provider)
        assert provider.ledger[-1].status == 0
        assert provider.ledger[-1].counted.prompt_tokens == 3

    def test_half_a_stream(self, provider: FakeProvider) -> None:
        provider.plan.append(Fault(breaks="half way"))
        with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
            ask_anthropic(provider, stream=True)
        entry = provider.ledger[-1]
        assert entry.status == 200
        assert not entry.is_whole
        assert 0 < entry.counted.completion_tokens < 5

    def test_a_stream_without_its_end(self, provider: FakeProvider) -> None:
        provider.plan.append(Fault(breaks="before the end event"))
        text = ask_anthropic(provider, stream=True).text
        assert "message_delta" in text
        assert "message_stop" not in text

    def test_a_client_that_leaves_is_noticed(self, provider: FakeProvider) -> None:
        provider.plan.append(Fault(first_byte_s=FOREVER))
        with pytest.raises(httpx2.ReadTimeout):
            httpx2.post(f"{provider.url}/messages", json=ASKED, headers=ANTHROPIC, timeout=0.2)
        [*_, entry] = provider.wait_for(lambda entries: entries[-1].client_left)
        assert not entry.is_whole

    def test_a_client_may_be_told_wrong_numbers(self, provider: FakeProvider) -> None:
        provider.plan += [Fault(usage=usage) for usage in ("wrong", "negative", "huge", "missing")]
        told = [ask_anthropic(provider).json().get("usage", {}).get("output_tokens") for _ in range(4)]
        assert told == [12, -5, 2**50, None]
        assert {entry.counted for entry in provider.ledger[-4:]} == {Usage(3, 5)}

    def test_a_request_that_is_no_json(self, provider: FakeProvider) -> None:
        answer = httpx2.post(
            f"{provider.url}/chat/completions", content=b"{", headers={"Authorization": f"Bearer {KEY}"}
        )
        assert answer.status_code == 400


def test_the_model_says_what_it_is_handed_and_stops_at_the_limit() -> None:
    def reply(question: FakeRequest) -> Spoken:
        return Spoken(f"{question.model} says one two three", thought="let me see")

    with running(FakeProvider(reply)) as fake:
        answer = ask_anthropic(fake, max_tokens=6).json()
    assert [block["type"] for block in answer["content"]] == ["thinking", "text"]
    assert answer["content"][1]["text"] == "small says one"
    assert answer["stop_reason"] == "max_tokens"
    assert answer["usage"]["output_tokens"] == 6


def test_no_key_stands_in_the_ledger(provider: FakeProvider) -> None:
    ask_anthropic(provider)
    assert KEY not in repr(provider.ledger)


def test_a_client_that_is_gone_is_in_the_ledger_once_all_is_settled() -> None:
    content = json.dumps(ASKED).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: {len(content)}\r\n\r\n"
    with running(FakeProvider()) as fake:
        port = int(fake.url.removesuffix("/v1").rpartition(":")[2])
        for number in range(1, 21):
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(head.encode() + content)
            fake.settle()
            assert len(fake.ledger) == number


def test_the_smallest_value_of_a_schema() -> None:
    lists = {"type": "array", "items": {"type": "integer"}, "minItems": 2}
    assert smallest({"type": "object", "properties": {"a": lists, "b": {"type": "boolean"}}}) == {
        "a": [0, 0],
        "b": False,
    }
