"""A refusal worth reading: the closest sentences whole, what was looked through, and what to try."""

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from pincite.cli import main

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

NOTHING = "Who painted the ceiling of the chapel?"
ENDS = "On which day does the term of this lease end?"
RENT = "How much rent does the Tenant pay per month?"


def test_the_closest_sentences_are_whole_and_can_be_shown_by_their_number(standing_firm: "Firm") -> None:
    printed = standing_firm.run("ask", NOTHING).stdout
    assert "Not an answer, only the closest passages that were found:" in printed
    assert not re.search(r"^\d+\. ", printed, re.MULTILINE)  # which is how an answer begins
    [record, *_] = re.findall(r"pincite show (\d+)\.\d+ --workspace \S+$", printed, re.MULTILINE)
    sentences = re.findall(r"^   passage (\d+): “(.+?)”\s*$", printed, re.MULTILINE | re.DOTALL)
    assert len(sentences) > 1
    for number, sentence in sentences:
        found: dict[str, Any] = standing_firm.json("show", f"{record}.{number}")
        assert " ".join(found["quote"].split()) == " ".join(sentence.split())


def test_a_sentence_of_which_there_are_copies_is_printed_once_with_their_number(firm: "Firm") -> None:
    [lease] = (firm.folder / "lease").iterdir()
    for name in ("Copy one.txt", "Copy two.txt"):
        (firm.folder / "lease" / name).write_text(lease.read_text(encoding="utf-8") + f"\n{name}\n", encoding="utf-8")
    firm.run("ingest", str(firm.folder / "lease"), "--matter", "lease")
    printed = firm.run("ask", NOTHING, "--matter", "lease").stdout
    sentences = [
        " ".join(one.split()) for one in re.findall(r"^   passage \d+: “(.+?)”\s*$", printed, re.MULTILINE | re.DOTALL)
    ]
    assert len(sentences) == len(set(sentences)) < 5
    copies = re.findall(r"the same words stand in (\d) more passages?: pincite show ([\d., ]+)", printed)
    assert sum(int(count) for count, _ in copies) + len(re.findall(r"^   passage \d: ", printed, re.MULTILINE)) == 5
    for count, places in copies:
        assert len(places.split(", ")) == int(count)
        for place in places.split(", "):
            found: dict[str, Any] = firm.json("show", place.strip())
            assert " ".join(found["quote"].split()) in sentences


def test_a_number_that_was_not_printed_is_named(standing_firm: "Firm") -> None:
    printed = standing_firm.run("ask", NOTHING).stdout
    record = re.findall(r"pincite show (\d+)\.\d+ --workspace \S+$", printed, re.MULTILINE)[0]
    assert "is a refusal and has no passage 99" in standing_firm.run("show", f"{record}.99", status=1).stderr


def test_it_says_what_was_looked_through_and_what_to_try(standing_firm: "Firm") -> None:
    printed = " ".join(standing_firm.run("ask", NOTHING, "--as", "bob").stdout.split())
    assert "Looked through 1 document that you may see" in printed
    assert f"pincite search '{NOTHING}' -k 20" in printed
    assert "pincite outline supply-" in printed
    assert "name the document in the question" not in printed
    assert "name the document in the question" in standing_firm.run("ask", NOTHING).stdout


def test_every_reply_says_how_many_documents_were_looked_through(standing_firm: "Firm") -> None:
    reply: dict[str, Any] = standing_firm.json("ask", RENT)
    assert reply["looked"] == {"documents": 2, "of": 2}
    assert standing_firm.json("ask", RENT, "--as", "bob")["looked"] == {"documents": 1, "of": 1}


def test_printed_commands_reach_the_workspace_that_was_named(
    standing_firm: "Firm", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where there is no workspace
    printed = standing_firm.run("ask", NOTHING).stdout
    commands = re.findall(r"^ *pincite ((?:show|search|outline) .*?)(?:   \(.*)?$", printed, re.MULTILINE)
    assert {command.split()[0] for command in commands} == {"show", "search", "outline"}
    for command in commands:
        done = CliRunner().invoke(main, shlex.split(command))
        assert done.exit_code == 0, (command, done.output)
    monkeypatch.setenv("PINCITE_WORKSPACE", str(standing_firm.workspace))
    by_variable = CliRunner().invoke(main, ["ask", NOTHING]).stdout
    assert "pincite show" in by_variable
    assert "--workspace" not in by_variable


def test_who_may_not_see_a_passage_any_more_is_not_shown_its_sentence(firm: "Firm") -> None:
    firm.run("access", "user", "add", "carol")
    firm.run("access", "grant", "carol", "--matter", "lease")
    firm.run("access", "grant", "carol", "--matter", "supply")
    printed = firm.run("ask", NOTHING, "--as", "carol").stdout
    places = re.findall(r"pincite show (\d+\.\d+) --workspace \S+ --as carol$", printed, re.MULTILINE)
    assert places
    firm.run("access", "wall", "add", "carol", "--matter", "lease")
    firm.run("access", "wall", "add", "carol", "--matter", "supply")
    for place in places:
        said = firm.run("show", place, "--as", "carol", status=1).stderr
        assert said == firm.run("show", "999.1", "--as", "carol", status=1).stderr.replace("999", place.split(".")[0])


def test_a_reply_that_asks_back_offers_the_newest_question(standing_firm: "Firm") -> None:
    seq = standing_firm.json("ask", ENDS, "--as", "alice")["audit"]
    assert isinstance(seq, dict)
    printed = " ".join(standing_firm.run("ask", "And the other way round?", "--as", "alice").stdout.split())
    assert (
        f"--after {seq['seq']} --workspace {standing_firm.workspace} --as alice (it goes on from “{ENDS}”)" in printed
    )
    assert ENDS not in standing_firm.run("ask", "And the other way round?", "--as", "bob").stdout


@pytest.mark.parametrize("question", ["Hello!", "What is 17 times 23?"])
def test_what_is_no_question_about_documents_gets_no_sentences(standing_firm: "Firm", question: str) -> None:
    printed = standing_firm.run("ask", question).stdout
    assert "Closest" not in printed
    assert "What to try" not in printed
