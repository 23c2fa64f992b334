"""Measure the facts that are found in contracts against the labels of CUAD, per kind.

    .venv/bin/python -m runs.measuring.facts                 # the half that the rules were written on
    .venv/bin/python -m runs.measuring.facts --part held     # the half that was looked at for the last figures only
    .venv/bin/python -m runs.measuring.facts --show party    # and every difference of one kind

A contract is in the part "dev" when the SHA-256 of its name is even. Precision counts facts found, recall those that
the labels state; the intervals (95 %) come from 1,000 bootstrap samples of documents, seed 0. A party is right when its
name is one of the labelled names, compared by letters and digits alone and without the form of the company at its end.
Labels without a plain value ("[]/[]/2013", a law by reference) are left out, and expiry dates that the labellers
computed from a term are in the recall of "expiration_date" only where the contract has the date in words. A "term" is
right when the words marked for the expiry state its length; contracts are labelled with one where these state any.
"""

import argparse
import gzip
import hashlib
import io
import json
import random
import re
import tarfile
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from runs.measuring import results

from pincite.documents.document import Fact
from pincite.structure.facts.dates import dates_in
from pincite.structure.facts.find import facts_of
from pincite.structure.facts.places import COUNTRIES, PROVINCES, US_STATES
from pincite.structure.facts.term import durations
from pincite.structure.outline.outline import outline
from pincite.structure.titles import title_of

CUAD = Path(__file__).parents[3] / "shared" / "data" / "cuad"
KINDS = {
    "title": "Document Name",
    "party": "Parties",
    "date": "Agreement Date",
    "effective_date": "Effective Date",
    "expiration_date": "Expiration Date",
    "term": "Expiration Date",
    "governing_law": "Governing Law",
}
SAMPLES = 1_000
_COLLECTIVE = re.compile(r"individually|collectively|\bpart(?:y|ies)\b|\band\b[^;]*$(?<!\.)", re.IGNORECASE)
FORMS = "incorporated inc corporation corp company co limited ltd llc llp lp plc ag gmbh sa nv bv the".split()  # noqa: SIM905


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", choices=("dev", "held", "all"), default="dev")
    parser.add_argument("--show", choices=tuple(KINDS), help="print the differences of one kind")
    results.add_option(parser, "facts")
    chosen = parser.parse_args()
    texts = {name: text for name, text in sorted(_texts().items()) if chosen.part in ("all", _part(name))}
    labels = _labels()
    counts: dict[str, list[tuple[int, int, int, int]]] = defaultdict(list)
    seconds = 0.0
    for name, text in texts.items():
        title, clauses = title_of(text, (), name), outline(text, (), "text")
        before = time.perf_counter()
        facts = facts_of(text, clauses, title, "text")
        seconds += time.perf_counter() - before
        for kind, category in KINDS.items():
            found = [fact for fact in facts if fact.kind == kind]
            right, hit, gold = _judged(kind, found, labels[name][category])
            if gold is None:
                continue
            counts[kind].append((right, len(found), hit, gold))
            if chosen.show == kind and (right < len(found) or hit < gold):
                _print_difference(kind, name, text, found, labels[name][category])
    stated = sum(found > 0 for _, found, _, _ in counts["party"])
    print(f"contracts with a party: {stated} of {len(texts)} ({stated / len(texts):.3f})")
    characters = sum(map(len, texts.values()))
    print(f"{len(texts)} contracts ({chosen.part}), {characters / seconds / 1e6:.1f} million characters/s")
    print(f"{'':16} {'found':>6} {'precision':>24} {'labelled':>9} {'recall':>24}")
    notes = results.Notes()
    for kind in KINDS:
        rows = counts[kind]
        precision, recall = _interval(rows, 0, 1), _interval(rows, 2, 3)
        stated, labelled = sum(r[1] for r in rows), sum(r[3] for r in rows)
        print(f"{kind:16} {stated:6} {_told(precision):>24} {labelled:9} {_told(recall):>24}")
        notes.note(kind.replace("_", " "), "precision", precision[0], stated, precision[1:])
        notes.note(kind.replace("_", " "), "recall", recall[0], interval=recall[1:])
    notes.keep(chosen.results)


def _texts() -> dict[str, str]:
    with tarfile.open(CUAD / "cuad_txt.tar.xz") as archive:
        members = [member for member in archive if member.isfile() and member.name.endswith(".txt")]
        return {
            Path(m.name).name: io.TextIOWrapper(archive.extractfile(m) or io.BytesIO(), "utf-8", newline="").read()
            for m in members
        }


def _labels() -> dict[str, dict[str, tuple[str, list[str]]]]:
    """Per contract and category: the labellers' answer, and the words that they marked."""
    texts = _texts()
    found: dict[str, dict[str, tuple[str, list[str]]]] = defaultdict(dict)
    with gzip.open(CUAD / "cuad_spans.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            text = texts[row["doc"]]
            marked = [text[span["start"] : span["end"]] for span in row["spans"]]
            found[row["doc"]][row["category"]] = (row["human_answer"] or "", marked)
    return found


def _part(name: str) -> str:
    return "held" if hashlib.sha256(name.encode()).digest()[0] % 2 else "dev"


def _judged(kind: str, found: list[Fact], label: tuple[str, list[str]]) -> tuple[int, int, int | None]:
    """How many found are right, how many labelled are hit, how many are labelled; None for a label of no use."""
    answer, marked = label
    match kind:
        case "title":
            golds = {_letters(one) for one in [answer, *marked]} - {""}
            same = [any(_letters(f.value) in gold or gold in _letters(f.value) for gold in golds) for f in found]
            return sum(same), int(any(same)), 1 if golds else 0
        case "party":
            listed = [one for one in re.split(r";|\)\s*,|\)\s*\(", answer) if not _COLLECTIVE.search(one.split("(")[0])]
            names = list(dict.fromkeys(name for name in map(_party, listed) if name))
            aliases = {_party(words) for words in re.findall(r"[\"“]([^\"”]+)[\"”]", answer)}
            names = [name for name in names if name not in aliases or len(names) == 1]
            spans = {_party(words) for words in marked} - {""}
            values = [_party(fact.value) for fact in found]
            right = sum(any(_same_party(v, n) for n in [*names, *spans]) for v in values)
            return right, sum(any(_same_party(v, n) for v in values) for n in names), len(names)
        case "governing_law":
            place = _place(answer)
            if answer.strip() and not place:
                return 0, 0, None
            right = sum(fact.value == place for fact in found)
            return right, int(bool(place) and right > 0), int(bool(place))
        case "term":
            lengths = {length for words in marked for length in durations(words)}
            right = sum(fact.value in lengths for fact in found)
            return right, min(right, 1), int(bool(lengths))
    gold = _iso(answer)
    if gold is None:
        return 0, 0, None
    if (
        kind == "expiration_date"
        and gold
        and gold not in {dated.value for words in marked for dated in dates_in(words, 0, len(words))}
    ):
        gold = "computed"
    right = sum(fact.value == gold for fact in found)
    labelled = 0 if gold in ("", "computed") else 1
    return right, min(right, labelled), labelled


def _letters(words: str) -> str:
    return re.sub(r"[^a-z0-9]", "", words.lower())


def _party(words: str) -> str:
    name = re.split(r"[(\"“]|\b(?:f/k/a|d/b/a|dba|and its)\b", words, maxsplit=1)[0]
    parts = re.findall(r"[a-z0-9]+", name.lower().replace(".", "").replace("&", "and"))
    while parts and parts[-1] in FORMS:
        parts.pop()
    return "".join(parts[1:] if parts[:1] == ["the"] else parts)


def _same_party(one: str, other: str) -> bool:
    return bool(one) and one == other


def _iso(answer: str) -> str | None:
    """The date of an answer, empty where there is none, None where it is no whole date."""
    if not answer.strip() or answer.strip().lower() == "perpetual":
        return ""
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})", answer.strip())
    if match is None:
        return None
    year = int(match[3]) if len(match[3]) == 4 else int(match[3]) + (1900 if int(match[3]) > 69 else 2000)
    try:
        return date(year, int(match[1]), int(match[2])).isoformat()
    except ValueError:
        return None


def _place(answer: str) -> str:
    same = {"People's Republic of China": "China", "England": "England and Wales", "PRC": "China"}
    places = [same.get(part.strip(), part.strip()) for part in re.split(r"[,;]|Province of|State of", answer)]
    known = {*US_STATES, *PROVINCES, *COUNTRIES}
    return next((place for place in places if place in known), "")


def _interval(rows: list[tuple[int, int, int, int]], part: int, whole: int) -> tuple[float, float, float]:
    def rate(sample: Iterable[tuple[int, int, int, int]]) -> float:
        pairs = [(row[part], row[whole]) for row in sample]
        return sum(p for p, _ in pairs) / max(1, sum(w for _, w in pairs))

    rng = random.Random(0)
    drawn = sorted(rate(rng.choices(rows, k=len(rows))) for _ in range(SAMPLES))
    return rate(rows), drawn[SAMPLES // 40], drawn[-SAMPLES // 40]


def _told(share: tuple[float, float, float]) -> str:
    return f"{share[0]:.3f} [{share[1]:.3f}, {share[2]:.3f}]"


def _print_difference(kind: str, name: str, text: str, found: list[Fact], label: tuple[str, list[str]]) -> None:
    print(f"--- {name}")
    print(f"    label {label[0]!r}  {[' '.join(words.split())[:160] for words in label[1]]}")
    for fact in found:
        if kind == "party" and any(_party(fact.value) == _party(words) for words in label[1]):
            print(f"    right {fact.value!r}")
            continue
        around = " ".join(text[max(0, fact.start - 60) : fact.end + 60].split())
        print(f"    found {fact.value!r}  …{around}…")


if __name__ == "__main__":
    main()
