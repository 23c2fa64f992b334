"""What the scanner learns from: texts with what they are to a document's reader, to a question's, or to both."""

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runs.training.scanner.asking import ATTACKS, ATTACKS_APART, HARMLESS, HARMLESS_APART, attack, harmless
from runs.training.scanner.documents import Clean, clean, lone, side
from runs.training.scanner.everyday import EVERYDAY, everyday, made
from runs.training.scanner.forms import MORE, in_place, more_task, recast, wrapped
from runs.training.scanner.hostile import Prompt, prompts, window
from runs.training.scanner.manuals import manuals
from runs.training.scanner.mixed import MIXED, MIXED_APART, mixed, put_in, triggered
from runs.training.scanner.planted import APART, KINDS, OPENINGS, task
from runs.training.scanner.steering import NEAR, NEAR_APART, STEERING, STEERING_APART, near, steering
from runs.training.scanner.written import QUESTIONS, among, as_printed, as_typed, drawn, items, typed

from pincite.security.scanner import as_read, document_pieces

PLAIN = frozenset(
    {
        "trivia",
        "explaining",
        "research",
        "arithmetic",
        "translating",
        "answering in another language",
        "summarising",
        "rewriting",
        "creative writing",
        "writing a letter",
        "programming",
        "changing letters",
        "formatting",
        "task automation",
        "business intelligence",
        "conversation",
        "sentiment",
        "classification",
        "entertainment",
        "news and announcements",
        "school",
        "how to",
        "deciding",
        "work tasks for a machine",
    }
)
"""Kinds of planted task that are no attack when a user asks them of the assistant."""

SCANNED_MOST = ("e-mail", "made e-mail", "code", "made code", "package", "table", "made table", "manual")
"""Kinds of piece that half of the tasks stand among."""

SUBTLE = (("planted", 1, 8), ("honest", 0, 8))
"""Files of `written/` for the training that came after the others, what they are to a document's reader, and how many
texts of each line are in one turn."""

SHARES = {"contract": (450, 2_600), "manual": (600, 1_500), "package": (800, 1_800), "made e-mail": (450, 1_300)}
"""Pieces of a kind in one turn, and of its hard ones; of other kinds `SHARE`."""

SHARE = (450, 900)

HARD = re.compile(
    r"\?|^(?:please|do not|do|never|always|write|send|see|read|note|enter|use|click|if you|you|tell|ask|call|give|make|"
    r"add|include|list|state|describe|explain|provide|ignore|disregard|delete|answer|reply|complete|check|print|return|insert|"
    r"attach|follow|keep|report|review)\b|\b(?:instruct|ignore|disregard|overrid|bypass|assistant|password|chat|respond|"
    r"prompt|language|translat|artificial|model|user|reader|you must|you should|your)",
    re.I,
)
"""Marks of a clean piece that looks like a task."""

TASK = re.compile(
    r"^(?=.{12,220}$)(?:.*\?$|(?:how|what|why|who|where|when|which|can|could|tell|write|give|explain|describe|make|list|"
    r"create|suggest|find|show|help|do|does|is|are|should|generate|rewrite|translate|summari[sz]e|"
    r"i (?:want|need|would like))\b)",
    re.IGNORECASE,
)
"""A question or an order on one line, among what people type."""


@dataclass(frozen=True)
class Example:
    """A text, with 1 or 0 for each of the two questions about it, None where nothing is said."""

    text: str
    document: int | None
    question: int | None
    source: str


@dataclass
class Material:
    """What examples are made of, read once. Pieces are those of clean documents that are learnt from, by kind."""

    documents: list[Clean] = field(default_factory=list)
    pieces: dict[str, list[str]] = field(default_factory=dict)
    hard: dict[str, list[str]] = field(default_factory=dict)
    prompts: list[Prompt] = field(default_factory=list)
    legal: list[tuple[str, str]] = field(default_factory=list)
    questions: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)


def material(load: Any, archives: Path) -> Material:  # noqa: ANN401 - the data's own loader
    """Everything read, pieces made. `archives` is the folder of the packages whose manuals are learnt from."""
    found = Material(documents=[*clean(load), *manuals(archives)], prompts=prompts(load))
    pieces: dict[str, set[str]] = defaultdict(set)
    for document in found.documents:
        if document.side == "learnt":
            kind = document.kind if document.real else f"made {document.kind}"
            pieces[kind] |= {as_read(document.text[a:b]) for a, b in document_pieces(document.text)}
    found.pieces = {kind: sorted(texts) for kind, texts in pieces.items()}
    found.hard = {kind: [text for text in texts if HARD.search(text)] for kind, texts in found.pieces.items()}
    known = {document.group for document in found.documents}
    for row in load.benign_legal():
        if load.may_train(row) and row["source"] in known:
            found.legal.append((row["source"], row["text"]))
    found.questions = _questions(load)
    found.sentences = _sentences(load)
    return found


def _sentences(load: Any) -> list[str]:  # noqa: ANN401
    """Sentences of everyday and expert prose: what people judged for inference, and advice that answers give."""
    found = set()
    for row in load.nli("train"):
        if load.may_train(row) and len(row["hypothesis"]) < 300 and "?" not in row["hypothesis"]:
            found.add(row["hypothesis"].strip())
    kept = set(random.Random("sentences").sample(sorted(found), min(12_000, len(found))))
    for row in load.preferences("llamafactory_dpo_en_demo"):
        for said in (row["chosen"]["value"], row["rejected"]["value"]):
            text = said[:3_000]
            kept |= {as_read(text[a:b]) for a, b in document_pieces(text) if "?" not in text[a:b]}
    return sorted(kept)


def _questions(load: Any) -> dict[str, list[tuple[str, str]]]:  # noqa: ANN401
    """Harmless questions of people by source, each with the group that must not be parted."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for article in load.squad("squad2_dev_a")["data"]:
        for paragraph in article["paragraphs"]:
            found["squad"] += [(f"squad/{article['title']}", row["question"].strip()) for row in paragraph["qas"]]
    for row in load.guide_qa():
        found["guide"].append((f"library/{row['doc']}", row["question"]))
    for row in load.legalbench_rag("contractnli")[0]:
        found["contractnli"].append(("asked/" + row["query"].split(";")[-1], row["query"]))
    for row in load.router():
        stem = row["prompt"].split("\nA. ")[0]
        if len(stem) < 700:
            found["mmlu"].append((f"router/{stem[:60]}", stem))
    for row in load.preferences("hh_harmless_test"):
        turn = row["chosen"].split("\n\nHuman:")[1].split("\n\nAssistant:")[0].strip()
        if 8 < len(turn) < 400:
            found["hh"].append((f"hh/{turn[:40].lower()}", turn))
    for row in load.preferences("llamafactory_dpo_en_demo"):
        turn = row["conversations"][0]["value"]
        if len(turn) < 900:
            found["dpo"].append((f"dpo/{turn[:40].lower()}", turn))
    for name in ("faq", "regulations", "fairytaleqa"):
        for row in load.reader(name):
            if load.may_train(row) and len(row["question"]) > 15:
                found[name].append((f"{name}/{row['doc']}", row["question"]))
    for name in ("mmlu_pro", "llmrouter"):
        for row in load.router_multi(name):
            stem = row["prompt"].split("\nA. ")[0].strip()
            if load.may_train(row) and 15 < len(stem) < 500:
                found[name].append((f"router/{stem[:60]}", stem))
    return {source: sorted(set(rows)) for source, rows in found.items()}


def epoch(given: Material, seed: int, share: float = 1.0, *, subtle: bool = False) -> list[Example]:
    """One turn: what was made is made anew for every seed, what was found is drawn from.

    Of what is not in `written/`, nor of its kind, only a share when a training goes on from one that knows it. Without
    `subtle` the turn is drawn as it was before `planted.txt` and `honest.txt` were written.
    """
    chooser = random.Random(f"epoch {seed}")
    examples = [*_planted(given, chooser), *_clean(given, chooser), *_attacks(given, chooser), *_asked(given, chooser)]
    if share < 1:
        examples = chooser.sample(examples, int(share * len(examples)))
    examples += _written(given, chooser)
    if subtle:
        examples += subtle_examples(given, chooser)
    examples = [Example(as_read(each.text), each.document, each.question, each.source) for each in examples]
    chooser.shuffle(examples)
    return [each for each in examples if each.text]


def _planted(given: Material, chooser: random.Random) -> list[Example]:
    kinds = sorted(KINDS.keys() - APART)
    found = [(task(kind, chooser), kind) for kind in kinds for _ in range(190)]
    found = [(recast(text, chooser) if chooser.random() < 0.3 else text, kind) for text, kind in found]
    for kind in sorted(MORE):
        for _ in range(420):
            text = more_task(kind, chooser)
            found.append((recast(text, chooser) if chooser.random() < 0.3 else text, kind))
    for prompt in given.prompts:
        if prompt.side == "learnt" and prompt.source.startswith("bipia"):
            for _ in range(5):
                words = prompt.text.split("```")[0] if chooser.random() < 0.7 else window(prompt.text, chooser, 40)
                opening = f"{chooser.choice(OPENINGS)} " if chooser.random() < 0.2 else ""
                found.append((opening + words, "bipia"))
        elif prompt.side == "learnt" and prompt.attack and chooser.random() < 0.5:
            found.append((window(prompt.text, chooser, 40), prompt.source))
        elif prompt.side == "learnt" and not prompt.attack and TASK.search(prompt.text):
            found.append((prompt.text, prompt.source))
    for source, most in (("squad", 700), ("hh", 700), ("dpo", 160), ("mmlu", 300)):
        rows = [text for group, text in given.questions[source] if side(group) == "learnt" and len(text) < 220]
        found += [(text, source) for text in chooser.sample(rows, min(most, len(rows)))]
    found += [
        (attack(family, chooser), "attack") for family in sorted(ATTACKS.keys() - ATTACKS_APART) for _ in range(60)
    ]
    for family in ("how to", "everyday", "long scenes", "sharp words"):
        found += [(harmless(family, chooser), "asked") for _ in range(80)]
    return [
        Example(placed, 1, 0 if source in PLAIN and chooser.random() < 0.3 else None, source)
        for text, source in found
        for placed in _placed(text, given, chooser)
    ]


def _placed(text: str, given: Material, chooser: random.Random) -> list[str]:
    """A task by itself, or among the words of a document, as one finds it there."""
    throw = chooser.random()
    if throw < 0.55:
        return [text]
    if throw < 0.68:
        return [_beside(text, given, chooser)]
    kind = chooser.choice(SCANNED_MOST if chooser.random() < 0.5 else sorted(given.pieces))
    if chooser.random() < 0.3:
        text = wrapped(text, kind, chooser)
    return in_place(text, lambda: chooser.choice(given.pieces[kind]), chooser)[:2]


def _beside(text: str, given: Material, chooser: random.Random) -> str:
    """A task within a piece that holds other words too, for not every seam between sentences is found."""
    kind = chooser.choice(sorted(given.pieces))
    words = chooser.choice(given.pieces[kind]).split()
    most = chooser.randint(1, 14)
    before = " ".join(words[-most:]) if chooser.random() < 0.6 else ""
    after = " ".join(chooser.choice(given.pieces[kind]).split()[:most]) if not before or chooser.random() < 0.4 else ""
    return f"{before} {text} {after}"


def _clean(given: Material, chooser: random.Random) -> list[Example]:
    found: list[tuple[str, str]] = []
    for kind in sorted(given.pieces):
        some, hard = given.pieces[kind], given.hard[kind]
        most, hardest = SHARES.get(kind, SHARE)
        found += [(text, kind) for text in chooser.sample(some, min(most, len(some)))]
        found += [
            (wrapped(text, kind, chooser) if chooser.random() < 0.08 else text, kind)
            for text in chooser.sample(hard, min(hardest, len(hard)))
        ]
    found += [(text, "legal") for group, text in given.legal if side(group) == "learnt"] * 2
    found += [(lone(chooser), "ordinary") for _ in range(4_500)]
    found += _everyday(3_000, 1_100, chooser)
    found += [(text, "sentence") for text in chooser.sample(given.sentences, 2_000)]
    return [Example(text, 0, 0 if chooser.random() < 0.05 else None, source) for text, source in found]


def _everyday(single: int, documents: int, chooser: random.Random) -> list[tuple[str, str]]:
    """Sentences by themselves, and the pieces of documents made of them."""
    found = [(everyday(chooser.choice(sorted(EVERYDAY)), chooser), "everyday") for _ in range(single)]
    for _ in range(documents):
        text = made(chooser)
        found += [(text[a:b], "everyday") for a, b in document_pieces(text)]
    return found


def pool(given: Material, seed: int, each: int) -> list[Example]:
    """Clean pieces of every kind, out of which those are learnt from once more that a scanner takes for tasks."""
    chooser = random.Random(f"pool {seed}")
    found = [
        (text, kind)
        for kind in sorted(given.pieces)
        for text in chooser.sample(given.pieces[kind], min(each, len(given.pieces[kind])))
    ]
    found += _everyday(2 * each, each // 2, chooser)
    found += [(lone(chooser), "ordinary") for _ in range(each)]
    found += [(near(family, chooser), "near") for family in sorted(NEAR.keys() - NEAR_APART) for _ in range(each // 2)]
    return [Example(as_read(text), 0, None, source) for text, source in found]


def _attacks(given: Material, chooser: random.Random) -> list[Example]:
    found = [(attack(family, chooser), family) for family in sorted(ATTACKS.keys() - ATTACKS_APART) for _ in range(260)]
    for prompt in given.prompts:
        # "I want you to act as …" is called an attack by one source and is none in others.
        is_doubtful = prompt.source.startswith("bipia") or prompt.text.startswith("I want you to act as")
        if prompt.side == "learnt" and prompt.attack and not is_doubtful:
            found += [(window(prompt.text, chooser), prompt.source) for _ in range(2)]
    return [Example(text, None, 1, source) for text, source in found]


def _asked(given: Material, chooser: random.Random) -> list[Example]:
    families = sorted(HARMLESS.keys() - HARMLESS_APART)
    found = [(harmless(family, chooser), family) for family in families for _ in range(450)]
    for source, most in (
        ("squad", 500),
        ("guide", 400),
        ("contractnli", 100),
        ("mmlu", 500),
        ("hh", 700),
        ("dpo", 200),
    ):
        rows = [text for group, text in given.questions[source] if side(group) == "learnt"]
        found += [(text, source) for text in chooser.sample(rows, min(most, len(rows)))]
    return [Example(text, None, 0, source) for text, source in found]


def _written(given: Material, chooser: random.Random) -> list[Example]:
    """What was written line by line or is of its kind: questions, attacks, and what documents say of answers."""
    families = sorted(STEERING.keys() - STEERING_APART)
    told = [steering(family, chooser) for family in families for _ in range(300)]
    told += [as_typed(drawn(line, chooser), chooser) for line in items("orders") for _ in range(12)]
    found = [Example(placed, 1, None, "orders") for text in told for placed in _placed(text, given, chooser)]
    clauses = [near(family, chooser) for family in sorted(NEAR.keys() - NEAR_APART) for _ in range(700)]
    clauses += [drawn(line, chooser) for line in items("clauses") for _ in range(10)]
    found += [Example(text, 0, None, "clauses") for text in clauses]

    questions = items(*QUESTIONS)
    found += [Example(text, None, 0, "written") for text in typed(questions, 6, chooser)]
    found += [Example(text, 1, 0, "written") for text in typed(items("creation"), 2, chooser)]
    attacks = items("attacks")
    found += [Example(text, None, 1, "written attacks") for text in among(attacks, questions, 11, chooser)]
    found += [Example(text, 1, 1, "written attacks") for text in among(attacks, questions, 2, chooser)]
    for prompt in given.prompts:
        is_doubtful = prompt.source.startswith("bipia") or prompt.text.startswith("I want you to act as")
        if prompt.side == "learnt" and prompt.attack and not is_doubtful:
            found.append(Example(window(prompt.text, chooser), None, 1, prompt.source))

    found += [
        Example(mixed(family, chooser), None, 0, family)
        for family in sorted(MIXED.keys() - MIXED_APART)
        for _ in range(450)
    ]
    for source, rows in sorted(given.questions.items()):
        texts = [text for group, text in rows if side(group) == "learnt" and len(text) < 300]
        alike = triggered(texts)
        found += [Example(text, None, 0, source) for text in chooser.sample(alike, min(200, len(alike)))]
        asked = chooser.sample(texts, min(120, len(texts)))
        found += [Example(put_in(text, chooser), None, 0, source) for text in asked]
    return found


def subtle_examples(given: Material, chooser: random.Random) -> list[Example]:
    """Orders in the voice of the document itself, and sentences that come near to them and steer nobody.

    Both stand alone, beside other words or amid a document in the same shares, so that nothing but what they say tells
    one from the other.
    """
    return [
        Example(placed, label, None, name)
        for name, label, times in SUBTLE
        for line in items(name)
        for _ in range(times)
        for placed in _placed(as_printed(drawn(line, chooser), chooser), given, chooser)
    ]


def plain_examples(examples: Sequence[Example], kind: str) -> tuple[list[str], list[int]]:
    """The texts and labels that say something about one of the two questions."""
    labelled = [(each.text, each.document if kind == "document" else each.question) for each in examples]
    rows = [(text, label) for text, label in labelled if label is not None]
    return [text for text, _ in rows], [label for _, label in rows]
