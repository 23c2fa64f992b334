"""100,000 cases of data that tries to leave its fence: the property of `tests/security/test_structure.py`, at length.

python -m runs.attacking.fences [--cases 100000]
"""

import argparse
import random
import time
from functools import partial

from tests.security.shown import shown_passages
from tests.security.test_structure import BREAKERS, SIGN, escapes

from pincite.answering.prompting import as_data, request

ODD = "\u200b\u00ad\u202e\ufe0f\U000e0041\x00\u2028＜＞／［］‹›〈〉⟨⟩&;#|<>/[]!?\\-_ \nabcXYZ019"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    began = time.perf_counter()
    escaped = 0
    for number in range(options.cases):
        parts = [
            chance.choice(BREAKERS) if chance.random() < 0.6 else "".join(chance.choices(ODD, k=chance.randint(1, 6)))
            for _ in range(chance.randint(1, 12))
        ]
        text = "".join(parts)
        if escapes(as_data(text)):
            escaped += 1
            print(repr(text), repr(as_data(text)))
        if number % 100 == 0:
            shown = shown_passages([(text or "x", text[:40], text[-40:])])
            (_, user), mark = request(text, shown, SIGN, partial(_drawn, f"{number:012x}"))
            escaped += user.content.count(f"<passage-{mark}") != 1 or user.content.count(f"</question-{mark}>") != 1
    print(f"{options.cases:,} cases, {escaped} escapes, {time.perf_counter() - began:.0f} s")


def _drawn(mark: str, _bytes: int) -> str:
    return mark


if __name__ == "__main__":
    main()
