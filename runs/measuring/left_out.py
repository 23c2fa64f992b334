"""How often do three rules leave out a sentence that answers, and how often one that only seems to?

    python -m runs.measuring.left_out [--data ../shared/data] [--tempting MATERIAL.pkl ...]

Quote mode chooses among no sentences on the other party's right or duty, among none that only let somebody do something
where it is asked what must be insured or promised (`answering/mirrored.py`), and among none that let a contract be
ended for a cause where none is had (`answering/without_cause.py`). The questions that were written by
reading (`runs/training/reader/questions`) say which sentences answer, so each one that a rule leaves out is a loss.
What is gained shows in the sentences that tempt the first reader, of questions that their document does not answer:
those are in the files of `runs.training.train_reader written` once `… tempt` has gone over them.

The rules were mended on these questions, so the losses are no blind measure. Headings, which a rule reads too, are not
given here.
"""

import argparse
import pickle
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from runs.measuring import results
from runs.training.reader.material import WRITTEN, Material, by_hand, document_texts

from pincite.answering.acts import asked_of
from pincite.answering.mirrored import is_mirrored, only_permits
from pincite.answering.units import quotable
from pincite.answering.without_cause import asks_to_end_without_cause, ends_for_cause_only
from pincite.readers.read import read
from pincite.structure.facts.short_names import short_names

RULES = "the other party's", "for a cause only", "may, and not must"


def left_out_of(question: str, sentences: list[str], parties: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, int]]:
    """The rules that a question is under, each with how many of some sentences it leaves out."""
    asked = asked_of(question)
    if asked is not None:
        yield RULES[0], sum(is_mirrored(asked, one, (), parties) for one in sentences)
    if asked is not None and asked.act.is_promise:
        yield RULES[2], sum(only_permits(asked, one) for one in sentences)
    if asks_to_end_without_cause(question):
        yield RULES[1], sum(map(ends_for_cause_only, sentences))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--tempting", type=Path, nargs="*", default=[], help="what `train_reader tempt` wrote")
    results.add_option(parser, "left_out")
    given = parser.parse_args()
    texts, tempting = document_texts(given.data), dict(_tempting(given.tempting))
    counts: Counter[tuple[str, str]] = Counter()
    for document, rows in sorted(by_hand(WRITTEN).items()):
        name = document.rsplit("/", 1)[-1]
        reading = read(texts[document].encode(), name if Path(name).suffix in (".txt", ".md") else f"{name}.txt")
        parties = short_names(reading.text, reading.facts)
        for row in rows:
            places = row.get("places", {}).get(document, ())
            answers = [
                " ".join(reading.text[unit.own_start : unit.end].split())
                for start, end in places
                for unit in quotable(reading, start, end)
            ]
            is_answered = row["kind"] != "absent"
            tempt = [] if is_answered else tempting.get((document, row["question"]), [])
            for rule, lost in left_out_of(row["question"], answers, parties):
                counts[rule, "answered" if is_answered else "not answered"] += 1
                counts[rule, "lose a sentence that answers"] += lost > 0
            for rule, gained in left_out_of(row["question"], tempt, parties):
                counts[rule, "sentences that tempt"] += len(tempt)
                counts[rule, "of these left out"] += gained
    notes = results.Notes()
    for (rule, what), count in sorted(counts.items()):
        notes.note(rule, what, float(count))
        print(f"{rule}: {what} {count}")
    notes.keep(given.results)


def _tempting(files: list[Path]) -> Iterator[tuple[tuple[str, str], list[str]]]:
    for file in files:
        found: Material = pickle.loads(file.read_bytes())  # noqa: S301 - our own
        for task in found.tasks:
            passages = [(found.passages[place], at) for place, at in task.tempting]
            texts = [" ".join(passage.text[slice(*passage.sentences[at])].split()) for passage, at in passages]
            yield (task.document, task.wordings[0]), texts


if __name__ == "__main__":
    main()
