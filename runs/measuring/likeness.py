"""Measure sketches of documents against the exact share of runs of words that they have in common.

    .venv/bin/python -m runs.measuring.likeness                # error, threshold, pairs found, time
    .venv/bin/python -m runs.measuring.likeness --show         # and every pair of contracts found
    .venv/bin/python -m runs.measuring.likeness --results      # and keep the figures for the pages

The contracts are CUAD's; the families are the agreements on one form in the sample matters. For the error at every
likeness, contracts are also set against copies of themselves in which words were changed, struck and added at rates
from 0.1 % to 30 %, seed 0. A pair that is found and has an exact likeness below the threshold less 0.05 is a false one.
"""

import argparse
import io
import random
import re
import statistics
import tarfile
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from runs.measuring import results

from pincite import samples
from pincite.readers.read import read
from pincite.structure.likeness import NEAR, likeness, near_duplicates, resemblance, sketch

CUAD = Path(__file__).parents[3] / "shared" / "data" / "cuad"
RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3)
FAMILY = re.compile(r"(PLA|RCA)-\d+ ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--show", action="store_true", help="print every pair of contracts found")
    results.add_option(parser, "likeness")
    chosen = parser.parse_args()
    texts = _texts()
    names = sorted(texts)
    before = time.perf_counter()
    sketches = [sketch(texts[name]) for name in names]
    seconds = time.perf_counter() - before
    characters = sum(map(len, texts.values()))
    print(f"{len(names)} contracts, {characters / seconds / 1e6:.1f} million characters/s to sketch")
    _error(texts, names)
    _families()
    _search(sketches)
    found = {
        (names[min(place, other)], names[max(place, other)]): estimate
        for place, near in enumerate(near_duplicates(sketches, 0.3))
        for other, estimate in near
    }
    missed = _brute(names, sketches, found)
    exact = {pair: resemblance(texts[pair[0]], texts[pair[1]]) for pair in found}
    shown = sorted((pair for pair in found if found[pair] >= NEAR), key=lambda pair: -found[pair])
    false = [pair for pair in shown if exact[pair] < NEAR - 0.05]
    print(f"pairs estimated at {NEAR} or more: {len(shown)}, false {len(false)}, missed by the bands {missed}")
    notes = results.Notes()
    row = f"pairs of nearly the same among {len(names)} contracts"
    notes.note(row, "found", len(shown) - len(false), len(shown) - len(false) + missed)
    notes.note(row, "false", len(false))
    notes.note(row, "missed", missed)
    notes.keep(chosen.results)
    if chosen.show:
        for pair in sorted(found, key=lambda pair: -found[pair]):
            print(f"  {found[pair]:.3f} estimated, {exact[pair]:.3f} exact  {pair[0][:60]} | {pair[1][:60]}")


def _texts() -> dict[str, str]:
    with tarfile.open(CUAD / "cuad_txt.tar.xz") as archive:
        members = [member for member in archive if member.isfile() and member.name.endswith(".txt")]
        return {
            Path(m.name).name: io.TextIOWrapper(archive.extractfile(m) or io.BytesIO(), "utf-8", newline="").read()
            for m in members
        }


def _error(texts: dict[str, str], names: list[str]) -> None:
    """Errors of the estimate by exact likeness, over altered copies."""
    rng = random.Random(0)
    errors: dict[float, list[float]] = defaultdict(list)
    for name in rng.sample([name for name in names if len(texts[name]) < 80_000], 60):
        for rate in RATES:
            altered = _altered(texts[name], rate, rng)
            exact = resemblance(texts[name], altered)
            errors[min(0.9, int(exact * 10) / 10)].append(likeness(sketch(texts[name]), sketch(altered)) - exact)
    print(f"{'exact likeness':>16} {'pairs':>6} {'mean error':>11} {'root mean square':>17} {'theory':>7} {'worst':>6}")
    for low in sorted(errors):
        of_bin = errors[low]
        square = statistics.fmean(error**2 for error in of_bin) ** 0.5
        theory = ((low + 0.05) * (0.95 - low) / 256) ** 0.5
        worst = max(map(abs, of_bin))
        mean = statistics.fmean(of_bin)
        print(
            f"  {low:.1f} to {low + 0.1:.1f}   {len(of_bin):8} {mean:+11.4f} {square:17.4f} {theory:7.4f} {worst:6.3f}"
        )


def _altered(text: str, rate: float, rng: random.Random) -> str:
    words = text.split()
    for place in range(len(words)):
        if rng.random() < rate:
            words[place] = rng.choice(("", "amended", f"{words[place]} further"))
    return " ".join(words)


def _families() -> None:
    """What the agreements on one form in the sample matters have in common."""
    families: dict[str, list[str]] = defaultdict(list)
    for file in sorted(samples.folder().rglob("*")):
        family = FAMILY.match(file.name)
        if family is not None:
            families[family[1]].append(read(file.read_bytes(), file.name).text)
    for name, members in families.items():
        pairs = [(resemblance(a, b), likeness(sketch(a), sketch(b))) for a, b in combinations(members, 2)]
        exact, estimates = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        error = max(abs(a - b) for a, b in pairs)
        print(
            f"family {name}: {len(members)} documents, exact {min(exact):.3f} to {max(exact):.3f}, "
            f"estimated {min(estimates):.3f} to {max(estimates):.3f}, worst error {error:.3f}"
        )


def _search(sketches: list[bytes]) -> None:
    """How long it takes to find near-duplicates among documents, all strangers and half of them copies."""
    rng = random.Random(0)
    for count in (len(sketches), 10_000, 100_000):
        strangers = [rng.randbytes(256) for _ in range(count)]
        many = sketches if count == len(sketches) else strangers[: count // 2] + [sketches[0]] * (count - count // 2)
        before = time.perf_counter()
        near_duplicates(many)
        print(f"near-duplicates among {count:,}: {(time.perf_counter() - before) * 1000:,.0f} ms")


def _brute(names: list[str], sketches: list[bytes], found: dict[tuple[str, str], float]) -> int:
    """Pairs as alike as the threshold, by all pairs, that the bands did not bring together."""
    import numpy as np

    matrix = np.frombuffer(b"".join(sketches), dtype=np.uint8).reshape(len(sketches), -1)
    missed = 0
    for place, row in enumerate(matrix):
        alike = (np.mean(matrix[place + 1 :] == row, axis=1) - 1 / 256) / (1 - 1 / 256)
        pairs = [(names[place], names[place + 1 + int(other)]) for other in np.flatnonzero(alike >= NEAR)]
        missed += sum(pair not in found for pair in pairs)
    return missed


if __name__ == "__main__":
    main()
