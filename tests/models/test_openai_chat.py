import asyncio
import datetime
import ipaddress
import json
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from tests.models.openai_server import OpenAIServer, Sent, completion, failed, serving
from tests.permitting import Permitted

from pincite.errors import ModelError
from pincite.models.chat.dialect import Dialect, body, plainer
from pincite.models.chat.openai_chat import LONGEST_ANSWER, Endpoint, OpenAIChat, Unreachable
from pincite.models.chat.patience import LONGEST_WAIT_S, wait_s
from pincite.models.chat.reply import complaint, read_choice
from pincite.models.chat.reply import completion as completed
from pincite.models.ports import Completion, Message, Provider, Usage

ASKED = (Message("system", "Answer from the passages."), Message("user", "How much notice?"))
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}
KEY = "sk-Zx81mQvertical7"


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with serving() as running:
        yield running


class Pauses:
    """A pause that takes no time and remembers how long it was asked to be."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def chat_at(url: str, key: str | None = KEY, timeout_s: float = 20, pauses: Pauses | None = None) -> OpenAIChat:
    return OpenAIChat(Endpoint(url, "small", key, timeout_s), pauses or Pauses(), chance=lambda: 0.5)


def complete(chat: Provider, schema: dict[str, object] | None = None) -> Completion:
    return asyncio.run(Permitted(chat).complete(ASKED, 50, schema))


def refusal(chat: Provider) -> str:
    with pytest.raises(ModelError) as raised:
        complete(chat)
    text = str(raised.value)
    assert KEY not in text
    assert text.isprintable()
    return text


def test_a_reply_and_what_it_took(server: OpenAIServer) -> None:
    assert complete(chat_at(server.url)) == Completion("You said: How much notice?", "small", Usage(7, 5))


def test_what_is_asked_for(server: OpenAIServer) -> None:
    complete(chat_at(server.url), SCHEMA)
    [request] = server.taken
    assert request.path == "/v1/chat/completions"
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert request.body == {
        "model": "small",
        "messages": [{"role": message.role, "content": message.content} for message in ASKED],
        "max_tokens": 50,
        "temperature": 0,
        "seed": 1,
        "stream": False,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "reply", "strict": True, "schema": SCHEMA},
        },
    }


def test_without_a_key_none_is_sent(server: OpenAIServer) -> None:
    complete(chat_at(server.url, key=None))
    assert "Authorization" not in server.taken[0].headers


def test_one_adapter_serves_several_event_loops_and_several_questions_at_once(server: OpenAIServer) -> None:
    chat = chat_at(server.url)

    async def all_at_once() -> list[Completion]:
        return list(await asyncio.gather(*(Permitted(chat).complete([Message("user", str(n))], 9) for n in range(8))))

    for _ in range(2):
        assert [each.text for each in asyncio.run(all_at_once())] == [f"You said: {n}" for n in range(8)]


def test_the_server_says_which_model_answered(server: OpenAIServer) -> None:
    server.plan.append(completion("Yes.", model="small-2026-11-01"))
    assert complete(chat_at(server.url)).model == "small-2026-11-01"


@pytest.mark.parametrize("said", ["", "  ", "two\nlines", "x" * 201, 7, None], ids=str)
def test_a_name_that_is_none_is_not_put_on_the_record(said: object, server: OpenAIServer) -> None:
    server.plan.append(completion("Yes.", model=said))
    assert complete(chat_at(server.url)).model == "small"


@pytest.mark.parametrize(
    "counted",
    [
        None,
        {},
        "7",
        {"prompt_tokens": 1},
        {"prompt_tokens": -1, "completion_tokens": 2},
        {"prompt_tokens": True, "completion_tokens": 2},
        {"prompt_tokens": 1.5, "completion_tokens": 2},
    ],
    ids=str,
)
def test_tokens_that_the_server_does_not_count_are_estimated_and_said_to_be(
    counted: object, server: OpenAIServer
) -> None:
    server.plan.append(completion("Thirty days.", usage=counted))
    # 25 and 16 bytes of prompt, 12 of reply, by three: 9 + 6, and 4.
    assert complete(chat_at(server.url)).usage == Usage(15, 4, estimated=True)


class TestTryingAgain:
    @pytest.mark.parametrize("status", [408, 429, 502, 503, 504, 529])
    def test_what_passes_is_tried_again_with_longer_waits(self, status: int, server: OpenAIServer) -> None:
        server.plan += [failed(status, "busy")] * 3
        pauses = Pauses()
        assert complete(chat_at(server.url, pauses=pauses)).text == "You said: How much notice?"
        assert pauses.seconds == [0.5, 1.0, 2.0]

    def test_it_is_tried_four_times_in_all(self, server: OpenAIServer) -> None:
        server.plan += [failed(429, "30 requests a minute")] * 9
        said = refusal(chat_at(server.url))
        assert said == (
            f"the language model small at {server.url} is asked too often (429: 30 requests a minute); ask again "
            "later, or have its limit raised"
        )
        assert len(server.taken) == 4

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 500, 501])
    def test_what_does_not_pass_is_asked_once(self, status: int, server: OpenAIServer) -> None:
        server.plan += [failed(status, "no")] * 2
        assert str(status) in refusal(chat_at(server.url))
        assert len(server.taken) == 1

    def test_a_server_may_say_how_long_to_wait(self, server: OpenAIServer) -> None:
        server.plan += [failed(429, "wait", Retry_After="3"), failed(503, "wait", Retry_After="soon")]
        pauses = Pauses()
        complete(chat_at(server.url, pauses=pauses))
        assert pauses.seconds == [3.0, 1.0]

    def test_a_wait_that_is_too_long_ends_it(self, server: OpenAIServer) -> None:
        server.plan += [failed(429, "come back tomorrow", Retry_After="86400")] * 2
        assert "come back tomorrow" in refusal(chat_at(server.url))
        assert len(server.taken) == 1

    @pytest.mark.parametrize(
        "broken", [Sent(status=0), Sent(body=b"{" * 2000, breaks_off=True, pieces=4)], ids=["no answer", "half of one"]
    )
    def test_a_broken_connection_is_made_again(self, broken: Sent, server: OpenAIServer) -> None:
        server.plan.append(broken)
        assert complete(chat_at(server.url)).text == "You said: How much notice?"
        assert len(server.taken) == 2

    def test_a_server_that_is_not_there(self) -> None:
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))  # and not listened at; nobody else gets it meanwhile
            chat = chat_at(f"http://127.0.0.1:{held.getsockname()[1]}/v1")
            with pytest.raises(
                Unreachable, match=r"cannot be reached \(.+\); start it, or correct url in settings\.toml$"
            ):
                complete(chat)

    @given(
        attempt=st.integers(0, 3),
        share=st.floats(0, 1),
        headers=st.dictionaries(st.sampled_from(["retry-after", "date"]), st.text(max_size=40)),
    )
    def test_no_wait_is_negative_or_too_long_whatever_the_server_says(
        self, attempt: int, share: float, headers: dict[str, str]
    ) -> None:
        wait = wait_s(attempt, headers, share)
        assert wait is None or 0 <= wait <= LONGEST_WAIT_S

    @pytest.mark.parametrize(
        ("headers", "wait"),
        [
            ({}, 1.0),
            ({"retry-after": "0"}, 0.0),
            ({"retry-after": "30"}, 30.0),
            ({"retry-after": "31"}, None),
            ({"retry-after": "999999999999"}, 1.0),
            ({"retry-after": "-5"}, 1.0),
            ({"retry-after": "1e3"}, 1.0),
            ({"retry-after": "٣"}, 1.0),
            ({"retry-after": "Wed, 21 Oct 2026 07:28:09 GMT", "date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 9.0),
            ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", "date": "Wed, 21 Oct 2026 07:28:09 GMT"}, 0.0),
            ({"retry-after": "Wed, 21 Oct 2026 07:28:09 GMT"}, 1.0),
            ({"retry-after": "Wed, 21 Oct 2026 07:28:09 GMT", "date": "yesterday"}, 1.0),
        ],
        ids=str,
    )
    def test_the_second_wait(self, headers: dict[str, str], wait: float | None) -> None:
        assert wait_s(1, headers, 0.5) == wait


class TestTakingTooMuch:
    def test_a_slow_server(self, server: OpenAIServer) -> None:
        server.plan.append(Sent(200, b"{}", wait_s=9))
        said = refusal(chat_at(server.url, timeout_s=2))
        assert "gave no reply within 2 s; raise timeout_s in settings.toml, or ask for less" in said
        assert len(server.taken) == 1

    def test_a_server_that_drips(self, server: OpenAIServer) -> None:
        server.plan.append(Sent(200, b" " * 100, wait_s=0.1, pieces=100))
        assert "within 0.4 s" in refusal(chat_at(server.url, timeout_s=0.4))

    def test_the_time_is_for_all_tries_together(self, server: OpenAIServer) -> None:
        server.plan += [failed(503, "no")] * 4
        chat = OpenAIChat(Endpoint(server.url, "small", KEY, 0.2))
        assert "within 0.2 s" in refusal(chat)

    def test_an_endless_answer(self, server: OpenAIServer) -> None:
        server.plan.append(Sent(200, b" " * (LONGEST_ANSWER + 1)))
        assert "more than 4,194,304 bytes" in refusal(chat_at(server.url))

    def test_a_compressed_answer(self, server: OpenAIServer) -> None:
        server.plan.append(Sent(200, b"\x1f\x8b" + b"0" * 100, {"Content-Encoding": "gzip"}))
        assert "compressed answer although it was asked not to" in refusal(chat_at(server.url))


class TestAnswersThatAreNone:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"<html>Bad Gateway</html>",
            b"\xff\xfe",
            b"null",
            b"[]",
            b"{}",
            b'"text"',
            b'{"choices": []}',
            b'{"choices": {}}',
            b'{"choices": [7]}',
            b'{"choices": [{"message": "text"}]}',
            b'{"choices": [{"message": {"content": 7}}]}',
            b'{"choices": [{"message": {"content": [{"type": "text", "text": "parts"}]}}]}',
            b"[" * 100_000,
        ],
        ids=lambda content: content[:40].decode("latin-1"),
    )
    def test_are_refused_with_a_sentence(self, content: bytes, server: OpenAIServer) -> None:
        server.plan.append(Sent(200, content))
        assert "set url in settings.toml to a server that speaks the OpenAI protocol" in refusal(chat_at(server.url))

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            (completion(None, finish_reason="length"), "used up all its 50 tokens before it wrote anything"),
            (completion(" \n", finish_reason="length"), "used up all its 50 tokens before it wrote anything"),
            (completion("", finish_reason="content_filter"), "the filter of the language model small withheld"),
            (completion("", finish_reason="stop"), "gave an empty reply"),
            (Sent(body=b'{"choices": [{"message": {}}]}'), "gave an empty reply"),
            (
                Sent(body=b'{"choices": [{"message": {"content": null, "refusal": "I cannot\\u0000 help."}}]}'),
                "the provider of the language model small refused to answer; ask",
            ),
            (Sent(body=b'{"error": {"message": "no GPU left"}}'), "failed (no GPU left)"),
            (Sent(body=b'{"error": 5}'), "failed (it does not say why)"),
        ],
        ids=["thought only", "blank", "filtered", "empty", "nothing", "refusal", "error", "strange error"],
    )
    def test_say_what_happened(self, sent: Sent, said: str, server: OpenAIServer) -> None:
        server.plan.append(sent)
        assert said in refusal(chat_at(server.url))

    @given(st.binary(max_size=200))
    def test_no_bytes_are_read_as_anything_but_a_completion_or_a_refusal(self, content: bytes) -> None:
        complaint(content, None)
        with pytest.raises(ModelError):
            completed(read_choice(content, "small", None), ASKED, 50, "small")

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["choices", "message", "content", "error", "usage", "model", "detail"]), inner
                )
            ),
            max_leaves=20,
        )
    )
    def test_nor_is_any_json(self, answer: object) -> None:
        content = json.dumps(answer).encode("utf-8", "replace")
        complaint(content, None)
        try:
            reply = completed(read_choice(content, "small", None), ASKED, 50, "small")
        except ModelError:
            return
        assert reply.text.strip()

    def test_half_characters_become_question_marks(self, server: OpenAIServer) -> None:
        server.plan.append(Sent(body=b'{"choices": [{"message": {"content": "a\\ud800b"}}]}'))
        assert complete(chat_at(server.url)).text == "a?b"

    @pytest.mark.parametrize(
        "text",
        ["", "🎉🎉", "word " * 10_000, "漢字 قانون", "\ud800", '"}\n\\', "\x00\x1b[31m"],
        ids=lambda t: repr(t[:9]),
    )
    def test_every_question_arrives(self, text: str, server: OpenAIServer) -> None:
        reply = asyncio.run(Permitted(chat_at(server.url)).complete([Message("user", text)], 50))
        assert reply.text == "You said: " + text.replace("\ud800", "?")


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "help_"),
        [
            (301, "sends requests elsewhere (301), which is not followed; correct url in settings.toml"),
            (401, "refused the key (401); put a valid one where key_env or key_keyring says"),
            (403, "refused the key (403); put a valid one where key_env or key_keyring says"),
            (404, "is not there (404: it says so); correct url or name in settings.toml"),
            (400, "if it is too long, choose a model that reads more, or lower max_answer_tokens in settings.toml"),
            (413, "if it is too long, choose a model that reads more, or lower max_answer_tokens in settings.toml"),
            (500, "failed (500: it says so); ask again later, and see its server's log"),
            (418, "failed (418: it says so); ask again later, and see its server's log"),
        ],
    )
    def test_say_what_would_help(self, status: int, help_: str, server: OpenAIServer) -> None:
        server.plan.append(failed(status, "it says so"))
        assert refusal(chat_at(server.url)).endswith(help_)

    def test_an_address_without_its_v1_is_given_one(self, server: OpenAIServer) -> None:
        server.plan.append(failed(404, "no such path"))
        short = server.url.removesuffix("/v1")
        assert refusal(chat_at(short)).endswith(f"url in settings.toml goes up to and with /v1: try {short}/v1")

    def test_a_missing_key_is_asked_for(self, server: OpenAIServer) -> None:
        server.plan.append(failed(401, "who are you?"))
        assert "asks for a key (401); name the variable" in refusal(chat_at(server.url, key=None))

    def test_a_redirect_is_not_followed_anywhere(self, server: OpenAIServer) -> None:
        with serving() as elsewhere:
            server.plan.append(Sent(307, b"", {"Location": f"{elsewhere.url}/chat/completions"}))
            refusal(chat_at(server.url))
            assert elsewhere.taken == []

    @pytest.mark.parametrize("status", [200, 400, 401, 404, 429, 500])
    def test_a_server_that_repeats_the_key_is_not_repeated(self, status: int, server: OpenAIServer) -> None:
        before = "x" * 290  # so that the key would be cut in two
        server.plan += [failed(status, f"{before} {KEY} is wrong")] * 4
        said = refusal(chat_at(server.url))
        assert KEY[:6] not in said

    def test_words_of_a_server_stay_on_one_short_line(self, server: OpenAIServer) -> None:
        server.plan.append(failed(500, "first\nsecond\x1b[31m " + "long " * 100_000))
        said = refusal(chat_at(server.url))
        assert "first second [31m long" in said
        assert len(said) < 600

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b'{"error": "model not found"}', "model not found"),
            (b'{"detail": "Not Found"}', "Not Found"),
            (b'{"object": "error", "message": "too long"}', "too long"),
            (b'{"detail": [{"loc": ["body"]}]}', ""),
            (b"<html>", ""),
        ],
    )
    def test_other_servers_have_other_ways_to_complain(self, content: bytes, said: str) -> None:
        assert complaint(content, None) == said


class TestDialects:
    def test_a_server_without_schemas_is_asked_for_any_object_then_for_words(self, server: OpenAIServer) -> None:
        server.refused_words = {
            "json_schema": "response_format type json_schema is not supported",
            "json_object": "'response_format' is unknown",
        }
        chat = chat_at(server.url)
        assert complete(chat, SCHEMA).text
        kinds = [request.body.get("response_format", {}).get("type") for request in server.taken]
        assert kinds == ["json_schema", "json_object", None]
        complete(chat, SCHEMA)
        assert len(server.taken) == 4  # it is remembered

    def test_a_model_that_thinks_wants_other_words(self, server: OpenAIServer) -> None:
        server.refused_words = {
            '"max_tokens"': "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
            '"temperature"': "Unsupported value: 'temperature' does not support 0 with this model.",
            '"seed"': "Unknown parameter: 'seed'.",
        }
        chat = chat_at(server.url)
        complete(chat)
        last = server.taken[-1].body
        assert last["max_completion_tokens"] == 50
        assert not {"max_tokens", "temperature", "seed"} & last.keys()
        assert chat.dialect == Dialect(
            "json_schema", "max_completion_tokens", takes_temperature=False, takes_seed=False
        )

    def test_nothing_is_given_up_for_a_refusal_of_something_else(self, server: OpenAIServer) -> None:
        server.plan += [failed(400, "max_tokens or max_completion_tokens is too large: 50")] * 2
        chat = chat_at(server.url)
        refusal(chat)
        assert len(server.taken) == 2
        assert chat.dialect == Dialect()

    @given(st.text(), st.booleans())
    def test_every_way_down_ends(self, complaint: str, has_schema: bool) -> None:
        said = complaint + " stream_options max_completion_tokens temperature seed response_format"
        steps, dialect = 0, Dialect()
        while (plain := plainer(dialect, said, has_schema=has_schema)) is not None:
            steps, dialect = steps + 1, plain
        assert steps == (6 if has_schema else 4)

    def test_a_long_complaint_is_read_in_no_time(self) -> None:
        assert plainer(Dialect(), "see " * 250_000, has_schema=True) is None

    @given(st.text(st.characters(), max_size=50))
    def test_every_request_is_json_in_utf8(self, text: str) -> None:
        sent = json.loads(body("small", [Message("user", text)], 9, None, Dialect()).decode())
        assert sent["messages"][0]["content"] == text.encode("utf-8", "replace").decode()


class TestTheKey:
    def test_stands_in_no_log_and_in_no_representation(
        self, server: OpenAIServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        chat = chat_at(server.url)
        with caplog.at_level(logging.DEBUG):
            complete(chat)
        assert caplog.text
        assert KEY not in caplog.text
        assert KEY not in repr(Endpoint(server.url, "small", KEY, 9)) + repr(chat)

    def test_proxies_of_the_environment_are_not_used(
        self, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with serving() as proxy:
            monkeypatch.setenv("HTTP_PROXY", proxy.url.removesuffix("/v1"))
            monkeypatch.setenv("NO_PROXY", "")
            complete(chat_at(server.url))
            assert proxy.taken == []

    def test_proxies_of_the_environment_are_used_when_the_settings_say_so(
        self, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with serving() as proxy:
            monkeypatch.setenv("HTTP_PROXY", proxy.url.removesuffix("/v1"))
            complete(OpenAIChat(Endpoint("http://model.invalid/v1", "small", KEY, 9, trust_env=True)))
            assert [request.path for request in proxy.taken] == ["http://model.invalid/v1/chat/completions"]


class TestTls:
    def test_a_certificate_that_nobody_vouches_for_is_refused_at_once(self, tmp_path: Path) -> None:
        with serving(_own_certificate(tmp_path)) as server:
            said = refusal(chat_at(server.url))
            assert "is not secure (self-signed certificate); correct the server's certificate" in said
            assert server.taken == []

    def test_a_certificate_that_the_environment_vouches_for_is_taken(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with serving(_own_certificate(tmp_path)) as server:
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
            refusal(chat_at(server.url))
            assert complete(OpenAIChat(Endpoint(server.url, "small", KEY, 20, trust_env=True))).text

    def test_certificates_that_are_not_there_are_named(
        self, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", "/nowhere.pem")
        said = refusal(OpenAIChat(Endpoint(server.url, "small", KEY, 20, trust_env=True)))
        assert "the certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read" in said

    def test_a_server_that_does_not_encrypt(self, server: OpenAIServer) -> None:
        assert "is not secure (" in refusal(chat_at(server.url.replace("http:", "https:")))


def test_giving_up_a_question_leaves_no_request_running(server: OpenAIServer) -> None:
    server.plan.append(Sent(200, b"{}", wait_s=2))
    before = threading.active_count()

    async def give_up() -> None:
        task = asyncio.create_task(Permitted(chat_at(server.url)).complete(ASKED, 50))
        while not server.taken:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(give_up())
    assert threading.active_count() <= before + 1  # the server's own


def _own_certificate(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate for 127.0.0.1 that it signed itself; it lies in the folder too."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context
