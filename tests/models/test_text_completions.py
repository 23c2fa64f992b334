"""What a server says of tokens, in the forms of vLLM and llama.cpp, and whatever else may come."""

import asyncio
import json

import pytest
from tests.models.openai_server import OpenAIServer, Sent, failed, serving
from tests.permitting import Public

from pincite.errors import ModelError, NotPermitted
from pincite.models.chat.openai_chat import Endpoint, OpenAIChat
from pincite.models.chat.text_completions import read
from pincite.models.scoring import Scores, ScoringProvider, ToScore
from pincite.routing.permits import Recipient, allow
from pincite.sensitivity import Sensitivity

ASKED = ToScore("The rent is due", (5, 6, 7), of_each=True)

KEY = "sk-Zx81mQvertical7"


def of_vllm(tokens: list[str], rows: list[object]) -> dict[str, object]:
    said = {"tokens": tokens, "top_logprobs": rows, "token_logprobs": [None] * len(rows)}
    return {"choices": [{"text": "", "logprobs": said}], "usage": {"prompt_tokens": 3, "completion_tokens": 1}}


ECHOED = of_vllm(
    ["token_id:5", "token_id:6", "token_id:7", "token_id:8"],
    [None, {"token_id:6": -0.5}, {"token_id:7": -0.25, "token_id:1": -2}, {"token_id:8": -1.0}],
)


def said(answer: object, asked: ToScore = ASKED) -> Scores:
    return read(json.dumps(answer).encode(), asked, "small", KEY)


def test_an_echo_says_what_comes_after_each_token() -> None:
    found = said(ECHOED)
    assert found.answers == {0: {6: -0.5}, 1: {7: -0.25, 1: -2.0}, 2: {8: -1.0}}
    assert (found.usage.prompt_tokens, found.usage.completion_tokens, found.usage.estimated) == (3, 1, False)


def test_without_an_echo_it_is_what_comes_after_the_last() -> None:
    assert said(of_vllm(["token_id:8"], [{"token_id:8": -1.0}])).answers == {2: {8: -1.0}}
    likeliest = [{"id": 8, "logprob": -1.0, "token": " a"}, {"id": 3, "logprob": -2, "token": " b"}]
    of_llama = {"choices": [{"text": " a", "logprobs": {"content": [{"id": 8, "top_logprobs": likeliest}]}}]}
    assert said(of_llama).answers == {2: {8: -1.0, 3: -2.0}}


def test_a_server_may_say_nothing_of_tokens() -> None:
    assert said({"choices": [{"text": " a", "logprobs": None}]}).answers == {}
    assert said({"choices": [{"text": " a", "logprobs": {"content": [{"id": 8, "top_logprobs": []}]}}]}).answers == {}


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (of_vllm(["token_id:5", "token_id:9", "token_id:7", "x"], [None] * 4), "other tokens than it was sent"),
        (
            of_vllm(["The", " rent", " is", " due"], [None, {"a": -1}, {}, {}]),
            "by their words and not by their numbers",
        ),
        (of_vllm(["token_id:8"], [{"token_id:8": 3.0}]), "gave 3.0 for a log-probability"),
        (of_vllm(["token_id:8"], [{"token_id:8": float("nan")}]), "gave nan for a log-probability"),
        (of_vllm(["token_id:8"], [{"token_id:8": "-1"}]), "cannot be read"),
        (of_vllm(["token_id:8"], [{"token_id:8": -(10**400)}]), "gave -1000000000000000000 for a log-probability"),
        (of_vllm(["token_id:5"], [None] * 4), "cannot be read"),
        (of_vllm(["token_id:8"] * 2, [{"token_id:8": -1.0}] * 2), "cannot be read"),
        ({"choices": []}, "JSON that is no completion"),
        ([], "JSON that is no completion"),
        ({"error": {"message": f"no {KEY}"}}, "failed"),
    ],
)
def test_what_cannot_be_meant_is_refused(answer: object, why: str) -> None:
    with pytest.raises(ModelError, match=why) as raised:
        said(answer)
    assert KEY not in str(raised.value)


def scored(server: OpenAIServer, asked: ToScore, sent: ToScore | None = None) -> Scores:
    """What a server says of tokens, with leave for these, if others are sent."""
    chat: ScoringProvider = OpenAIChat(Endpoint(server.url, "small", KEY, 20))

    async def with_leave() -> Scores:
        recipient = Recipient(chat, chat.name, Sensitivity.PRIVILEGED)
        return await chat.scores(await allow(recipient, Public(), asked.turns, asked.form), sent or asked)

    return asyncio.run(with_leave())


def test_tokens_are_sent_with_leave_for_them_alone() -> None:
    with serving() as server:
        server.plan.append(Sent(body=json.dumps(ECHOED).encode()))
        assert len(scored(server, ASKED).answers) == 3
        [taken] = server.taken
        for other in (ToScore(ASKED.text, (5, 6)), ToScore("The deposit is due", ASKED.tokens)):
            with pytest.raises(NotPermitted, match="was given for something else"):
                scored(server, ASKED, other)
        assert server.taken == [taken]
    assert (taken.path, taken.body["prompt"], taken.body["echo"]) == ("/v1/completions", [5, 6, 7], True)
    assert taken.headers["Authorization"] == f"Bearer {KEY}"


def test_a_server_that_takes_no_echo_gives_no_answers_and_one_that_fails_says_why() -> None:
    with serving() as server:
        server.plan.append(failed(400, "echo is not supported"))
        assert scored(server, ASKED).answers == {}
        server.plan.append(failed(401, "who are you"))
        with pytest.raises(ModelError, match="refused the key"):
            scored(server, ASKED)
