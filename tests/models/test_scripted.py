"""The scripted model, with replies from a file."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest
from tests.permitting import PermittedStream

from pincite.errors import ModelError
from pincite.models.fakes import InProcess, PreparedReply, Scripted, read_replies
from pincite.models.ports import Completion, Message, Usage


def ask(model: Scripted, question: str) -> str:
    return asyncio.run(model.complete([Message("system", "Answer."), Message("user", question)], 50)).text


def test_replies_come_from_lines_of_json(tmp_path: Path) -> None:
    (tmp_path / "replies.jsonl").write_text(
        '"Thirty days."\n\n{"reply": {"statements": []}}\n{"asked": "notice", "reply": "Sixty days."}\r\n',
        encoding="utf-8",
    )
    assert read_replies(tmp_path / "replies.jsonl") == (
        PreparedReply("Thirty days."),
        PreparedReply('{"statements": []}'),
        PreparedReply("Sixty days.", asked="notice"),
    )


def test_a_reply_waits_for_its_question() -> None:
    model = Scripted([PreparedReply("Sixty days.", "notice"), PreparedReply("Ohio.", "law"), "Anything."])
    assert [ask(model, question) for question in ("Which law?", "How much notice?", "Which law?")] == [
        "Ohio.",
        "Sixty days.",
        "Anything.",
    ]


def test_a_question_that_no_reply_is_for() -> None:
    with pytest.raises(ModelError, match="has no reply to this among the 1 left; prepare one more"):
        ask(Scripted([PreparedReply("Ohio.", "law")]), "How much notice?")


@pytest.mark.parametrize(
    "line", ["{", "7", "null", "[]", "{}", '{"asked": "x"}', '{"reply": "x", "asked": 7}', '{"reply": 1, "else": 2}']
)
def test_a_line_that_is_no_reply_is_named(line: str, tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text('"One."\n' + line, encoding="utf-8")
    with pytest.raises(ModelError, match=f"^line 2 of {tmp_path}/r.jsonl is no"):
        read_replies(tmp_path / "r.jsonl")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_bytes(b'"\xff"')
    with pytest.raises(ModelError, match="are not in UTF-8"):
        read_replies(tmp_path / "r.jsonl")
    with pytest.raises(
        ModelError, match=r"cannot be read \(No such file or directory\); correct replies in settings\.toml"
    ):
        read_replies(tmp_path / "nothing.jsonl")


def test_it_streams_word_by_word() -> None:
    async def pieces() -> list[str | Completion]:
        model = PermittedStream(InProcess(Scripted(["Thirty  days'\nnotice. "])))
        async with aclosing(model.stream([Message("user", "How much?")], 9)) as stream:
            return [piece async for piece in stream]

    *said, whole = asyncio.run(pieces())
    assert said == ["Thirty", "  days'", "\nnotice.", " "]
    assert whole == Completion("Thirty  days'\nnotice. ", "scripted", Usage(2, 3))
