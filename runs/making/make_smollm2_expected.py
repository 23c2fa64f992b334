# /// script
# requires-python = ">=3.11"
# dependencies = ["torch==2.13.0", "transformers==5.24.0", "gguf"]
# ///
r"""Keeps what transformers computes of SmolLM2 from its GGUF file, in float32, for the tests of the reference.

    python -m runs.making.make_smollm2_expected .models/SmolLM2-135M-Instruct.Q4_1.gguf \
        tests/data/reference/smollm2.json

Kept are, for each position, the likeliest tokens and some others with their log-probabilities: all of them are 49,152.
"""

import argparse
import hashlib
import json
from pathlib import Path

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer

TEXT = (
    "Either party may terminate this Agreement on ninety days' written notice to the other. The Tenant shall pay the "
    "rent on the first day of each month, and the Landlord shall keep the roof and the outer walls in good repair."
)

LIKELIEST = 5
OTHERS = 40
SEED = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("to", type=Path)
    given = parser.parse_args()
    folder, file = given.model.parent, given.model.name
    tokens = AutoTokenizer.from_pretrained(folder, gguf_file=file)(TEXT)["input_ids"]
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=file, dtype=torch.float32).eval()
    with torch.no_grad():
        logs = model(input_ids=torch.tensor([tokens])).logits[0].double().log_softmax(-1)
    others = torch.randperm(logs.shape[1], generator=torch.Generator().manual_seed(SEED))[:OTHERS].sort().values
    best = logs.topk(LIKELIEST)
    kept = {
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "seed": SEED,
        "sha256": hashlib.sha256(given.model.read_bytes()).hexdigest(),
        "text": TEXT,
        "tokens": tokens,
        "likeliest": best.indices.tolist(),
        "of_likeliest": rounded(best.values),
        "others": others.tolist(),
        "of_others": rounded(logs[:, others]),
    }
    given.to.write_text(json.dumps(kept) + "\n", encoding="utf-8")


def rounded(rows: torch.Tensor) -> list[list[float]]:
    return [[round(float(number), 5) for number in row] for row in rows]


if __name__ == "__main__":
    main()
