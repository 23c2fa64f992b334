"""Does the time in which a document is refused tell whether it exists?

    python -m runs.timing.hidden_id_time WORKSPACE [--pairs 10000] [--results]

Ids of real documents, asked for by somebody who may see nothing, against ids of the same form that nothing has, by
turns in a random order, within one process. Printed are both medians, and how often the hidden one took longer.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from runs.measuring import results

from pincite.documents.span import DocumentId
from pincite.errors import NotVisible
from pincite.wiring import open_session

SEED, IDS = 1, 100
LETTERS, DRAWN = "abcdefghijklmnopqrstuvwxyz234567", 10
"""The letters of ids, and how many of an id's letters are drawn."""


def absent_id(document: DocumentId, chance: random.Random) -> DocumentId:
    """An id of the same form that nothing has.

    One of another form is less like the ids that may be seen, and looking for the nearest of these takes less time.
    """
    return DocumentId(document[:-DRAWN] + "".join(chance.choices(LETTERS, k=DRAWN)))


def timed(look: Callable[[], object]) -> int:
    """Nanoseconds until a refusal."""
    began = time.perf_counter_ns()
    try:
        look()
    except NotVisible:
        pass
    else:
        raise AssertionError("that was to be refused")
    return time.perf_counter_ns() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--pairs", type=int, default=10_000)
    results.add_option(parser, "hidden-id")
    given = parser.parse_args()
    rng = random.Random(SEED)
    with open_session(given.workspace) as session:
        scope, catalogue = session.scope(), session.firm.catalogue
        shut_out = replace(scope, matters=frozenset(), documents=frozenset(), labels=frozenset())
        standing = [entry.document for entry in catalogue.entries(scope)]
        hidden = rng.sample(standing, min(IDS, len(standing)))
        absent = [absent_id(one, rng) for one in hidden]
        pairs = []
        for number in range(given.pairs):
            at = number % len(hidden)
            order = [(0, hidden[at]), (1, absent[at])]
            rng.shuffle(order)
            took = [0, 0]
            for which, document in order:
                took[which] = timed(partial(catalogue.visible, document, shut_out))
            pairs.append(took)
    medians = [statistics.median(took[which] for took in pairs) / 1_000 for which in (0, 1)]
    slower = sum(a > b for a, b in pairs) / len(pairs)
    print(
        f"hidden {medians[0]:.2f} µs, absent {medians[1]:.2f} µs; the hidden one took longer in {slower:.0%} of pairs"
    )
    notes, row = results.Notes(), "a refusal: pairs of a hidden id and one that nothing has"
    notes.note(row, "hidden, µs", medians[0], len(pairs))
    notes.note(row, "unknown, µs", medians[1])
    notes.note(row, "hidden is slower", slower)
    notes.keep(given.results)


if __name__ == "__main__":
    main()
