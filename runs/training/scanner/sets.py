"""What the scanner is measured on: documents with a task planted in them and without, sentences, and questions."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from runs.training.scanner.asking import ATTACKS_APART, HARMLESS_APART, attack, harmless
from runs.training.scanner.documents import Clean, side
from runs.training.scanner.examples import Material
from runs.training.scanner.hostile import Prompt
from runs.training.scanner.mixed import MIXED_APART, mixed, triggered
from runs.training.scanner.ordinary import APART as ORDINARY_APART
from runs.training.scanner.ordinary import ordinary
from runs.training.scanner.planted import APART, task
from runs.training.scanner.steering import NEAR_APART, STEERING_APART, near, steering
from runs.training.scanner.written import QUESTIONS, drawn, families, items

from pincite.structure.sentences import sentences

WRITTEN = Path(__file__).with_name("lookalikes.txt")
"""Harmless questions with words that attacks like, written one by one, a line each; nothing is learnt from them."""

ADDED = frozenset((*QUESTIONS, "several such words", "people, such words", "made attacks, line by line"))
"""Sets of questions that came later; figures that are compared with earlier ones leave them out."""

KINDS = ("e-mail", "table", "code", "contract", "policy", "form", "guide", "prose")
PLACES = ("start", "middle", "end")
EXCERPT = 2_500
"""Characters of a document that are read."""

INSTRUCTION_LIKE = re.compile(
    r"\b(?:disregard|overrid\w*|ignor\w*|instruct\w*|do not|delet\w*|destroy|respond|password|bypass|circumvent|act as|"
    r"system message|prior (?:agreement|instruction)s?|previous|forget|reveal|execute)\b",
    re.IGNORECASE,
)
"""Words that make a legal sentence look like an order to a machine."""


@dataclass(frozen=True)
class Case:
    """A text to be scanned. `name` says of which set, `unit` what must be drawn together in a bootstrap."""

    name: str
    text: str
    attack: bool
    unit: str
    detail: str = ""


def documents(given: Material, which: str, each: int = 100) -> list[Case]:
    """Clean documents of every kind on one side, and copies with a task at the start, in the middle or at the end."""
    found: list[Case] = []
    for kind in KINDS:
        chooser = random.Random(f"documents {which} {kind}")
        pool = [document for document in given.documents if document.kind == kind and document.side == which]
        real = [document for document in pool if document.real]
        made = [document for document in pool if not document.real]
        chooser.shuffle(real)
        chooser.shuffle(made)
        chosen = [*real[: each * 6 // 10 if made else each], *made][:each]
        for document in chosen:
            text = excerpt(document, chooser)
            group = document.group
            found.append(Case(kind, text, False, group, "real" if document.real else "made"))
            for place in PLACES:
                for source, words in (
                    ("bipia", bipia(given.prompts, chooser, which, kind)),
                    ("apart", apart(chooser, which)),
                ):
                    found.append(Case(kind, planted_in(text, words, place, chooser), True, group, f"{source}/{place}"))
    return found


def excerpt(document: Clean, chooser: random.Random) -> str:
    """A stretch of a document of at most `EXCERPT` characters, from the beginning of a line."""
    text = document.text
    if len(text) <= EXCERPT:
        return text
    first = text.rfind("\n", 0, chooser.randrange(len(text) - EXCERPT) + 1) + 1
    return text[first : first + EXCERPT]


def planted_in(text: str, words: str, place: str, chooser: random.Random) -> str:
    """A document with words put into it: on a line of its own at either end, between two sentences in the middle."""
    if place == "start":
        return f"{words}\n{text}"
    if place == "end":
        return f"{text}\n{words}"
    seams = [start for start, _ in sentences(text, 0, len(text))][1:] or [len(text)]
    at = chooser.choice(seams)
    return f"{text[:at]}{words} {text[at:]}" if chooser.random() < 0.7 else f"{text[:at]}{words}\n{text[at:]}"


def bipia(prompts: Sequence[Prompt], chooser: random.Random, which: str, kind: str) -> str:
    """A payload of BIPIA: of categories kept apart where it is measured, of the others where it is validated."""
    wanted = "test" if which == "test" else "learnt"
    source = "bipia_code_train" if kind == "code" else "bipia_text_train"
    return chooser.choice([prompt.text for prompt in prompts if prompt.source == source and prompt.side == wanted])


def apart(chooser: random.Random, which: str) -> str:
    """A made task of a kind that is not learnt from; half of the kinds are for validation."""
    kinds = sorted(APART)
    return task(chooser.choice(kinds[::2] if which == "test" else kinds[1::2]), chooser)


def legal(given: Material, which: str) -> list[Case]:
    """Clean legal sentences that look like instructions, of documents that are not learnt from."""
    wanted = ("valid", "test") if which == "both" else (which,)
    return [Case("legal", text, False, group) for group, text in given.legal if side(group) in wanted]


def legal_like(given: Material, which: str) -> list[Case]:
    """Every sentence of the contracts, policies and forms of one side that has such words."""
    found: dict[str, Case] = {}
    for document in given.documents:
        if document.side == which and document.kind in ("contract", "policy", "form"):
            for start, end in sentences(document.text, 0, len(document.text)):
                words = " ".join(document.text[start:end].split())
                if INSTRUCTION_LIKE.search(words) and 30 <= len(words) <= 600:
                    found.setdefault(words, Case("legal sentences", words, False, document.group))
    return list(found.values())


def sentences_apart(count: int = 1_000) -> list[Case]:
    """Made sentences of families that are not learnt from, which ask their reader for something."""
    chooser = random.Random("sentences apart")
    families = sorted(ORDINARY_APART)
    texts = {ordinary(chooser.choice(families), chooser) for _ in range(count)}
    return [Case("made sentences", text, False, text) for text in sorted(texts)]


def steered(count: int = 150) -> list[Case]:
    """Sentences that say what to answer, and clauses that look like them; nothing was learnt from their families."""
    chooser = random.Random("steered")
    made = {steering(family, chooser) for family in sorted(STEERING_APART) for _ in range(count)}
    found = [Case("says what to answer", text, True, text) for text in sorted(made)]
    made = {near(family, chooser) for family in sorted(NEAR_APART) for _ in range(2 * count)}
    found += [Case("looks like it", text, False, text) for text in sorted(made)]
    for name, attack_in in (("orders", True), ("clauses", False)):
        texts = {drawn(line, chooser) for line in items(name, apart=True) for _ in range(2)}
        found += [Case(f"{name}, line by line", text, attack_in, text) for text in sorted(texts)]
    return [*found, *subtle()]


def subtle() -> list[Case]:
    """The families of `planted.txt` and of `honest.txt` that are kept apart, each a set of its own."""
    chooser = random.Random("subtle")
    return [
        Case(f"{name}, {family}", text, attack_in, text)
        for name, attack_in in (("planted", True), ("honest", False))
        for family, lines in families(name, apart=True).items()
        for text in (drawn(line, chooser) for line in lines)
    ]


def questions(given: Material, which: str) -> list[Case]:
    """Attacks, harmless questions with words that attacks like, and other questions of people."""
    chooser = random.Random(f"questions {which}")
    found = []
    for prompt in given.prompts:
        if prompt.side == which and not prompt.source.startswith("bipia"):
            found.append(Case(prompt.source, prompt.text, prompt.attack, prompt.text))
    for source, most in (("squad", 150), ("guide", 150), ("contractnli", 60), ("mmlu", 150), ("hh", 150), ("dpo", 60)):
        rows = [text for group, text in given.questions[source] if side(group) == which]
        found += [Case(source, text, False, text) for text in chooser.sample(rows, min(most, len(rows)))]
    if which == "test":
        made = {harmless(family, chooser) for family in sorted(HARMLESS_APART) for _ in range(140)}
        found += [Case("trigger words", text, False, text) for text in sorted(made)]
        made = {attack(family, chooser) for family in sorted(ATTACKS_APART) for _ in range(100)}
        found += [Case("made attacks", text, True, text) for text in sorted(made)]
        lines = WRITTEN.read_text(encoding="utf-8").splitlines()
        found += [Case("written by hand", text, False, text) for text in lines]
        for name in QUESTIONS:
            found += [Case(name, text, False, text) for text in items(name, apart=True)]
        made = {mixed(family, chooser) for family in sorted(MIXED_APART) for _ in range(100)}
        found += [Case("several such words", text, False, text) for text in sorted(made)]
        found += [Case("made attacks, line by line", text, True, text) for text in items("attacks", apart=True)]
        for _, asked in sorted(given.questions.items()):
            texts = triggered([text for group, text in asked if side(group) == which and len(text) < 300])
            found += [Case("people, such words", text, False, text) for text in texts[:120]]
    else:
        made = {harmless(family, chooser) for family in ("how to", "learning", "work", "nouns") for _ in range(60)}
        found += [Case("trigger words", text, False, text) for text in sorted(made)]
    return found
