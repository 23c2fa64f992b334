"""A registration binds use: a model's file that was changed or retired is not asked, and whoever asks learns why."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.models.architecture.made_gguf import llama
from tests.models.test_llama_bound import changed
from tests.walk.conftest import Firm

RENT = "The Tenant shall pay rent of $4,200 per month, in advance"
SAID = {"text": "The Tenant shall pay rent of $4,200 per month in advance.", "citations": [{"label": 1, "quote": RENT}]}
ASKED = ("ask", "How much is the rent?", "--mode", "write", "--as", "alice")
CHANGED, RETIRED = "is not the file that was registered", "was retired (record"


@pytest.fixture
def gguf(firm: Firm) -> Path:
    """A model that is set and registered; it is sound, and too small to write anything."""
    pytest.importorskip("xllamacpp")
    file = llama().write(firm.folder / "firm.gguf")
    _set(firm, _table(file))
    firm.run("models", "add", str(file), "firm-model")
    return file


def _table(gguf: Path) -> str:
    return f'[[models]]\ntier = "near"\nprovider = "llama.cpp"\ngguf = "{gguf}"\ncontext_tokens = 4096\n'


def _set(firm: Firm, tables: str) -> dict[str, Any]:
    settings = f'embedder = "hashing"\nreader = "none"\n\n{tables}'
    (firm.workspace / "settings.toml").write_text(settings, encoding="utf-8")
    return firm.json("workspace", "trust", "--yes")


def _retire(firm: Firm) -> None:
    firm.run("models", "retire", "firm-model", "--reason", "a better one came")


def _misused(firm: Firm, gguf: Path, why: str) -> None:
    if why == CHANGED:
        changed(gguf)
    else:
        _retire(firm)


def _models(firm: Firm) -> dict[str, Any]:
    said: Any = firm.json("models")
    [model] = said["language_models"]
    return dict(model)


def _last(firm: Firm) -> dict[str, Any]:
    """The newest record."""
    return firm.json("audit", "show", str(firm.json("audit", "head")["seq"]))


@pytest.mark.parametrize("why", [CHANGED, RETIRED], ids=["changed", "retired"])
def test_a_question_goes_to_the_next_model_and_the_record_says_why(firm: Firm, gguf: Path, why: str) -> None:
    (firm.workspace / "replies.jsonl").write_text(
        json.dumps(json.dumps({"answered": True, "statements": [SAID]})) + "\n", encoding="utf-8"
    )
    _set(firm, _table(gguf) + '[[models]]\ntier = "next"\nprovider = "scripted"\nreplies = "replies.jsonl"\n')
    _misused(firm, gguf, why)
    reply: Any = firm.json(*ASKED)
    assert (reply["answered"], reply["tier"], reply["model"]) == (True, "next", "scripted")
    assert why in str(_last(firm))


@pytest.mark.parametrize("why", [CHANGED, RETIRED], ids=["changed", "retired"])
def test_without_another_model_the_question_is_refused(firm: Firm, gguf: Path, why: str) -> None:
    _misused(firm, gguf, why)
    reply: Any = firm.json(*ASKED)
    assert reply["answered"] is False
    assert why in str(reply["refusal"])
    assert why in str(_last(firm))


@pytest.mark.parametrize("why", [CHANGED, RETIRED], ids=["changed", "retired"])
def test_it_is_not_tried_and_the_record_of_that_says_so(firm: Firm, gguf: Path, why: str) -> None:
    _misused(firm, gguf, why)
    tried = firm.run("models", "--try", status=1)
    assert why in tried.output
    assert tried.stderr == "pincite: 1 language model of 1 did not answer: near\n"


def test_models_and_trust_say_what_is_registered_of_a_file(firm: Firm, gguf: Path) -> None:
    model = _models(firm)
    assert (model["registration"]["state"], model["registration"]["name"]) == ("registered", "firm-model")
    assert model["registration"]["verified"] is None
    assert model["cautions"] == [
        "the model 'firm-model' was never verified; do that with: pincite models verify firm-model"
    ]
    [trusted] = _set(firm, _table(gguf))["models"]
    assert trusted == {"gguf": str(gguf), "registration": model["registration"]}
    gguf.write_bytes(gguf.read_bytes()[:-1] + b"\x07")
    shown = firm.run("models").stdout
    assert "registration            registered as firm-model (" in shown
    assert "CHANGED since: it is not used" in shown
    assert CHANGED in _models(firm)["cautions"][0]
    _retire(firm)
    assert RETIRED in _models(firm)["cautions"][0]
    assert "retired (record" in firm.run("workspace", "trust", "--yes").stdout
    firm.run("models", "add", str(gguf), "firm-model")
    assert _models(firm)["registration"]["state"] == "registered"


def test_a_file_that_was_never_registered_is_used_with_a_caution(firm: Firm, gguf: Path) -> None:
    other = llama(general__name="Other").write(gguf.with_name("other.gguf"))
    _set(firm, _table(other))
    model = _models(firm)
    assert model["registration"]["state"] == "unregistered"
    assert model["cautions"] == [
        f"{other} is not registered or verified, so it is used whatever is in it; register it with: "
        f"pincite models add {other} NAME"
    ]
    assert "llama.cpp could not load" in firm.run("models", "--try", status=1).output
