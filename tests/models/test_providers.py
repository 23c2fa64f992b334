"""Both adapters, whole and streamed, against the fake provider: every fault, and what the two ledgers say."""

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.permitting import Permitted, PermittedStream

from pincite.errors import LeaveLapsed, ModelError, NotPermitted
from pincite.models.chat.anthropic_chat import AnthropicChat
from pincite.models.chat.anthropic_messages import MessagesDialect, taken
from pincite.models.chat.fake_faults import FOREVER, Fault
from pincite.models.chat.fake_ledger import Entry
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.fake_wires import FakeRequest, Spoken
from pincite.models.chat.openai_chat import OpenAIChat, Unreachable
from pincite.models.chat.transport import Endpoint
from pincite.models.ports import BrokenReply, Completion, Message, Provider, Usage
from pincite.routing.permits import Classification, Recipient, allow
from pincite.sensitivity import Sensitivity

T = TypeVar("T")

KEY = "sk-Zx81mQvertical7"
ASKED = (Message("system", "Answer from the passages."), Message("user", "How much notice must the landlord give?"))
SAID = "You said: How much notice must the landlord give?"
USED = Usage(11, 9)
SCHEMA = {
    "type": "object",
    "properties": {
        "claims": {"type": "array", "items": {"type": "string", "maxLength": 90}, "minItems": 1, "maxItems": 3}
    },
    "required": ["claims"],
    "additionalProperties": False,
}


@dataclass(frozen=True)
class Way:
    """One adapter, asked in one way."""

    wire: str
    is_streamed: bool

    def chat(
        self, provider: FakeProvider, timeout_s: float = 20, key: str | None = KEY, attempts: int = 4
    ) -> PermittedStream:
        endpoint = Endpoint(provider.url, "small", key, timeout_s, attempts=attempts)
        adapter = OpenAIChat if self.wire == "openai" else AnthropicChat
        return PermittedStream(adapter(endpoint, no_pause, chance=lambda: 0.5))

    def ask(self, chat: PermittedStream, schema: dict[str, object] | None = None) -> Completion:
        return asyncio.run(self.asked(chat, schema))

    async def asked(
        self, chat: PermittedStream, schema: dict[str, object] | None = None, seen: Callable[[], None] = lambda: None
    ) -> Completion:
        if not self.is_streamed:
            return await chat.complete(ASKED, 50, schema)
        pieces: list[str] = []
        async with aclosing(chat.stream(ASKED, 50, schema)) as stream:
            async for piece in stream:
                if isinstance(piece, Completion):
                    assert "".join(pieces) == piece.text
                    return piece
                pieces.append(piece)
                seen()
        raise AssertionError("the stream ended without a completion")

    def refusal(self, chat: PermittedStream) -> ModelError:
        with pytest.raises(ModelError) as raised:
            self.ask(chat)
        said = str(raised.value)
        assert KEY not in said
        assert said.isprintable()
        return raised.value


async def no_pause(seconds: float) -> None:
    pass


WAYS = [Way(wire, is_streamed) for wire in ("openai", "anthropic") for is_streamed in (False, True)]
each_way = pytest.mark.parametrize(
    "way", WAYS, ids=lambda way: f"{way.wire}, {'streamed' if way.is_streamed else 'whole'}"
)
each_stream = pytest.mark.parametrize("way", [way for way in WAYS if way.is_streamed], ids=lambda way: way.wire)


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with running(FakeProvider(key=KEY)) as fake:
        yield fake


@each_way
class TestAReply:
    def test_comes_with_what_it_took(self, way: Way, provider: FakeProvider) -> None:
        reply = way.ask(way.chat(provider))
        assert (reply.text, reply.model) == (SAID, "small")
        assert reply.usage == provider.used
        assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (11, 9)

    def test_follows_a_schema(self, way: Way, provider: FakeProvider) -> None:
        assert json.loads(way.ask(way.chat(provider), SCHEMA).text) == {"claims": [""]}

    def test_is_of_the_model_that_says_so(self, way: Way, provider: FakeProvider) -> None:
        provider.plan.append(Fault(model="small-2026-11-01"))
        assert way.ask(way.chat(provider)).model == "small-2026-11-01"

    def test_counts_what_the_provider_had_in_its_cache(self, way: Way, provider: FakeProvider) -> None:
        chat = way.chat(provider)
        first, second = way.ask(chat).usage, way.ask(chat).usage
        written = 4 if way.wire == "anthropic" else 0  # OpenAI says only what it read
        assert first == Usage(11, 9, cache_write_tokens=written)
        assert second == Usage(11, 9, cache_read_tokens=4)

    def test_is_cut_at_the_limit(self, way: Way) -> None:
        with running(FakeProvider(lambda question: "word " * 80)) as fake:
            reply = way.ask(way.chat(fake))
        assert len(reply.text.split()) == 50
        assert reply.usage.completion_tokens == 50

    def test_has_no_thoughts_in_it_but_their_tokens(self, way: Way) -> None:
        with running(FakeProvider(lambda question: Spoken("Thirty days.", thought="let me see"))) as fake:
            reply = way.ask(way.chat(fake))
        assert reply.text == "Thirty days."
        assert reply.usage.completion_tokens == 5

    def test_one_adapter_serves_several_loops_and_questions_at_once(self, way: Way, provider: FakeProvider) -> None:
        chat = way.chat(provider)

        async def all_at_once() -> list[Completion]:
            return list(await asyncio.gather(*(way.asked(chat) for _ in range(6))))

        for _ in range(2):
            assert {reply.text for reply in asyncio.run(all_at_once())} == {SAID}


class TestWhatIsSent:
    def test_to_anthropic(self, provider: FakeProvider) -> None:
        way = Way("anthropic", is_streamed=False)
        way.ask(way.chat(provider), SCHEMA)
        [entry] = provider.ledger
        assert entry.path == "/v1/messages"
        assert entry.headers["anthropic-version"] == "2023-06-01"
        assert entry.body == {
            "model": "small",
            "max_tokens": 50,
            "messages": [{"role": "user", "content": ASKED[1].content}],
            "stream": False,
            "system": [{"type": "text", "text": ASKED[0].content, "cache_control": {"type": "ephemeral"}}],
            "temperature": 0,
            "output_config": {"format": {"type": "json_schema", "schema": taken(SCHEMA)}},
        }

    def test_only_the_first_instructions_are_put_into_a_cache(self, provider: FakeProvider) -> None:
        chat = AnthropicChat(Endpoint(provider.url, "small", KEY, 20))
        turns = [Message("system", ""), *ASKED, Message("system", "Of the Falcon matter.")]
        asyncio.run(Permitted(chat).complete(turns, 50))
        [entry] = provider.ledger
        assert [list(block) for block in _blocks(entry)] == [["type", "text", "cache_control"], ["type", "text"]]

    def test_a_stream_of_openai_is_asked_for_its_usage(self, provider: FakeProvider) -> None:
        way = Way("openai", is_streamed=True)
        way.ask(way.chat(provider))
        assert provider.ledger[0].body["stream_options"] == {"include_usage": True}
        assert provider.ledger[0].headers["accept"] == "text/event-stream"

    @each_way
    def test_the_key_goes_into_one_header(self, way: Way, provider: FakeProvider) -> None:
        way.ask(way.chat(provider))
        assert list(provider.ledger[0].headers.values()).count("[key]") == 1

    @each_way
    def test_without_a_key_none_is_sent(self, way: Way, provider: FakeProvider) -> None:
        error = way.refusal(way.chat(provider, key=None))
        assert "asks for a key (401); name the variable" in str(error)
        assert "[key]" not in provider.ledger[0].headers.values()


@each_way
class TestFaults:
    @pytest.mark.parametrize("status", [408, 429, 502, 503, 504, 529])
    def test_what_passes_is_asked_again(self, status: int, way: Way, provider: FakeProvider) -> None:
        provider.plan += [Fault(status)] * 3
        assert way.ask(way.chat(provider)).usage == provider.used
        assert [entry.status for entry in provider.ledger] == [status] * 3 + [200]

    @pytest.mark.parametrize(
        ("fault", "said"),
        [
            (Fault(400, message="too long"), "refused the request (400: too long); if it is too long, choose"),
            (Fault(402), "has no credit left (402: as the script says); have its limit raised by its provider"),
            (Fault(404), "is not there (404: as the script says); correct url or name in settings.toml"),
            (Fault(413), "refused the request (413"),
            (Fault(429), "is asked too often (429: as the script says); ask again later"),
            (Fault(429, retry_after="86400"), "is asked too often (429"),
            (Fault(500), "failed (500: as the script says); ask again later, and see its server's log"),
            (Fault(529), "is overloaded (529: as the script says); ask again later, or choose another model"),
            (Fault(307, location="http://127.0.0.1:9/v1"), "sends requests elsewhere (307), which is not followed"),
        ],
        ids=lambda case: str(case.status) if isinstance(case, Fault) else "",
    )
    def test_statuses_say_what_would_help(self, fault: Fault, said: str, way: Way, provider: FakeProvider) -> None:
        provider.plan += [fault] * 4
        error = way.refusal(way.chat(provider))
        assert said in str(error)
        assert provider.used == Usage(0, 0)
        assert _spent(error) == Usage(0, 0)

    @pytest.mark.parametrize("code", ["insufficient_quota", "enforced_spend_limit_reached"])
    def test_an_account_without_credit_is_not_asked_again(self, code: str, way: Way, provider: FakeProvider) -> None:
        said = {"error": {"message": "spent", "code": code, "details": {"error_code": code}}}
        provider.plan += [Fault(429, raw=json.dumps(said).encode())] * 2
        assert "has no credit left (429: spent)" in str(way.refusal(way.chat(provider)))
        assert len(provider.ledger) == 1

    @pytest.mark.parametrize("breaks", ["before the head", "half way", "before the end event"])
    def test_a_connection_that_breaks(self, breaks: str, way: Way, provider: FakeProvider) -> None:
        provider.plan.append(Fault(breaks=breaks))  # type: ignore[arg-type]  # one of them
        has_begun = way.is_streamed and breaks != "before the head"
        if has_begun:
            error = way.refusal(way.chat(provider))
            assert "broke off its reply after" in str(error)
            assert isinstance(error, BrokenReply)
            assert SAID.startswith(error.text)
            assert error.text
            assert len(provider.ledger) == 1
        else:
            reply = way.ask(way.chat(provider))
            assert reply.text == SAID
            assert len(provider.ledger) == (1 if breaks == "before the end event" else 2)

    def test_a_server_that_never_holds_a_connection(self, way: Way, provider: FakeProvider) -> None:
        provider.plan += [Fault(breaks="before the head")] * 4
        error = way.refusal(way.chat(provider))
        assert isinstance(error, Unreachable)
        assert "cannot be reached (" in str(error)
        assert _covers(error.usage, provider.used)

    @pytest.mark.parametrize(("garbles", "said"), [("not JSON", "is no JSON"), ("cut short", "is no JSON")])
    def test_what_is_no_json(self, garbles: str, said: str, way: Way, provider: FakeProvider) -> None:
        provider.plan.append(Fault(garbles=garbles))  # type: ignore[arg-type]  # one of them
        error = way.refusal(way.chat(provider))
        assert said in str(error)
        assert _covers(_spent(error), provider.used)

    @pytest.mark.parametrize("usage", ["negative", "huge", "missing"])
    def test_numbers_that_cannot_be_are_estimated(self, usage: str, way: Way, provider: FakeProvider) -> None:
        provider.plan.append(Fault(usage=usage))  # type: ignore[arg-type]  # one of them
        reply = way.ask(way.chat(provider))
        # 25 and 39 bytes of prompt, 49 of reply, by three: 9 + 13, and 17
        assert reply.usage == Usage(22, 17, estimated=True)

    def test_numbers_that_can_be_are_the_bill(self, way: Way, provider: FakeProvider) -> None:
        provider.plan.append(Fault(usage="wrong"))
        assert way.ask(way.chat(provider)).usage == provider.ledger[0].said

    @pytest.mark.parametrize("breaks", ["before the first byte", "stalls half way"])
    def test_a_reply_that_comes_too_late(self, breaks: str, way: Way, provider: FakeProvider) -> None:
        has_begun = way.is_streamed and breaks == "stalls half way"
        provider.plan.append(Fault(breaks="stalls half way") if has_begun else Fault(first_byte_s=FOREVER))

        async def wait_for_it() -> BrokenReply:
            seen = asyncio.Event()
            task = asyncio.create_task(way.asked(way.chat(provider), seen=seen.set))
            await (seen.wait() if has_begun else asyncio.to_thread(provider.wait_for, lambda entries: len(entries) > 0))
            skip(3600)
            with pytest.raises(BrokenReply) as raised:
                await task
            return raised.value

        error = in_skipping_time(wait_for_it())
        what = "did not end its reply" if has_begun and way.is_streamed else "gave no reply"
        assert f"{what} within 20 s; raise timeout_s in settings.toml, or ask for less" in str(error)
        assert bool(error.text) == has_begun
        [entry] = provider.wait_for(lambda entries: entries[0].client_left)
        assert _covers(error.usage, entry.counted)

    def test_a_server_that_is_not_there(self, way: Way) -> None:
        with running(FakeProvider()) as fake:
            chat = way.chat(fake)
        error = way.refusal(chat)
        assert isinstance(error, Unreachable)
        assert error.usage == Usage(0, 0)

    def test_a_model_that_will_not_answer(self, way: Way) -> None:
        with running(FakeProvider(lambda question: Spoken("I would rather not.", "refusal"))) as fake:
            error = way.refusal(way.chat(fake))
            assert str(error) == "the provider of the language model small refused to answer; ask in other words"
            assert _spent(error) == fake.used

    def test_a_model_that_only_thinks(self, way: Way) -> None:
        with running(FakeProvider(lambda question: Spoken("", "length", thought="hm " * 50))) as fake:
            error = way.refusal(way.chat(fake))
            assert "used up all its 50 tokens before it wrote anything" in str(error)
            assert _spent(error) == fake.used


@each_stream
class TestStreams:
    def test_come_in_pieces(self, way: Way, provider: FakeProvider) -> None:
        *pieces, whole = _collected(way.chat(provider))
        assert pieces == ["You", " said:", " How", " much", " notice", " must", " the", " landlord", " give?"]
        assert isinstance(whole, Completion)

    def test_give_the_first_piece_while_the_rest_is_unwritten(self, way: Way, provider: FakeProvider) -> None:
        provider.plan.append(Fault(breaks="stalls half way"))

        async def first() -> str | Completion:
            async with aclosing(way.chat(provider).stream(ASKED, 50)) as stream:
                return await anext(stream)

        assert asyncio.run(first()) == "You"
        assert not provider.ledger[0].is_whole

    def test_end_at_once_when_nobody_wants_more(self, way: Way, provider: FakeProvider) -> None:
        provider.plan.append(Fault(breaks="stalls half way"))

        async def stop_early() -> Entry:
            async with aclosing(way.chat(provider).stream(ASKED, 50)) as stream:
                await anext(stream)
            left = await asyncio.to_thread(provider.wait_for, lambda entries: entries[0].client_left)
            assert asyncio.all_tasks() == {asyncio.current_task()}
            return left[0]

        assert not asyncio.run(stop_early()).is_whole

    def test_end_when_the_question_is_given_up(self, way: Way, provider: FakeProvider) -> None:
        provider.plan.append(Fault(breaks="stalls half way"))

        async def give_up() -> None:
            task = asyncio.create_task(way.asked(way.chat(provider)))
            await asyncio.to_thread(
                provider.wait_for, lambda entries: sum(entry.counted.completion_tokens for entry in entries) > 1
            )
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        asyncio.run(give_up())
        assert provider.wait_for(lambda entries: entries[0].client_left)

    def test_that_drip_come_too_late_too(self, way: Way) -> None:
        def has_sent(tokens: int) -> Callable[[tuple[Entry, ...]], bool]:
            return lambda entries: sum(entry.counted.completion_tokens for entry in entries) >= tokens

        async def drip(fake: FakeProvider) -> BrokenReply:
            task = asyncio.create_task(way.asked(way.chat(fake)))
            for tokens in (2, 6):  # each wait is shorter than that for one read
                await asyncio.to_thread(fake.wait_for, has_sent(tokens))
                skip(15)
            with pytest.raises(BrokenReply) as raised:
                await task
            return raised.value

        with running(FakeProvider(lambda question: "word " * 50)) as fake:
            fake.plan.append(Fault(between_s=0.2))
            assert "did not end its reply within 20 s" in str(in_skipping_time(drip(fake)))

    def test_time_in_other_hands_does_not_count(self, way: Way, provider: FakeProvider) -> None:
        provider.plan.append(Fault(between_s=0.001))

        async def slowly() -> Completion:
            return await way.asked(way.chat(provider), seen=lambda: skip(3600))

        assert in_skipping_time(slowly()).text == SAID

    @pytest.mark.parametrize(
        ("word", "words", "said"),
        [("x" * (1 << 20), 1, "an event of more than 1,048,576 bytes"), ("x" * (1 << 19), 10, "a stream of more than")],
        ids=["event", "text"],
    )
    def test_that_are_too_long_are_cut_off(self, word: str, words: int, said: str, way: Way) -> None:
        with running(FakeProvider(lambda question: f"{word} " * words)) as fake:
            error = way.refusal(way.chat(fake))
        assert said in str(error)

    def test_an_error_in_the_middle_is_said(self, way: Way, provider: FakeProvider) -> None:
        said = {"type": "error", "error": {"type": "overloaded_error", "message": f"no {KEY} left"}}
        provider.plan.append(Fault(raw=b"event: error\ndata: " + json.dumps(said).encode() + b"\n\n"))
        error = way.refusal(way.chat(provider))
        assert "failed (no [key] left)" in str(error)
        assert _covers(_spent(error), provider.used)

    def test_a_server_that_does_not_stream(self, way: Way, provider: FakeProvider) -> None:
        provider.plan.append(Fault(content_type="application/json"))
        assert "gave no stream although it was asked for one" in str(way.refusal(way.chat(provider)))

    def test_a_key_that_is_said_in_pieces_is_not_repeated(self, way: Way) -> None:
        def reply(question: FakeRequest) -> Spoken:
            return Spoken(f"It is {KEY[:4]} and {KEY}, not {KEY[:9]}")

        with running(FakeProvider(reply)) as fake:
            *pieces, whole = _collected(way.chat(fake))
        assert isinstance(whole, Completion)
        assert whole.text == f"It is {KEY[:4]} and [key], not {KEY[:9]}"
        assert "".join(str(piece) for piece in pieces) == whole.text

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(raw=st.binary(min_size=1, max_size=300))
    def test_any_bytes_end_in_a_sentence(self, raw: bytes, way: Way, provider: FakeProvider) -> None:
        provider.plan.append(Fault(raw=raw))
        way.refusal(way.chat(provider, attempts=1))

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.data())
    def test_so_do_events_of_any_json(self, way: Way, provider: FakeProvider, data: st.DataObject) -> None:
        events = data.draw(st.lists(any_event(), min_size=1, max_size=6))
        provider.plan.append(Fault(raw=b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)))
        way.refusal(way.chat(provider, attempts=1))


class TestDialects:
    @each_way
    def test_a_model_without_temperature(self, way: Way, provider: FakeProvider) -> None:
        provider.refuses = {'"temperature"': "`temperature` is deprecated for this model."}
        chat = way.chat(provider)
        assert {way.ask(chat).text for _ in range(2)} == {SAID}
        assert [entry.status for entry in provider.ledger] == [400, 200, 200]

    @pytest.mark.parametrize(
        ("word", "left"),
        [
            ("output_config", MessagesDialect(takes_schema=False)),
            ("cache_control", MessagesDialect(takes_cache_control=False)),
        ],
    )
    def test_a_gateway_that_knows_less(self, word: str, left: MessagesDialect, provider: FakeProvider) -> None:
        provider.refuses = {f'"{word}"': f"{word}: Extra inputs are not permitted"}
        chat = AnthropicChat(Endpoint(provider.url, "small", KEY, 20))
        for _ in range(2):
            asyncio.run(Permitted(chat).complete(ASKED, 50, SCHEMA))
        assert chat.dialect == left
        assert [entry.status for entry in provider.ledger] == [400, 200, 200]

    def test_a_server_that_counts_no_streams(self, provider: FakeProvider) -> None:
        provider.refuses = {'"stream_options"': "Unrecognized request argument supplied: stream_options"}
        way = Way("openai", is_streamed=True)
        assert way.ask(way.chat(provider)).usage == Usage(22, 17, estimated=True)


@each_way
class TestLeave:
    """Whether the words may be sent is asked once for leave, and then before each try."""

    def test_is_looked_at_before_each_try(self, way: Way, provider: FakeProvider) -> None:
        provider.plan += [Fault(503), Fault(breaks="before the head")]
        changing = Changing(leave_ends_after=3)
        error = way.refusal(replace(way.chat(provider), classifier=changing))
        assert isinstance(error, LeaveLapsed)
        assert len(provider.ledger) == 2

    def test_ends_with_words_that_became_too_sensitive(self, way: Way, provider: FakeProvider) -> None:
        provider.plan.append(Fault(429))
        changing = Changing(leave_ends_after=2, then=Sensitivity.PRIVILEGED)
        error = way.refusal(replace(way.chat(provider), classifier=changing, accepts=Sensitivity.CONFIDENTIAL))
        assert isinstance(error, NotPermitted)
        assert len(provider.ledger) == 1

    def test_is_looked_at_before_a_plainer_request_too(self, way: Way, provider: FakeProvider) -> None:
        provider.refuses = {'"temperature"': "`temperature` is deprecated for this model."}
        error = way.refusal(replace(way.chat(provider), classifier=Changing(leave_ends_after=2)))
        assert isinstance(error, LeaveLapsed)
        assert len(provider.ledger) == 1

    def test_is_for_these_words_alone(self, way: Way, provider: FakeProvider) -> None:
        async def send_others() -> None:
            chat = way.chat(provider)
            recipient: Recipient[Provider] = Recipient(chat.provider, chat.name, Sensitivity.PRIVILEGED)
            allowed = await allow(recipient, Changing(), ASKED[1:], None)
            if way.is_streamed:
                await anext(chat.provider.stream(allowed, ASKED, 50))
            else:
                await chat.provider.complete(allowed, ASKED, 50)

        with pytest.raises(NotPermitted, match="was given for something else"):
            asyncio.run(send_others())
        assert provider.ledger == ()


FAULTS = st.builds(
    Fault,
    status=st.sampled_from([200, 200, 200, 200, 429, 503, 529]),
    breaks=st.sampled_from(["no", "no", "before the head", "half way", "before the end event"]),
    garbles=st.sampled_from(["no", "no", "no", "not JSON", "cut short"]),
    usage=st.sampled_from(["counted", "counted", "negative", "huge", "missing"]),
)


@each_way
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.lists(FAULTS, max_size=5), words=st.lists(st.sampled_from(["notice", "thirty", "landlord,", "written"])))
def test_the_two_ledgers_agree_but_for_estimates(way: Way, plan: list[Fault], words: list[str]) -> None:
    with running(FakeProvider(lambda question: " ".join(words))) as fake:
        fake.plan += plan
        try:
            usage = way.ask(way.chat(fake)).usage
        except ModelError as error:
            usage = _spent(error)
        assert _covers(usage, fake.used) if usage.estimated else usage == fake.used


@each_way
def test_no_key_stands_in_a_log_a_message_or_a_representation(
    way: Way, provider: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    chat = way.chat(provider)
    with caplog.at_level(logging.DEBUG):
        way.ask(chat)
        provider.plan += [Fault(429, message=f"{KEY} again")] * 4
        error = way.refusal(chat)
    shown = (
        repr(chat.provider) + repr(vars(chat.provider)) + repr(error) + repr(error.__cause__) + repr(error.__context__)
    )
    assert caplog.text
    assert KEY not in caplog.text + shown


@dataclass
class Changing:
    """Rules that change after so many looks at them. Implements `Classifier`."""

    leave_ends_after: int = 1000
    then: Sensitivity = Sensitivity.PUBLIC
    looks: int = 0

    async def classification(self, words: Sequence[str]) -> Classification:
        self.looks += 1
        has_changed = self.looks > self.leave_ends_after
        return Classification(1 + has_changed, self.then if has_changed else Sensitivity.PUBLIC)


class SkippingLoop(asyncio.SelectorEventLoop):
    """A loop whose clock can be put forward, so that no test waits for time to pass."""

    skipped = 0.0

    def time(self) -> float:
        return super().time() + self.skipped


def skip(seconds: float) -> None:
    """Put the running loop's clock forward."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SkippingLoop)
    loop.skipped += seconds


def in_skipping_time(work: Coroutine[None, None, T]) -> T:
    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        return runner.run(work)


def any_event() -> st.SearchStrategy[object]:
    """JSON with the words of both protocols in it."""
    keys = ["choices", "delta", "content", "refusal", "finish_reason", "usage", "model", "error", "message", "type"]
    keys += ["text", "index", "content_block", "prompt_tokens", "completion_tokens", "input_tokens", "output_tokens"]
    kinds = ["message_start", "content_block_start", "content_block_delta", "message_delta", "text_delta", "text"]
    leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(kinds)
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(keys), inner, max_size=5),
        max_leaves=20,
    )


def _collected(chat: PermittedStream) -> list[str | Completion]:
    async def collect() -> list[str | Completion]:
        async with aclosing(chat.stream(ASKED, 50)) as stream:
            return [piece async for piece in stream]

    return asyncio.run(collect())


def _blocks(entry: Entry) -> list[dict[str, object]]:
    blocks = entry.body["system"]
    assert isinstance(blocks, list)
    return blocks


def _spent(error: ModelError) -> Usage:
    return error.usage if isinstance(error, BrokenReply) else Usage(0, 0)


def _covers(usage: Usage, used: Usage) -> bool:
    """Whether it says to be an estimate, and is not below what was used."""
    enough = usage.prompt_tokens >= used.prompt_tokens and usage.completion_tokens >= used.completion_tokens
    return usage.estimated and enough
