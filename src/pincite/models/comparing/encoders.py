"""Holds an encoder in an ONNX graph against what its weights say, on short texts of pincite's own.

A graph in whole numbers rounds what it multiplies, and the reference rounds as it does. A number at the border of a
step may still fall on the other side, and then that text differs by much more than float32 does. So the third nearest
of the texts is what counts: a fault moves all of them.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from pincite.errors import ModelError
from pincite.models.onnx_graph import open_session, open_tokenizer, read_card
from pincite.models.reference.arrays import Floats
from pincite.models.reference.onnx_encoder import embedding, head_scores, onnx_encoder
from pincite.models.reference.running import Reference, read
from pincite.models.reference.shape import EncoderShape

TEXTS: Final = (
    "Rent",
    "The rent is due monthly.",
    "What is the notice period?",
    "Either party may terminate on ninety days' notice.",
    "The Supplier's liability is capped at the fees paid.",
    "This Agreement is governed by the laws of Delaware.",
    "Confidential information must be returned.",
    "The lease ends on 31 March.",
    "No waiver is implied.",
    "Who pays for repairs?",
    "The Tenant keeps the roof in repair.",
    "Notices go to the address above.",
    "May the licensee assign the licence?",
    "Invoices are due within thirty days.",
    "The deposit is returned at the end.",
    "Neither party is liable for lost profits.",
    "It renews for one year at a time.",
    "Disputes are settled by one arbitrator.",
)

BESIDE: Final = TEXTS[1]
"""What each text is read together with, by a model of pairs."""

COUNTED: Final = 3

ALLOWED: Final = 1e-5
"""What the third nearest text may differ by. In the encoders that ship it is 0.0000014 at most where numpy multiplies
with AVX-512, 0.0000024 with AVX2; 32 of 10 million weights with the wrong sign make it 0.006."""


@dataclass(frozen=True, slots=True)
class EncoderFound:
    """How far an encoder's output is from the reference's: numbers of a vector of length 1, or log odds.

    `nearest` is that of the third nearest text, and `farthest` that of the farthest. `rounding` is what the third
    nearest would be if the reference did not round: what the graph's whole numbers cost; None where it has none.
    """

    encoder: str
    nearest: float
    farthest: float
    rounding: float | None
    texts: int = len(TEXTS)
    allowed: float = ALLOWED

    @property
    def is_ok(self) -> bool:
        """True if the graph computes what its weights say."""
        return self.nearest <= self.allowed


def compare_encoder(card: Path) -> EncoderFound:
    """How far the encoder of a model card is from what its weights say.

    Raises:
        ModelError: The card or a file of it is missing or damaged, or the graph is not of BERT's form.
    """
    model = onnx_encoder(*read_card(card).graph)
    away = differences(card, model)
    plain = unrounded(model)
    return EncoderFound(
        read_card(card).revision,
        away[COUNTED - 1],
        away[-1],
        None if plain is None else differences(card, plain)[COUNTED - 1],
    )


def unrounded(model: Reference) -> Reference | None:
    """The reference of an encoder without its graph's rounding; None if the graph has none."""
    if not isinstance(model.shape, EncoderShape) or not model.shape.is_rounded:
        return None
    return replace(model, shape=replace(model.shape, is_rounded=False))


def differences(card: Path, model: Reference) -> list[float]:
    """The largest difference of each text's output, the smallest first.

    Raises:
        ModelError: As `compare_encoder`; or what comes out of the graph is nothing that the reference makes too.
    """
    read_from = read_card(card)
    tokenizer, session = open_tokenizer(read_from, read_from.max_tokens), open_session(read_from)
    wanted = {each.name for each in session.get_inputs()}
    away = []
    for text in TEXTS:
        encoded = tokenizer.encode(text, BESIDE) if "token_type_ids" in wanted else tokenizer.encode(text)
        given = {"input_ids": np.array([encoded.ids]), "token_type_ids": np.array([encoded.type_ids])}
        theirs = session.run(None, {name: ids for name, ids in given.items() if name in wanted})[0].ravel()
        ours = _output(model, read(model, encoded.ids, types=encoded.type_ids).hidden, len(theirs))
        if ours.shape != theirs.shape:
            raise ModelError(f"{read_from.name} gives {len(theirs)} numbers, which no head of the reference does")
        away.append(float(np.abs(theirs - ours).max()))
    return sorted(away)


def _output(model: Reference, hidden: Floats, size: int) -> Floats:
    """A text's vector, or the scores of the head; of three where one comes out, the log odds of the first."""
    if "head.weight" not in model.weights:
        return embedding(hidden)
    scores = head_scores(model, hidden)
    if size == 1 and len(scores) > 1:
        odds: Floats = scores[:1] - np.log(np.exp(scores[1:]).sum())
        return odds
    return scores
