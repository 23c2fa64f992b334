"""How often each deterministic check fires on claims that are borne out, and on claims that are not.

    .venv/bin/python -m runs.measuring.measure_checks                    # the half that the rules were written on
    .venv/bin/python -m runs.measuring.measure_checks
        --part held        # the half that was looked at for the last figures only
    .venv/bin/python -m runs.measuring.measure_checks --show modals      # and every claim on which one check fires
    .venv/bin/python -m runs.measuring.measure_checks inventions         # flags on true sentences, and found fakes

A row is in the part "dev" when the SHA-256 of its document, or of its premise where it names none, is even. Sources of
public sets hold at most 1,000 rows of either part, drawn with seed 0. `cuad quoted` are sentences of labelled clauses
with 400 characters around the clause as premise; `cuad reworded` the same in other words of the same meaning; `cuad
KIND` reworded ones with one change of that kind, which makes them false.
"""

import argparse
import gzip
import hashlib
import json
import lzma
import random
import re
import statistics
import tarfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pincite.structure.sentences import sentences
from pincite.verification.checks.all import findings
from pincite.verification.checks.finding import CHECKS
from pincite.verification.inventions import inventions

DATA = Path(__file__).parents[3] / "shared" / "data"
MOST_ROWS = 1_000
AROUND = 400
SAMPLED = 0.4
"""Share of the sentences of labelled clauses that are taken."""

LEGAL = re.compile(r"contractnli|cuad")
TRUE = frozenset(("entailment", "faithful", "Fully attributable", "completely-support"))
LEFT_OUT = re.compile(r"qnli|halueval|dnc_")
"""Questions instead of claims, synthetic fallbacks, and sets on veridicality and puns that no rule is about."""


@dataclass(frozen=True, slots=True)
class Row:
    """A claim, what it rests on, and whether that bears it out; `group` names the document or passage."""

    source: str
    group: str
    premise: str
    claim: str
    is_true: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="?", choices=("checks", "inventions"), default="checks")
    parser.add_argument("--part", choices=("dev", "held", "all"), default="dev")
    parser.add_argument("--show", choices=CHECKS, help="print the claims on which one check fires")
    parser.add_argument("--source", default="", help="only sources whose name has this in it")
    parser.add_argument("--rows", type=int, default=MOST_ROWS)
    parser.add_argument("--data", type=Path, default=DATA)
    chosen = parser.parse_args()
    sources = {
        name: rows for name, rows in _sources(chosen.data, chosen.part, chosen.rows).items() if chosen.source in name
    }
    if chosen.what == "inventions":
        _report_inventions(sources)
    else:
        _report_checks(sources, chosen.show)


# ---------------------------------------------------------------- rows
def _sources(data: Path, part: str, most: int) -> dict[str, list[Row]]:
    """Rows of one part by source, at most `most` of each, drawn with a fixed seed."""
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in (*_published(data), *_of_contracts(data)):
        if part in ("all", _part(row.group)):
            by_source[row.source].append(row)
    return {name: random.Random(0).sample(rows, most) if len(rows) > most else rows for name, rows in by_source.items()}


def _part(group: str) -> str:
    return "dev" if hashlib.sha256(group.encode(errors="replace")).digest()[-1] % 2 == 0 else "held"


def _published(data: Path) -> Iterator[Row]:
    for line in _lines(data / "nli/nli_train.jsonl.xz"):
        if LEFT_OUT.search(line["source"]) is None:
            group = line.get("doc") or line["premise"]
            yield Row(line["source"], str(group), line["premise"], line["hypothesis"], line["label"] in TRUE)
    for line in _lines(data / "faithfulness/faithfulness.jsonl.xz"):
        if LEFT_OUT.search(line["source"]) is None:
            yield Row(line["source"], line["context"], line["context"], line["answer"], line["label"] in TRUE)
    for line in _lines(data / "faithfulness/factcheckgpt_claim_evidence_stance.jsonl.xz"):
        yield Row("factcheckgpt", line["evidence"], line["evidence"], line["claim"], line["stance"] in TRUE)


def _lines(file: Path) -> Iterator[dict[str, str]]:
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _of_contracts(data: Path) -> Iterator[Row]:
    """Sentences of labelled clauses: as they stand, in other words, and with one change that makes them false."""
    with tarfile.open(data / "cuad/cuad_txt.tar.xz") as archive:
        texts = {
            Path(member.name).name: file.read().decode()
            for member in archive
            if (file := archive.extractfile(member)) is not None
        }
    with gzip.open(data / "cuad/cuad_spans.jsonl.gz", "rt", encoding="utf-8") as lines:
        labelled = [json.loads(line) for line in lines]
    chance = random.Random(1)
    seen: set[tuple[str, int]] = set()
    for row in labelled:
        text = texts[row["doc"]]
        for span in row["spans"]:
            premise = text[max(0, span["start"] - AROUND) : span["end"] + AROUND]
            for start, end in sentences(text, span["start"], span["end"]):
                sentence = " ".join(text[start:end].split())
                is_sentence = sentence[:1].isupper() and sentence.endswith(".") and 8 <= len(sentence.split()) <= 60
                if not is_sentence or (row["doc"], start) in seen or chance.random() > SAMPLED:
                    continue
                seen.add((row["doc"], start))
                yield Row("cuad quoted", row["doc"], premise, sentence, True)
                reworded = _reworded(sentence, chance)
                yield Row("cuad reworded", row["doc"], premise, reworded, True)
                for kind, change in CHANGES.items():
                    changed = change(reworded, chance)
                    if changed is not None and changed != reworded:
                        yield Row(f"cuad {kind}", row["doc"], premise, changed, False)


_SPELLED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|"
    "One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Fifteen|Twenty|Thirty|Forty|Fifty|Sixty|Ninety"
)
REWORDINGS = (
    (rf"\b(?:{_SPELLED})(?:[ -](?:{_SPELLED}|and))* ?\((\d[\d,]*)\)", r"\1"),
    (r"\bshall not\b", "must not"),
    (r"\bshall\b", "must"),
    (r"\bprior to\b", "before"),
    (r"\bin the event that\b", "if"),
    (r"\bpursuant to\b", "under"),
    (r"\bin accordance with\b", "under"),
    (r"\bis entitled to\b", "may"),
    (r"\bset forth in\b", "stated in"),
    (r"\bnotwithstanding anything to the contrary[^,]{0,60}, ", ""),
    (r" \((?:including|whether|as|the)[^()]{5,150}\)", ""),
    (r"\bin connection with\b", "relating to"),
    (r"\bhas the right to\b", "may"),
    (r"\bas of the date hereof\b", "today"),
    (r"\bhereunder\b", "under this Agreement"),
    (r"\bupon\b", "on"),
    (r"\bany and all\b", "all"),
    (r"\bPROVIDED\b", "provided"),
)
_TURNED = re.compile(r"^((?:Within|Upon|During|At|For|If|On|Unless|Subject to)\b[^,.;]{8,120}), ([^.;]{15,})\.$")


def _reworded(sentence: str, chance: random.Random) -> str:
    """A sentence of the same meaning: other words, figures for numbers, its first clause last."""
    for pattern, words in REWORDINGS:
        if chance.random() < 0.7:
            sentence = re.sub(pattern, words, sentence)
    turned = _TURNED.match(sentence)
    if turned is not None and chance.random() < 0.6:
        opening, rest = turned[1][0].lower() + turned[1][1:], turned[2]
        sentence = f"{rest[0].upper()}{rest[1:]} {opening}."
    return sentence


_NUMBER = re.compile(r"(?<![\w.,$(])(\d{1,4})(?= (?:business |calendar )?(?:days?|months?|years?|weeks?|hours?)\b)")
_UNIT = re.compile(r"(?<=\d )(days|months|years)\b")
_MONEY = re.compile(r"(?<=\$)(\d{1,3})(?=[,.\d]*\b)")
_SHARE = re.compile(r"(?<![\w.])(\d{1,2})(?=(?:\.\d+)? ?(?:%|percent))")
_YEAR = re.compile(r"(?<=[ ,])(19|20)(\d\d)(?!\d)")
_SECTION = re.compile(r"(?<=\b(?:Section|Article) )(\d{1,2})")
_PARTIES = re.compile(
    r"\b(?:Licensee|Licensor|Company|Customer|Supplier|Distributor|Consultant|Buyer|Seller|Franchisee|Franchisor|Purchaser|"
    r"Manufacturer|Contractor|Client|Vendor|Provider|Recipient|Agent|Reseller|Developer|Sponsor|Landlord|Tenant)\b"
)
_TERM = re.compile(r"\b(Net|Gross|Initial|Renewal|Confidential|Licensed|Effective|Intellectual) (?=[A-Z])")
_TERMS = {"Net": "Gross", "Gross": "Net", "Initial": "Extended", "Renewal": "Initial", "Confidential": "Public",
          "Licensed": "Excluded", "Effective": "Closing", "Intellectual": "Tangible"}  # fmt: skip


def _replaced(pattern: str, words: str) -> Callable[[str, random.Random], str | None]:
    """A change of the first place of a pattern."""
    compiled = re.compile(pattern)
    return lambda sentence, _: compiled.sub(words, sentence, count=1) if compiled.search(sentence) else None


def _scaled(pattern: re.Pattern[str]) -> Callable[[str, random.Random], str | None]:
    """A change of a number into another."""

    def change(sentence: str, chance: random.Random) -> str | None:
        match = pattern.search(sentence)
        if match is None:
            return None
        number = int(match[match.lastindex or 1])
        other = chance.choice([n for n in (number * 2, number + 1, number + 5, max(1, number // 2)) if n != number])
        width = len(match[match.lastindex or 1])
        return sentence[: match.start(match.lastindex or 1)] + f"{other % 10**width:0{width}}" + sentence[match.end() :]

    return change


def _swapped(sentence: str, _: random.Random) -> str | None:
    """Two parties in each other's place."""
    names = list(dict.fromkeys(_PARTIES.findall(sentence)))
    if len(names) < 2:
        return None
    one, other = names[:2]
    return re.sub(rf"\b(?:{one}|{other})\b", lambda match: other if match[0] == one else one, sentence)


def _other_unit(sentence: str, _: random.Random) -> str | None:
    match = _UNIT.search(sentence)
    if match is None:
        return None
    other = {"days": "months", "months": "days", "years": "months"}[match[1]]
    return f"{sentence[: match.start()]}{other}{sentence[match.end() :]}"


def _other_term(sentence: str, _: random.Random) -> str | None:
    match = _TERM.search(sentence)
    return None if match is None else f"{sentence[: match.start()]}{_TERMS[match[1]]} {sentence[match.end() :]}"


def _dropped_clause(sentence: str, _: random.Random) -> str | None:
    """Without an exception or condition at the sentence's end or start."""
    at_end = re.search(
        r",? (?:except|unless|provided,? (?:however,? )?that|subject to|to the extent|other than)\b[^.;]*\.$", sentence
    )
    if at_end is not None and len(sentence[: at_end.start()].split()) >= 6:
        return f"{sentence[: at_end.start()]}."
    at_start = re.match(r"^(?:Except|Unless|Subject to|Other than)\b[^,]*, (.{30,})$", sentence)
    return None if at_start is None else f"{at_start[1][0].upper()}{at_start[1][1:]}"


def _spliced(sentence: str, _: random.Random) -> str | None:
    """A quote of the sentence with words left out unmarked."""
    words = sentence.rstrip(".").split()
    if len(words) < 12:
        return None
    return f'The agreement says "{" ".join(words[:6] + words[9:])}".'


CHANGES: Mapping[str, Callable[[str, random.Random], str | None]] = {
    "number": _scaled(_NUMBER),
    "unit": _other_unit,
    "business days": _replaced(r"(?<=\d )(?:business |calendar )?days\b", "business days"),
    "money": _scaled(_MONEY),
    "share": _scaled(_SHARE),
    "year": _scaled(_YEAR),
    "section": _scaled(_SECTION),
    "duty to leave": _replaced(r"\b(?:shall|must)(?! not)\b", "may"),
    "leave to duty": _replaced(r"\bmay(?! not)\b", "must"),
    "ban to leave": _replaced(r"\b(?:shall|must|may|will) not\b", "may"),
    "no ban": _replaced(r"\b(shall|must|may|will|is|are|does|do) not\b", r"\1"),
    "a ban": _replaced(r"\b(shall|must|will|is|are)(?! not)\b", r"\1 not"),
    "dropped clause": _dropped_clause,
    "dropped only": _replaced(r"\b(?:only|solely|exclusively) ", ""),
    "dropped written": _replaced(r"\b(?:prior written|written|prior) (?=consent|notice|approval)", ""),
    "dropped material": _replaced(r"\b(?:material|reasonable) ", ""),
    "swapped": _swapped,
    "and to or": _replaced(r"\b(\w+) and (?=\w+)", r"\1 or "),
    "or to and": _replaced(r"\b(\w+) or (?=\w+)", r"\1 and "),
    "at least": _replaced(r"\b(?:at least|not less than|no less than)\b", "at most"),
    "at most": _replaced(r"\b(?:at most|not more than|no more than|up to|not to exceed)\b", "at least"),
    "before": _replaced(r"\b(?:before|prior to)\b", "after"),
    "after": _replaced(r"\b(?:after|following)\b", "before"),
    "opposite": _replaced(r"\b(in|ex)clud(?=e|es|ed|ing)", lambda match: "exclud" if match[1] == "in" else "includ"),  # type: ignore[arg-type]
    "term": _other_term,
    "spliced": _spliced,
}


# ---------------------------------------------------------------- reports
def _report_checks(sources: Mapping[str, list[Row]], show: str | None) -> None:
    totals: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    times: list[float] = []
    for name, rows in sorted(sources.items()):
        fired: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        for row in rows:
            before = time.process_time()
            found = findings(row.claim, row.premise)
            times.append(time.process_time() - before)
            fired[row.is_true].update({finding.check for finding in found} | ({"any"} if found else set()))
            for finding in found:
                if finding.check == show:
                    mark = "TRUE " if row.is_true else "false"
                    premise = " ".join(row.premise.split())[:600]
                    print(f"{mark} {name}: {finding.message}\n      {row.claim[:400]}\n      < {premise}")
        size = Counter(row.is_true for row in rows)
        kind = "legal" if LEGAL.search(name) else "general"
        for check in (*CHECKS, "any"):
            for at, value in enumerate((fired[True][check], size[True], fired[False][check], size[False])):
                totals[kind, check][at] += value
        parts = [
            f"{check} {fired[True][check]}/{fired[False][check]}"
            for check in (*CHECKS, "any")
            if fired[True][check] or fired[False][check]
        ]
        print(f"{name:28} {size[True]:5} true {size[False]:5} false | {', '.join(parts)}")
    print(
        "\nfires on true, on false claims; share of false claims among those on which it fires over their share in all"
    )
    for (kind, check), (true, of_true, false, of_false) in sorted(totals.items()):
        if true or false:
            lift = (false / (true + false)) / (of_false / (of_true + of_false))
            print(
                f"{kind:8} {check:13} {true:4}/{of_true} ({_percent(true, of_true)})  "
                f"{false:5}/{of_false} ({_percent(false, of_false)})  lift {lift:.2f}"
            )
    times.sort()
    median, slowest = 1e3 * statistics.median(times), 1e3 * times[int(0.95 * len(times))]
    print(f"\nms of processor time: median {median:.2f}, p95 {slowest:.2f}")


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


# ---------------------------------------------------------------- inventions
_SYLLABLES = "bra ven tor kel dun mar fin sel gro hal wes pit lon dra bec vor tam rus nel cor".split()  # noqa: SIM905


def _coined(chance: random.Random) -> str:
    """A name that nobody has."""
    return "".join(chance.sample(_SYLLABLES, 3)).capitalize()


FAKES: Mapping[str, Callable[[random.Random], str]] = {
    "case": lambda chance: f", as held in {_coined(chance)} v. {_coined(chance)}",
    "case of companies": lambda chance: f" ({_coined(chance)} Holdings, Inc. v. {_coined(chance)} Co.)",
    "report": lambda chance: f", see {chance.randint(100, 999)} F.3d {chance.randint(100, 1500)}",
    "neutral citation": lambda chance: f", see [{chance.randint(1990, 2020)}] EWCA Civ {chance.randint(100, 1500)}",
    "statute": lambda chance: f" under {chance.randint(2, 54)} U.S.C. § {chance.randint(100, 9000)}",
    "act": lambda chance: (
        f" under section {chance.randint(200, 900)} of the {_coined(chance)} Act 19{chance.randint(10, 99)}"
    ),
    "person": lambda chance: f", as {_coined(chance)} {_coined(chance)} confirmed",
    "titled person": lambda chance: f", as Mr. {_coined(chance)} confirmed",
    "one name": lambda chance: f", as {_coined(chance)} confirmed",
    "one name first": lambda chance: f". {_coined(chance)} must pay for it",
    "company": lambda chance: f", with {_coined(chance)} {chance.choice(('Inc.', 'LLC', 'Ltd', 'GmbH', 'Corp.'))}",
    "date": lambda chance: (
        f" on {chance.choice(('March', 'May', 'July'))} {chance.randint(1, 28)}, 20{chance.randint(30, 60)}"
    ),
    "amount": lambda chance: f" for ${chance.randint(11, 99)},{chance.randint(111, 999)},{chance.randint(111, 999)}",
    "share": lambda chance: f" at {chance.randint(11, 99)}.{chance.randint(11, 99)}%",
}


def _report_inventions(sources: Mapping[str, list[Row]]) -> None:
    chance = random.Random(2)
    for name, rows in sorted(sources.items()):
        true = [row for row in rows if row.is_true]
        if not true:
            continue
        flagged = 0
        for row in true:
            found = inventions(row.claim, (row.premise,))
            flagged += bool(found)
        print(f"{name:28} flagged {flagged}/{len(true)} true claims ({_percent(flagged, len(true))})")
    quoted = sources.get("cuad quoted", [])
    for kind, fake in FAKES.items():
        found_fakes = 0
        for row in quoted:
            claim = f"{row.claim.rstrip('.')}{fake(chance)}."
            before = {finding.message for finding in inventions(row.claim, (row.premise,))}
            found_fakes += any(finding.message not in before for finding in inventions(claim, (row.premise,)))
        print(f"injected {kind:18} found {found_fakes}/{len(quoted)}")


if __name__ == "__main__":
    main()
