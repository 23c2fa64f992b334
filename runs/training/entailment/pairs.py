"""The pairs of premise and claim that the entailment model learns from and is measured on.

Only rows whose licence permits shipped weights are learnt from. Documents are parted: what `legal_questions.is_apart`
keeps apart is measured on, and so are a twelfth of the general premises, by a hash of the premise.
"""

import gzip
import hashlib
import json
import lzma
import random
import re
import tarfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runs.questions.legal_questions import is_apart
from runs.training.entailment.mutations import GENERAL, HELD_OUT, LEGAL, MONTHS, spliced
from runs.training.entailment.restating import restated

from pincite.structure.sentences import sentences

ENTAILED, NEUTRAL, CONTRADICTED, NOT_ENTAILED = 0, 1, 2, 3
"""What a premise does to a claim; the last where a source does not part neutral from contradicted."""

LABELS = {
    "entailment": ENTAILED,
    "neutral": NEUTRAL,
    "contradiction": CONTRADICTED,
    "not_entailment": NOT_ENTAILED,
    "partially_supported": NOT_ENTAILED,
    "Fully attributable": ENTAILED,
    "Not fully attributable": NOT_ENTAILED,
    "Generic": NOT_ENTAILED,
    "faithful": ENTAILED,
    "unfaithful": NOT_ENTAILED,
    "completely-support": ENTAILED,
    "partially-support": NOT_ENTAILED,
    "refute": CONTRADICTED,
    "irrelevant": NEUTRAL,
}


@dataclass(frozen=True)
class Pair:
    """A premise, a claim, and what one does to the other. `group` is what must not be parted between two sides."""

    source: str
    premise: str
    claim: str
    label: int
    kind: str
    group: str

    @property
    def supported(self) -> bool:
        return self.label == ENTAILED


def part(group: str, of: int = 12) -> int:
    """A number below `of` that a group has for ever."""
    return int(hashlib.sha256(f"entailment:{group}".encode()).hexdigest(), 16) % of


def human(load: Any) -> Iterator[Pair]:  # noqa: ANN401 - the data's own loader
    """Pairs that people judged."""
    for row in load.nli("train"):
        if load.may_train(row) and row["source"] != "qnli_dev":
            group = str(row.get("doc") or row["premise"])
            yield Pair(row["source"], row["premise"], row["hypothesis"], LABELS[row["label"]], "human", group)
    for row in load.faithfulness():
        if load.may_train(row):
            answer = row["answer"]
            yield Pair(row["source"], row["context"], answer, LABELS[row["label"]], "human", row["context"])
    for row in load.factcheck():
        if row["stance"] in LABELS:
            yield Pair("factcheck", row["evidence"], row["claim"], LABELS[row["stance"]], "human", row["claim"])


# Legal text


def legal_texts(data: Path) -> Iterator[tuple[str, str]]:
    """Contracts, non-disclosure agreements, policies and guides, by name."""
    with tarfile.open(data / "cuad/cuad_txt.tar.xz") as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(".txt"):
                content = archive.extractfile(member)
                yield f"cuad/{Path(member.name).name}", content.read().decode() if content else ""
    for file in sorted((data / "legalbench_rag/corpus/contractnli").iterdir()):
        yield f"contractnli/{file.name}", file.read_bytes().decode().removeprefix("\ufeff")
    for file in sorted((data / "docs_policies_md").glob("*.md")):
        if "seriesseed" not in file.name and file.name != "PROVENANCE.md":
            yield f"policies/{file.name}", file.read_text(encoding="utf-8")
    with tarfile.open(data / "legal_practice_library/library.tar.xz") as archive:
        for member in archive:
            if member.isfile() and "/guides/" in f"/{member.name}" and member.name.endswith(".md"):
                content = archive.extractfile(member)
                yield f"guides/{member.name}", content.read().decode() if content else ""


def legal(name: str, text: str, chooser: random.Random, most: int, for_test: bool) -> Iterator[Pair]:
    """Pairs made of sentences of a document: each restated, changed in one way, or set against another clause."""
    spans = [(a, b) for a, b in sentences(text, 0, min(len(text), 150_000)) if _is_clause(text[a:b])]
    if len(spans) < 8:
        return
    for at in sorted(chooser.sample(range(len(spans)), min(most, len(spans)))):
        sentence = " ".join(text[spans[at][0] : spans[at][1]].split())
        premise = _premise(text, spans, at, chooser)
        true = restated(sentence, chooser, for_test)
        if chooser.random() < 0.15:
            true = sentence
        yield Pair("legal", premise, true, ENTAILED, "restated" if true != sentence else "verbatim", name)
        kinds = [kind for kind in LEGAL if for_test or kind not in HELD_OUT]
        chooser.shuffle(kinds)
        made = 0
        for kind in kinds:
            if kind == "addition" and chooser.random() < 0.6:
                continue
            base = restated(sentence, chooser, for_test) if chooser.random() < 0.5 else true
            changed = LEGAL[kind](base, chooser)
            if changed is None or _squeezed(changed) in _squeezed(premise):
                continue
            label = NOT_ENTAILED if kind in ("addition", "qualifier dropped", "and/or", "quantifier") else CONTRADICTED
            yield Pair("legal", premise, changed, label, kind, name)
            made += 1
            if made == (3 if for_test else 2):
                break
        other = chooser.choice([i for i in range(len(spans)) if abs(i - at) > 2])
        elsewhere = " ".join(text[spans[other][0] : spans[other][1]].split())
        if chooser.random() < 0.35:
            yield Pair("legal", premise, restated(elsewhere, chooser, for_test), NEUTRAL, "another clause", name)
        if chooser.random() < 0.15 and (mixed := spliced(sentence, elsewhere, chooser)):
            yield Pair("legal", premise, mixed, NOT_ENTAILED, "spliced", name)


def _is_clause(text: str) -> bool:
    words = text.split()
    letters = sum(character.isalpha() for character in text)
    return 9 <= len(words) <= 90 and letters > 0.7 * len(text.replace(" ", "")) and any(w.islower() for w in words[-3:])


def _premise(text: str, spans: Sequence[tuple[int, int]], at: int, chooser: random.Random) -> str:
    """The sentence alone, or with so much around it as a passage has."""
    around = chooser.choice((0, 0, 1, 2, 3, 5))
    before = chooser.randint(0, around)
    first, last = max(0, at - before), min(len(spans) - 1, at + around - before)
    return " ".join(text[spans[first][0] : spans[last][1]].split())[:2_400]


def _squeezed(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


CATEGORY_CLAIMS = {
    "Most Favored Nation": "A party that gives a third party better terms must offer them to the other party.",
    "Termination For Convenience": "A party may terminate the agreement without cause by giving notice.",
    "Anti-Assignment": "The agreement may not be assigned without consent of or notice to the other party.",
    "Revenue/Profit Sharing": "One party must share revenue or profit with the other.",
    "Minimum Commitment": "One party must buy or pay a minimum amount.",
    "License Grant": "One party grants the other a license.",
    "Audit Rights": "A party may audit or inspect the other party's books, records or premises.",
    "Uncapped Liability": "Some liability of a party is not limited in amount.",
    "Cap On Liability": "The liability of a party is limited.",
    "Exclusivity": "One party has given the other exclusive rights or must deal only with the other.",
    "Change Of Control": "A change of control of a party gives the other party rights or needs its consent.",
    "Non-Transferable License": "The license may not be transferred to a third party.",
    "Non-Compete": "A party may not compete with the other.",
    "Rofr/Rofo/Rofn": "A party has a right of first refusal, first offer or first negotiation.",
    "Covenant Not To Sue": "A party may not contest the other party's ownership or bring certain claims against it.",
    "Volume Restriction": "Use above a certain threshold is limited or costs more.",
    "Joint Ip Ownership": "Some intellectual property is owned by both parties jointly.",
    "Ip Ownership Assignment": "Intellectual property made by one party becomes the property of the other.",
    "Post-Termination Services": "A party has obligations that go on after the agreement ends.",
    "Insurance": "A party must maintain insurance.",
    "Irrevocable Or Perpetual License": "The license is irrevocable or perpetual.",
    "No-Solicit Of Customers": "A party may not solicit the other party's customers.",
    "Non-Disparagement": "A party may not disparage the other.",
    "No-Solicit Of Employees": "A party may not solicit or hire the other party's employees.",
    "Liquidated Damages": "A party must pay liquidated damages or a fee on termination.",
    "Third Party Beneficiary": "Someone who is not a party may enforce some of the agreement.",
    "Source Code Escrow": "Source code must be deposited in escrow.",
    "Price Restrictions": "A party may not change its prices freely.",
}
"""What a clause of each kind says, in general. From the descriptions of the categories, in our own words."""


def clauses(data: Path, chooser: random.Random) -> Iterator[Pair]:
    """Clauses of contracts with what lawyers found in them, and with what they found in others."""
    texts = {name: text for name, text in legal_texts(data) if name.startswith("cuad/")}
    by_document: dict[str, dict[str, list[str]]] = defaultdict(dict)
    values: dict[tuple[str, str], str] = {}
    with gzip.open(data / "cuad/cuad_spans.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            name = f"cuad/{row['doc']}"
            if name in texts and row["spans"]:
                found = [" ".join(texts[name][s["start"] : s["end"]].split()) for s in row["spans"]]
                by_document[name][row["category"]] = [text for text in found if len(text.split()) > 4]
                values[name, row["category"]] = row["human_answer"]
    answers: dict[str, list[str]] = defaultdict(list)
    for (_, category), answer in values.items():
        answers[category].append(answer)
    for name, by_category in by_document.items():
        general = [category for category in by_category if category in CATEGORY_CLAIMS and by_category[category]]
        for category in general:
            text = chooser.choice(by_category[category])
            yield Pair("clauses", text[:2_400], CATEGORY_CLAIMS[category], ENTAILED, "category", name)
            absent = [
                other
                for other in CATEGORY_CLAIMS
                if other not in general or not any(text in t or t in text for t in by_category[other])
            ]
            other = chooser.choice([o for o in absent if o != category])
            if not _near(category, other):
                yield Pair("clauses", text[:2_400], CATEGORY_CLAIMS[other], NEUTRAL, "category", name)
        for category, say in VALUED.items():
            for text in by_category.get(category, [])[:1]:
                true = say(values[name, category])
                wrong = say(chooser.choice(answers[category]))
                if true and true.rsplit(" ", 1)[-1].strip(".").split(",")[0].lower() in text.lower():
                    yield Pair("clauses", text[:2_400], true, ENTAILED, "value", name)
                    if wrong and wrong != true:
                        yield Pair("clauses", text[:2_400], wrong, CONTRADICTED, "value", name)


RELATED = (
    {"License Grant", "Non-Transferable License", "Irrevocable Or Perpetual License", "Exclusivity",
     "Volume Restriction", "Joint Ip Ownership", "Ip Ownership Assignment", "Covenant Not To Sue"},
    {"Non-Compete", "Exclusivity", "No-Solicit Of Customers", "No-Solicit Of Employees", "Non-Disparagement"},
    {"Cap On Liability", "Uncapped Liability", "Liquidated Damages", "Insurance"},
    {"Anti-Assignment", "Change Of Control", "Non-Transferable License"},
    {"Post-Termination Services", "Termination For Convenience", "Liquidated Damages", "Audit Rights", "Insurance",
     "Revenue/Profit Sharing", "License Grant", "No-Solicit Of Customers", "No-Solicit Of Employees", "Non-Compete"},
    {"Minimum Commitment", "Revenue/Profit Sharing", "Price Restrictions", "Most Favored Nation", "Volume Restriction",
     "Liquidated Damages"},
)  # fmt: skip
"""Categories that one clause often has together, though only one may be marked."""


def _near(one: str, other: str) -> bool:
    return any(one in group and other in group for group in RELATED)


def _dated(value: str) -> str:
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{2})", value.strip())
    if not match or not 1 <= int(match[1]) <= 12:
        return ""
    year = int(match[3])
    return f"{MONTHS[int(match[1]) - 1]} {int(match[2])}, {2000 + year if year < 50 else 1900 + year}"


VALUED: dict[str, Callable[[str], str]] = {
    "Governing Law": lambda v: (
        f"The agreement is governed by the law of {v}." if re.fullmatch(r"[A-Z][\w ,]+", v) else ""
    ),
    "Agreement Date": lambda v: f"The agreement is dated {d}." if (d := _dated(v)) else "",
    "Effective Date": lambda v: f"The agreement takes effect on {d}." if (d := _dated(v)) else "",
    "Notice Period To Terminate Renewal": lambda v: (
        f"Renewal can be prevented by notice of {v}." if re.fullmatch(r"\d+ \w+", v) else ""
    ),
    "Renewal Term": lambda v: f"The agreement renews for {v}." if re.fullmatch(r"(?:successive )?\d+ \w+", v) else "",
    "Warranty Duration": lambda v: f"The warranty lasts {v}." if re.fullmatch(r"\d+ \w+", v) else "",
}


def hypotheses(data: Path, chooser: random.Random) -> Iterator[Pair]:
    """ContractNLI's hypotheses with evidence in its context, and passages that do not mention them."""
    for file in ("dev", "train_truncated"):
        content = json.loads(lzma.decompress((data / f"contractnli/{file}.json.xz").read_bytes()))
        labels = {key: value["hypothesis"] for key, value in content["labels"].items()}
        for document in content["documents"]:
            text, spans = document["text"], document["spans"]
            group = str(document["file_name"])
            for key, note in document["annotation_sets"][0]["annotations"].items():
                claim = labels[key]
                if note["choice"] == "NotMentioned":
                    wanted = set(claim.lower().split())
                    ranked = sorted(
                        range(len(spans)), key=lambda i: -len(wanted & set(text[slice(*spans[i])].lower().split()))
                    )
                    for at in (ranked[0], ranked[1] if len(ranked) > 1 else ranked[0], chooser.choice(ranked)):
                        yield Pair(
                            "contractnli_more", _around(text, spans, [at], chooser), claim, NEUTRAL, "human", group
                        )
                elif note["spans"]:
                    label = ENTAILED if note["choice"] == "Entailment" else CONTRADICTED
                    for _ in range(2 if label == CONTRADICTED else 1):
                        premise = _around(text, spans, note["spans"], chooser)
                        yield Pair("contractnli_more", premise, claim, label, "human", group)


def _around(text: str, spans: Sequence[Sequence[int]], chosen: Sequence[int], chooser: random.Random) -> str:
    kept = set(chosen)
    for at in chosen:
        if chooser.random() < 0.5:
            kept.add(max(0, at - 1))
        if chooser.random() < 0.5:
            kept.add(min(len(spans) - 1, at + 1))
    return " ".join(" ".join(text[slice(*spans[at])].split()) for at in sorted(kept))[:2_400]


def summaries(data: Path, chooser: random.Random) -> Iterator[Pair]:
    """Terms with plain-language summaries, and with those of other terms."""
    for file in ("tosdr_annotated_v1", "tldrlegal_v1"):
        with gzip.open(data / f"legal_summaries/{file}.json.gz") as stream:
            rows = list(json.load(stream).values())
        for row in rows:
            claim = row.get("tldr_text") or row["reference_summary"]
            other = chooser.choice(rows)
            yield Pair("summaries", row["original_text"][:2_400], claim, ENTAILED, "human", row["uid"])
            if other["doc"] != row["doc"]:
                wrong = other.get("tldr_text") or other["reference_summary"]
                yield Pair("summaries", row["original_text"][:2_400], wrong, NEUTRAL, "human", row["uid"])


# General English


def general(source: str, premise: str, sentence: str, chooser: random.Random) -> Iterator[Pair]:
    """A sentence of a premise, as it is or a part of it, and changed in one way."""
    kinds = list(GENERAL)
    chooser.shuffle(kinds)
    for kind in sorted(kinds, key=lambda kind: kind in ("negation", "addition")) if chooser.random() < 0.7 else kinds:
        changed = GENERAL[kind](sentence, chooser)
        if changed is not None and _squeezed(changed) not in _squeezed(premise):
            label = NOT_ENTAILED if kind == "addition" else CONTRADICTED
            yield Pair(source, premise, changed, label, kind, premise)
            yield Pair(source, premise, sentence, ENTAILED, "verbatim", premise)
            return


def articles(data: Path, chooser: random.Random, most: int) -> Iterator[Pair]:
    """Paragraphs of an encyclopaedia (SQuAD 2, CC BY-SA 4.0) with some of their sentences, one of them changed."""
    content = json.loads(lzma.decompress((data / "retrieval/squad2_dev_a.json.xz").read_bytes()))
    paragraphs = [(a["title"], p["context"]) for a in content["data"] for p in a["paragraphs"]]
    for _ in range(most):
        title, text = chooser.choice(paragraphs)
        spans = [(a, b) for a, b in sentences(text, 0, len(text)) if 6 <= len(text[a:b].split()) <= 60]
        if len(spans) < 3:
            continue
        first = chooser.randrange(len(spans))
        chosen = [text[a:b] for a, b in spans[first : first + chooser.choice((1, 1, 1, 2, 3))]]
        yield Pair("articles", text, " ".join(chosen), ENTAILED, "verbatim", title)
        at = chooser.randrange(len(chosen))
        kinds = list(GENERAL)
        chooser.shuffle(kinds)
        for kind in kinds:
            changed = GENERAL[kind](chosen[at], chooser)
            if changed is not None:
                wrong = " ".join([*chosen[:at], changed, *chosen[at + 1 :]])
                label = NOT_ENTAILED if kind == "addition" else CONTRADICTED
                yield Pair("articles", text, wrong, label, kind, title)
                break
        others = [t for other, t in paragraphs if other == title and t != text]
        if others and chooser.random() < 0.4:
            elsewhere = chooser.choice(others)
            parts = sentences(elsewhere, 0, len(elsewhere))
            a, b = chooser.choice(parts)
            yield Pair("articles", text, elsewhere[a:b], NEUTRAL, "another paragraph", title)


CAPS = {
    "snli_dev": 6_500,
    "conjnli_adv_train": 7_500,
    "help_and": 1_800,
    "begin_wow_test": 3_400,
    "factcheck": 2_600,
    "legal": 13_000,
    "clauses": 3_600,
    "contractnli_more": 3_000,
}
"""Most pairs of a source in one turn through all."""


def epoch(data: Path, seed: int, texts: Sequence[tuple[str, str]], people: Sequence[Pair]) -> list[Pair]:
    """One turn through everything that may be learnt from, in random order; made anew for every seed."""
    chooser = random.Random(seed)
    found: dict[str, list[Pair]] = defaultdict(list)
    for pair in people:
        found[pair.source].append(pair)
    for name, text in texts:
        if not is_apart(name):
            found["legal"] += legal(name, text, chooser, 14, for_test=False)
    found["clauses"] = [pair for pair in clauses(data, chooser) if not is_apart(pair.group)]
    found["contractnli_more"] = [pair for pair in hypotheses(data, chooser) if part(pair.group)]
    found["summaries"] = [pair for pair in summaries(data, chooser) if part(pair.group)]
    found["articles"] = [pair for pair in articles(data, chooser, 2_200) if part(pair.group)]
    for pair in chooser.sample(found["snli_dev"] + found["conjnli_adv_train"] + found["scitail_dev"], 6_000):
        found["changed"] += general("changed", pair.premise, pair.premise, chooser)
    for source in ("wice_claim_dev", "fever_symmetric_dev", "fm2_dev", "summedits_sales_email", "summedits_scitldr"):
        found[source] *= 2
    kept: list[Pair] = []
    for source, pairs in found.items():
        chooser.shuffle(pairs)
        kept += pairs[: CAPS.get(source)]
    chooser.shuffle(kept)
    return kept


def learnt(pairs: Iterable[Pair]) -> list[Pair]:
    """The side of human pairs that is learnt from."""
    return [pair for pair in pairs if part(pair.group)]


def kept_apart(pairs: Iterable[Pair]) -> list[Pair]:
    """The side of human pairs that is not."""
    return [pair for pair in pairs if not part(pair.group)]
