"""What the gate at the way out would keep back of true sentences of contracts, forms and opinions.

    python -m runs.measuring.gate_alarms [--data ../shared/data] [--each 30] [--replies 2] [--seed 5] [--show 20]
        [--results]

From each document sentences are drawn at random. Each is restated in four ways that keep its sense (with its white
space squeezed; by common signs for typographic ones and without its number; with other words of duty and joining; in
small letters where it shouts) and given to the gate with the words around it as what it cites. Counted is the share
that would be kept back for an address or an account that the passage does not have, for how it is written, and for any
reason. No document was looked through for addresses. Of each document are also made replies of five such sentences in
one way, or in a way for each, and counted those of which the gate would keep a sentence back for what they tell
together.
"""

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from runs.measuring import results
from runs.questions.loading import loader

from pincite.answering.answer import Citation, Statement
from pincite.documents.span import DocumentId, Span, VersionId
from pincite.errors import DocumentError
from pincite.readers.read import read
from pincite.security.addresses import strangers
from pincite.security.canary import canary
from pincite.security.output import Kept, breaches
from pincite.security.surface import MOST_ODD, oddities, surface_form
from pincite.structure.sentences import sentences
from pincite.verification.support import Support
from pincite.verification.together import against
from pincite.verification.written import kept

NOWHERE = Span(DocumentId("d"), VersionId("v"), 0, 1)
SENTENCES = 5
WAYS = ("as it is", "common signs", "other words", "small letters")
AROUND = 1_500
"""Characters on either side of a sentence that its passage has too."""

SIGNS = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "\u00a0": " "})
OTHER_WORDS = (
    (re.compile(r"\bshall be\b"), "is"),
    (re.compile(r"\bshall\b"), "must"),
    (re.compile(r"\bpursuant to\b"), "under"),
    (re.compile(r"\bprior to\b"), "before"),
    (re.compile(r"\bin the event that\b"), "if"),
    (re.compile(r"\bsuch\b"), "the"),
    (re.compile(r"\bany\b"), "a"),
    (re.compile(r"\bhereunder\b"), "in this"),
)
NUMBER = re.compile(r"^\W{0,3}(?:\d{1,3}(?:\.\d{1,3}){0,4}|[(]?[a-zA-Z]{1,4}[).])\W{1,4}")


def documents(data: Path) -> Iterator[tuple[str, str, str]]:
    """(kind, name, text) of contracts, forms and opinions."""
    load = loader(data)
    for name, text in load.cuad_texts().items():
        yield "contract", name, text
    for name, kind in (("docs_docx", "form"), ("docs_opinions_pdf", "opinion")):
        for row in load.documents(name):
            try:
                yield kind, row["file"], read(Path(row["path"]).read_bytes(), row["file"]).text
            except DocumentError:
                continue


def restated(sentence: str) -> dict[str, str]:
    """A sentence in other clothes, by what was done to it."""
    squeezed = " ".join(sentence.split())
    plain = NUMBER.sub("", squeezed.translate(SIGNS))
    worded = plain
    for form, other in OTHER_WORDS:
        worded = form.sub(other, worded)
    return {
        "as it is": squeezed,
        "common signs": plain[:1].upper() + plain[1:],
        "other words": worded[:1].upper() + worded[1:],
        "small letters": plain.capitalize() if plain.isupper() else plain,
    }


def reply_held(said: Sequence[tuple[str, str]], chooser: random.Random) -> bool:
    """True where the gate keeps a sentence of a reply back for what it tells with those before it; (text, passage)."""
    sign, left = f"{chooser.getrandbits(64):016x}", list[Support]()
    for text, passage in said:
        quote = " ".join(passage.split()[: chooser.randint(3, 40)])
        cited = Citation(chooser.randint(1, 12), NOWHERE, "a.txt", "A", "", "", None, "", "", None, quote)
        support = Support(Statement(text, (cited,)), 1.0, (), surface=surface_form(text, [passage]))
        if support.surface is not None and support.surface.odd > MOST_ODD:
            continue
        if against(support, left, [], sign):
            return True
        left.append(support)
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--each", type=int, default=30, help="sentences of a document; 0 for replies alone")
    parser.add_argument("--replies", type=int, default=2, help="replies of five sentences of a document")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--show", type=int, default=20, help="print so many of what was kept back for an address")
    results.add_option(parser, "gate-alarms")
    given = parser.parse_args()
    chooser = random.Random(given.seed)
    ours: Kept = kept(canary())
    tried: Counter[tuple[str, str]] = Counter()
    alarms: Counter[tuple[str, str]] = Counter()
    any_reason: Counter[tuple[str, str]] = Counter()
    odd: Counter[tuple[str, str]] = Counter()
    names: Counter[str] = Counter()
    shown: list[str] = []
    replies, together = Counter[str](), Counter[str]()
    took = 0.0
    for kind, name, text in documents(given.data):
        names[kind] += 1
        spans = [span for span in sentences(text, 0, len(text)) if 40 <= span[1] - span[0] <= 700]
        for number in range(given.replies if len(spans) >= SENTENCES else 0):
            drawn = [(text[a:b], text[max(0, a - AROUND) : b + AROUND]) for a, b in chooser.sample(spans, SENTENCES)]
            way = chooser.choice(WAYS)
            told = [(restated(one)[way if number % 2 else chooser.choice(WAYS)], passage) for one, passage in drawn]
            replies[kind] += 1
            together[kind] += reply_held(told, chooser)
        for start, end in chooser.sample(spans, min(given.each, len(spans))):
            passage = text[max(0, start - AROUND) : end + AROUND]
            for way, said in restated(text[start:end]).items():
                began = time.process_time()
                reasons = breaches(said, [passage], ours)
                took += time.process_time() - began
                tried[kind, way] += 1
                any_reason[kind, way] += bool(reasons)
                odd[kind, way] += oddities(said, [passage]) > MOST_ODD
                if found := strangers(said, [passage]):
                    alarms[kind, way] += 1
                    shown.append(f"{name[:40]} ({way}): {found} in {said[:160]!r}")
    print(
        ", ".join(f"{count} {kind}s" for kind, count in names.items()),
        f"{took / max(1, tried.total()) * 1e3:.2f} ms each",
    )
    for kind, way in tried:
        count = tried[kind, way]
        print(
            f"{kind:9} {way:14} {alarms[kind, way]:3} of {count:,} for an address ({alarms[kind, way] / count:.3%}), "
            f"{odd[kind, way]} for how it is written, {any_reason[kind, way] / count:.2%} for any reason"
        )
    share = alarms.total() / max(1, tried.total())
    print(f"all: {alarms.total()} of {tried.total():,} for an address or account ({share:.3%})")
    print(f"replies kept back in part for what they tell together: {dict(together)} of {dict(replies)}")
    for line in shown[: given.show]:
        print("   ", line)
    notes, column = results.Notes(), "kept back"
    if tried:
        notes.note("restated sentences: an address or an account", column, alarms.total(), tried.total())
        notes.note("restated sentences: how they are written", column, odd.total(), tried.total())
    if replies:
        notes.note("replies of five sentences: what they tell together", column, together.total(), replies.total())
    notes.keep(given.results)


if __name__ == "__main__":
    main()
