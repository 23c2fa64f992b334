"""Makes the pictures of docs/inside-the-model.md from SmolLM2's file and the tiny Mixtral of the tests.

python -m runs.making.make_model_pictures [--to FOLDER] [--model FILE]
"""

import argparse
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from pincite.evaluation.charts.drawing import FONT, PALETTE, width_of, words
from pincite.models.architecture.architecture import Rope, Scaling
from pincite.models.architecture.gguf_header import read_header
from pincite.models.reference.arrays import Floats
from pincite.models.reference.attention import Scoring, scores
from pincite.models.reference.blocks import Kind, row_bytes
from pincite.models.reference.experts import softmax, tokens_by_expert
from pincite.models.reference.loading import load
from pincite.models.reference.masks import causal
from pincite.models.reference.normalising import rms_norm
from pincite.models.reference.rotary import frequencies, rotate
from pincite.models.reference.running import Reference, log_probabilities, read
from pincite.models.reference.shape import DecoderShape
from pincite.models.reference.weights import chosen_rows, linear, whole

ROOT = Path(__file__).parents[2]
MODEL = ROOT / ".models" / "SmolLM2-135M-Instruct.Q4_1.gguf"
MIXTRAL = ROOT / "tests" / "data" / "reference" / "mixtral"

SENTENCE = "The tenant shall pay the rent on the first day of each"

HEADS = ((4, "Head 4: mostly to itself and near words"), (8, "Head 8: mostly to the beginning"))
"""Heads of the first layer that look at different things."""

INK, FAINT, PAPER = "#24292f", "#d0d7de", "#ffffff"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "pictures")
    parser.add_argument("--model", type=Path, default=MODEL)
    given = parser.parse_args()
    model = load(given.model)
    vocabulary = [str(word).replace("Ġ", " ") for word in read_header(given.model).array("tokenizer.ggml.tokens")]
    pieces = SENTENCE.replace(" ", "\n ").split("\n")
    tokens = [vocabulary.index(piece) for piece in pieces]
    pictures = {
        "attention": attention(model, tokens, [piece.strip() for piece in pieces]),
        "positions": positions(),
        "experts": experts(),
        "cache": cache(),
        "next": following(model, tokens, vocabulary),
    }
    given.to.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        (given.to / f"model-{name}.svg").write_text(picture, encoding="utf-8")


def attention(model: Reference, tokens: Sequence[int], pieces: Sequence[str]) -> str:
    """What each word looks at, in two heads of the first layer."""
    weights = looked_at(model, tokens)
    cell, left, top, gap = 22, 62, 74, 26
    side = cell * len(pieces)
    parts = []
    for panel, (head, name) in enumerate(HEADS):
        x0 = left + panel * (side + gap + left)
        parts.append(text(x0, 16, name, "start", bold=True))
        for row, piece in enumerate(pieces):
            parts.append(text(x0 - 6, top + row * cell + 15, piece, "end"))
            parts.append(text(x0 + row * cell + 14, top - 6, piece, "start", turned=True))
            for column in range(len(pieces)):
                place = (x0 + column * cell, top + row * cell, cell - 1, cell - 1)
                share = float(weights[head, row, column])
                parts.append(box(*place, PALETTE[0], share) if column <= row else box(*place, FAINT, 0.35))
    parts.append(text(left, top + side + 20, "Rows look at columns; darker is more. Grey: not written yet.", "start"))
    return drawing(
        "What each word looks at",
        "Two heads of SmolLM2's first layer, as grids of words: no word looks at a later one.",
        2 * (left + side) + gap + 8,
        top + side + 30,
        parts,
    )


def looked_at(model: Reference, tokens: Sequence[int]) -> Floats:
    """The weights of attention in the first layer, shape (heads, n, n)."""
    assert isinstance(model.shape, DecoderShape)
    layer, weights, n = model.shape.layers[0], model.weights, len(tokens)
    assert layer.turning is not None
    at = np.arange(n)
    vectors = chosen_rows(weights, "token_embd.weight", list(tokens))
    normed = rms_norm(vectors, whole(weights, "blk.0.attn_norm.weight"), model.shape.epsilon)
    queries = linear(weights, "blk.0.attn_q", normed).reshape(n, layer.attention.heads, -1)
    keys = linear(weights, "blk.0.attn_k", normed).reshape(n, layer.attention.kv_heads, -1)
    turned = [rotate(each, at, layer.turning, n) for each in (queries, keys)]
    return softmax(scores(turned[0], turned[1], at, at, Scoring(causal, layer.scale)))


def positions() -> str:
    """How far each pair of a head turns within 8,192 tokens, with and without YaRN."""
    plain, _ = frequencies(Rope(10_000.0, 64), 1)
    stretched, _ = frequencies(Rope(10_000.0, 64, Scaling("yarn", 4.0, 2048)), 1)
    left, top, width, height = 62, 40, 420, 190
    ceiling = math.log10(8192 / (2 * math.pi))
    floor = -2.0

    def place(pair: int, radians: float) -> str:
        turns = math.log10(8192 * radians / (2 * math.pi))
        return f"{left + pair / 31 * width:.1f},{top + (ceiling - turns) / (ceiling - floor) * height:.1f}"

    parts = []
    for power in range(-2, 4):
        y = top + (ceiling - power) / (ceiling - floor) * height
        parts.append(f'<line x1="{left}" y1="{y:.1f}" x2="{left + width}" y2="{y:.1f}" stroke="{FAINT}"/>')
        parts.append(text(left - 6, y + 4, f"{10.0**power:g}", "end"))
    for slot, name, radians, dash in ((0, "plain", plain, ""), (1, "YaRN, factor 4", stretched, "7 3")):
        points = " ".join(place(pair, float(each)) for pair, each in enumerate(radians))
        stroke = f'stroke="{PALETTE[slot]}" stroke-width="2" stroke-dasharray="{dash}"'
        parts.append(f'<polyline points="{points}" fill="none" {stroke}/>')
        last = [float(each) for each in place(31, float(radians[-1])).split(",")]
        parts.append(text(last[0] + 6, last[1] + 4, name, "start", colour=PALETTE[slot]))
    parts.append(text(left, 16, "Turns within 8,192 tokens, by pair of numbers", "start", bold=True))
    parts.append(text(left, top + height + 22, "pair 0: fast, tells neighbours apart", "start"))
    parts.append(text(left + width, top + height + 22, "pair 31: slow, tells far from near", "end"))
    return drawing(
        "How far each pair turns",
        "A curve falling from 1,300 turns to a fifth of one. YaRN leaves fast pairs alone and slows the others by 4.",
        left + width + 130,
        top + height + 34,
        parts,
    )


def experts() -> str:
    """How many of 200 random tokens went to each expert of the tiny Mixtral."""
    tokens = np.random.default_rng(4).integers(3, 96, 200).tolist()
    loads = [tokens_by_expert(routing) for routing in read(load(MIXTRAL), tokens).routings]
    left, top, bar, width = 66, 40, 20, 360
    parts = [text(8, 16, "200 tokens, 2 of 4 experts each", "start", bold=True)]
    for layer, counts in enumerate(loads):
        for expert, count in enumerate(counts.tolist()):
            y = top + layer * (4 * (bar + 4) + 26) + expert * (bar + 4)
            parts.append(text(left - 6, y + 15, f"expert {expert}", "end"))
            parts.append(box(left, y, count / 200 * width, bar, PALETTE[layer], 1))
            parts.append(text(left + count / 200 * width - 6, y + 15, f"{count}", "end", colour=PAPER))
        parts.append(text(left, top + layer * (4 * (bar + 4) + 26) - 6, f"layer {layer}", "start"))
    even = left + width / 2
    end = top + 2 * (4 * (bar + 4) + 26) - 26
    parts.append(f'<line x1="{even}" y1="{top - 4}" x2="{even}" y2="{end}" stroke="{INK}" stroke-dasharray="3 3"/>')
    parts.append(text(even + 4, end + 12, "100 each would be even", "start"))
    return drawing(
        "How many tokens each expert works for",
        "Bars of the tokens that went to each of four experts in two layers of a small random model.",
        left + width + 40,
        end + 24,
        parts,
    )


def cache() -> str:
    """Two texts in pages of a cache, and the bytes of a token by kind."""
    size, left, top, page = 15, 8, 50, 16
    holders = [0, 0, 1, 0, 1, 7, 7, 7]
    lengths = {0: 41, 1: 20}
    seen = {0: 0, 1: 0}
    parts = [text(left, 16, "Eight pages of 16 tokens, and two texts", "start", bold=True)]
    for number, holder in enumerate(holders):
        for within in range(page):
            filled = holder != 7 and seen[holder] + within < lengths[holder]
            x, y = left + within * size, top + number * (size + 5)
            parts.append(box(x, y, size - 1, size - 1, PALETTE[holder] if filled else FAINT, 1 if filled else 0.5))
        if holder != 7:
            seen[holder] += page
        label = "free" if holder == 7 else f"text {'AB'[holder]}, tokens {seen[holder] - page} to {seen[holder] - 1}"
        parts.append(text(left + page * size + 8, top + number * (size + 5) + 12, label, "start"))
    below = top + 8 * (size + 5) + 30
    parts.append(text(left, below, "Bytes of a token in SmolLM2 (30 layers, 3 key heads of 64)", "start", bold=True))
    f16 = 30 * 2 * 3 * 64 * 2
    rows: list[tuple[str, int]] = [("f16", f16)]
    kinds: tuple[Kind, ...] = ("q8_0", "q4_0")
    rows += [(kind, 30 * 2 * row_bytes(192, kind)) for kind in kinds]
    for place, (kind, size_of) in enumerate(rows):
        y = below + 12 + place * 26
        parts.append(text(left + 34, y + 14, kind, "end"))
        parts.append(box(left + 42, y, size_of / f16 * 300, 19, PALETTE[2], 1))
        parts.append(text(left + 48 + size_of / f16 * 300, y + 14, f"{size_of:,} ({size_of / f16:.0%})", "start"))
    return drawing(
        "Pages of a cache",
        "Text A holds three pages and text B two, in any order; three are free. Bars of the bytes of a token by type.",
        470,
        below + 100,
        parts,
    )


def following(model: Reference, tokens: Sequence[int], vocabulary: Sequence[str]) -> str:
    """The likeliest next words."""
    logs = log_probabilities(model, tokens)[-1]
    best = logs.argsort()[::-1][:6]
    left, top, width = 90, 34, 330
    parts = [text(8, 16, f"“{SENTENCE} …”", "start", bold=True)]
    for row, token in enumerate(best.tolist()):
        share = math.exp(float(logs[token]))
        y = top + row * 25
        parts.append(text(left - 6, y + 14, vocabulary[token].replace(" ", "␣"), "end"))
        parts.append(box(left, y, share * width, 19, PALETTE[0], 1))
        parts.append(text(left + share * width + 6, y + 14, f"{share:.3f}", "start"))
    return drawing(
        "The next word",
        "Bars of the probabilities of the six likeliest next words; month has nearly nine tenths.",
        left + width + 60,
        top + 6 * 25 + 8,
        parts,
    )


def box(x: float, y: float, width: float, height: float, colour: str, opacity: float) -> str:
    size = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {size} fill="{colour}" fill-opacity="{opacity:.2f}"/>'


def text(
    x: float, y: float, said: str, anchor: str, *, bold: bool = False, turned: bool = False, colour: str = INK
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    turn = f' transform="rotate(-60 {x:.1f} {y:.1f})"' if turned else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{weight}{turn}>{words(said)}</text>'


def drawing(title: str, description: str, width: float, height: float, parts: Iterable[str]) -> str:
    """A picture by itself, on white, with what it shows in words."""
    wide = max(width, width_of(title) + 16)
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {height:.0f}" width="{wide:.0f}" '
        f'height="{height:.0f}" role="img" font-family="sans-serif" font-size="{FONT}">\n'
        f"<title>{words(title)}</title>\n<desc>{words(description)}</desc>\n"
        f'<rect width="100%" height="100%" fill="{PAPER}"/>\n{body}\n</svg>\n'
    )


if __name__ == "__main__":
    main()
