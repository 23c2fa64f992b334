"""A trained router: what it knows, how it looks at a question, and the file that it is kept in.

The file is one line with the hash of all that follows, one line with the card as JSON, and the arrays as 32-bit
numbers. It holds no words, but the vectors of up to some thousand labelled questions, from which words can be guessed:
so it is as confidential as the questions are.
"""

import hashlib
import hmac
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from pincite.errors import RoutingError
from pincite.routing import LARGEST
from pincite.routing.decision import Chance, Outlook, WorthIt
from pincite.routing.familiarity import distances, doubted
from pincite.routing.kernel import Kernel, Matrix, standardised
from pincite.routing.promising import Met, Promised
from pincite.routing.surface import NAMES, surface
from pincite.strict_json import read_strictly

MAGIC = "pincite router 1"
LONGEST_HEAD = 200
"""Bytes of the line with the hash, which has 81."""

LEAST_P, MOST_P = 0.01, 0.99
"""No chance is certain: some hundreds of labels cannot show it."""

COST_STEP = 1e-3
"""A dearer tier is expected to cost at least so much more, as a share of the dearest tier's mean."""

SHAPES: Mapping[str, tuple[str, ...]] = {
    "mean": ("surface",),
    "spread": ("surface",),
    "landmarks": ("landmarks", "vector"),
    "landmark_surfaces": ("landmarks", "surface"),
    "whitening": ("landmarks", "features"),
    "centre": ("features",),
    "heads": ("features", "outputs"),
    "intercepts": ("outputs",),
    "known": ("known", "vector"),
}
"""The arrays of a file in their order, with what each of their dimensions counts; outputs are the chance of each tier,
then its cost."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a router was learnt from, what it was found to be worth, and the few numbers that are no arrays.

    `calibration_error` is the mean distance between promised and observed success, per tier, on questions not learnt
    from, and `calibration_interval` the 95 % interval of its mean. `calibration` has an offset and a slope per tier.
    `familiar` is the distance up to which a question counts as familiar, `doubt` what each unit beyond it counts for
    dearer tiers. `taught_by` has a digest of each question learnt from, under `salt`; see `taught`.
    """

    tiers: tuple[str, ...]
    embedder: str
    made: str
    labels: int
    right: tuple[float, ...]
    calibration_error: tuple[float, ...]
    calibration_interval: tuple[float, float]
    promises: tuple[Promised, ...]
    met: tuple[Met, ...]
    kernel: Kernel
    penalty: float
    familiar: float
    doubt: float
    calibration: tuple[tuple[float, float], ...]
    cheapest_cost: tuple[float, ...]
    salt: str = ""
    taught_by: tuple[str, ...] = ()

    def taught(self, questions: Iterable[str]) -> "Card":
        """The card with the digests of the questions that the router was learnt from; `salt` is to be random."""
        return replace(self, taught_by=tuple(sorted({self._digest(question) for question in questions})))

    def was_taught_by(self, questions: Iterable[str]) -> bool:
        """True if one of the questions, whatever its case and spaces, is among those that the router was learnt from.

        For erasing: the file has vectors of questions, and its numbers were fitted to all of them.
        """
        known = set(self.taught_by)
        return any(self._digest(question) in known for question in questions)

    def _digest(self, question: str) -> str:
        plain = " ".join(question.split()).casefold()
        return hmac.digest(self.salt.encode(), plain.encode("utf-8", "surrogatepass"), "sha256")[:8].hex()


@dataclass(frozen=True, slots=True)
class Seen:
    """How a router sees questions, one row each.

    `p_ok` and `costs` have a column per tier, cheapest first. `distance` is that to the nearest labelled question,
    `doubt` what of it counts for dearer tiers.
    """

    p_ok: Matrix
    costs: Matrix
    distance: Matrix
    doubt: Matrix


@dataclass(frozen=True, slots=True, eq=False)
class RouterWeights:
    """A card, and arrays by the names of `SHAPES`, all float32."""

    card: Card
    arrays: Mapping[str, Matrix]

    def outlook(self, question: str, vector: Matrix) -> Outlook:
        """The chances of one question.

        `vector` is what the card's embedder makes of it without courtesies, shape (dimensions,).
        """
        seen = self.see([question], vector[None, :])
        chances = tuple(
            Chance(tier, float(p_ok), float(cost))
            for tier, p_ok, cost in zip(self.card.tiers, seen.p_ok[0], seen.costs[0], strict=True)
        )
        return Outlook(chances, float(seen.doubt[0]))

    def see(self, questions: Sequence[str], vectors: Matrix) -> Seen:
        """How the router sees questions; `vectors` has the shape (n_questions, dimensions).

        Raises:
            RoutingError: the vectors are another embedder's, by their length.
        """
        arrays, card = self.arrays, self.card
        if vectors.ndim != 2 or vectors.shape[1] != arrays["landmarks"].shape[1]:
            raise RoutingError(
                f"the router was trained on vectors of {arrays['landmarks'].shape[1]} numbers by {card.embedder}; "
                "train it again for another embedder"
            )
        surfaces = standardised(surface(questions), arrays["mean"], arrays["spread"])
        likeness = card.kernel(vectors, surfaces, arrays["landmarks"], arrays["landmark_surfaces"])
        features = likeness @ arrays["whitening"]
        outputs = (features - arrays["centre"]) @ arrays["heads"] + arrays["intercepts"]
        n_tiers = len(card.tiers)
        distance = distances(vectors, arrays["known"])
        return Seen(
            calibrated(outputs[:, :n_tiers], card.calibration),
            rising(outputs[:, n_tiers:], card.cheapest_cost),
            distance,
            doubted(distance, card.familiar, card.doubt),
        )

    def goal(self, share: float) -> WorthIt:
        """The goal that keeps this share of the dearest tier's quality, on questions like those learnt from.

        Raises:
            RoutingError: the share is outside of what the router was measured at.
        """
        promises = self.card.promises
        if not promises[0].share <= share <= promises[-1].share:
            raise RoutingError(
                f"the router can promise {promises[0].share:.0%} to {promises[-1].share:.0%} of the quality of "
                f"{self.card.tiers[-1]}, not {share:.0%}"
            )
        return WorthIt(float(np.interp(share, [p.share for p in promises], [p.rate for p in promises])))

    def to_bytes(self) -> bytes:
        """The file."""
        sizes = {name: self.arrays[name].shape for name in SHAPES}
        card = json.dumps({"card": asdict(self.card), "arrays": sizes, "surface": NAMES}, sort_keys=True)
        numbers = b"".join(self.arrays[name].astype("<f4").tobytes() for name in SHAPES)
        body = card.encode() + b"\n" + numbers
        return f"{MAGIC} {hashlib.sha256(body).hexdigest()}\n".encode() + body

    @property
    def sha256(self) -> str:
        """The hash that stands in the file, which a record can name."""
        return stated_sha256(self.to_bytes())


def stated_sha256(file: bytes) -> str:
    """The hash that stands in a router's file; `read_weights` checks that it is the right one."""
    return file[:LONGEST_HEAD].split(b"\n", 1)[0].rpartition(b" ")[2].decode("ascii", "replace")


def calibrated(p_ok: NDArray[np.floating], calibration: Sequence[tuple[float, float]]) -> Matrix:
    """Chances that come true as often as they say, from what the heads give."""
    offsets, slopes = np.array(calibration, dtype=np.float32).T
    chances: Matrix = np.clip(offsets + slopes * p_ok, LEAST_P, MOST_P).astype(np.float32)
    return chances


def rising(costs: NDArray[np.floating], cheapest: Sequence[float]) -> Matrix:
    """Expected costs, each above what a tier's cheapest answers cost, and above the cheaper tier's."""
    floored = np.maximum(costs, np.array(cheapest, dtype=np.float32))
    steps = np.arange(floored.shape[1], dtype=np.float32) * np.float32(COST_STEP)
    rising_costs: Matrix = (np.maximum.accumulate(floored, axis=1) + steps).astype(np.float32)
    return rising_costs


def read_weights(file: bytes, embedder: str) -> RouterWeights:
    """The router in a file, which must have been trained on vectors of this embedder.

    Raises:
        RoutingError: the file is damaged, is no router's, or is another embedder's.
    """
    if len(file) > LARGEST:
        raise RoutingError(f"the router's file has {len(file)} bytes, more than any router; train it again")
    head, _, body = file.partition(b"\n")
    magic, _, digest = head.rpartition(b" ")
    if magic != MAGIC.encode():
        raise RoutingError("this is not a router's file, or is one of another version; train the router again")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise RoutingError("the router's file is damaged: its hash is another one; train the router again")
    card_line, _, numbers = body.partition(b"\n")
    try:
        card, sizes = _read_card(card_line)
        weights = RouterWeights(card, _read_arrays(numbers, sizes))
        _require_fitting(weights)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RoutingError(f"the router's file holds something else than a router ({error}); train it again") from error
    if card.embedder != embedder:
        raise RoutingError(
            f"the router was trained on vectors of {card.embedder}, and questions are embedded by {embedder} now; "
            "train it again"
        )
    return weights


def _read_card(line: bytes) -> tuple[Card, Mapping[str, Sequence[int]]]:
    whole = read_strictly(line)
    if not isinstance(whole, dict) or tuple(whole["surface"]) != NAMES:
        _unfit("its features of the surface are of another version")
    told = dict(whole["card"])
    told["kernel"] = Kernel(**_floats(told["kernel"]))
    told["promises"] = tuple(
        Promised(tiers=tuple(map(float, each.pop("tiers"))), **_floats(each)) for each in told["promises"]
    )
    told["met"] = tuple(Met(tiers=tuple(map(float, each.pop("tiers"))), **_floats(each)) for each in told["met"])
    told["calibration"] = tuple((float(offset), float(slope)) for offset, slope in told["calibration"])
    for name in ("tiers", "taught_by"):
        told[name] = tuple(map(str, told[name]))
    for name in ("right", "calibration_error", "cheapest_cost"):
        told[name] = tuple(map(float, told[name]))
    low, high = told["calibration_interval"]
    told["calibration_interval"] = float(low), float(high)
    told |= _floats({name: told[name] for name in ("penalty", "familiar", "doubt")})
    return Card(**told), whole["arrays"]


def _floats(told: Mapping[str, float | str]) -> dict[str, float]:
    return {name: float(value) for name, value in told.items()}


def _read_arrays(numbers: bytes, sizes: Mapping[str, Sequence[int]]) -> dict[str, Matrix]:
    arrays: dict[str, Matrix] = {}
    start = 0
    for name in SHAPES:
        shape = tuple(int(size) for size in sizes[name])
        end = start + 4 * math.prod(shape)
        if min(shape, default=0) < 1 or end > len(numbers):
            _unfit(f"its array {name} is cut short")
        arrays[name] = np.frombuffer(numbers[start:end], dtype="<f4").reshape(shape).astype(np.float32)
        start = end
    if start != len(numbers):
        _unfit("something follows its arrays")
    return arrays


def _require_fitting(weights: RouterWeights) -> None:
    """The arrays fit one another and the card, and hold numbers."""
    counted = {"surface": len(NAMES), "outputs": 2 * len(weights.card.tiers)}
    for name, counts in SHAPES.items():
        array = weights.arrays[name]
        if array.ndim != len(counts) or not np.isfinite(array).all():
            _unfit(f"its array {name} has another shape, or something that is no number")
        for count, size in zip(counts, array.shape, strict=True):
            if counted.setdefault(count, size) != size:
                _unfit(f"its array {name} has another shape than the others")
    card = weights.card
    of_goals = (*(promise.tiers for promise in card.promises), *(goal.tiers for goal in card.met))
    of_tiers = (card.right, card.calibration_error, card.calibration, card.cheapest_cost, *of_goals)
    if any(len(values) != len(card.tiers) for values in of_tiers) or not card.promises or card.penalty <= 0:
        _unfit("its card is incomplete")


def _unfit(why: str) -> NoReturn:
    raise ValueError(why)
