# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = [
#     "numpy==2.4.6",
#     "onnx==1.23.2",
#     "onnxruntime==1.32.0",
#     "tokenizers==0.23.3",
#     "torch==2.13.0",
#     "transformers==5.24.0",
# ]
# ///
"""Makes the graph that the reference of MPNet is tested on: random weights, exported as a second reader's are.

    python -m runs.making.make_tiny_encoder tests/data/encoder

Weights are so large that no part can be left out unnoticed, and some channels are much larger than others, so that
smoothing divides by different numbers. A token is a character: texts are long enough for far distances.
"""

import string
import sys
from pathlib import Path

import numpy as np
import torch
from runs.training.train_retrieval import write_graph
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors
from transformers import MPNetConfig, MPNetModel

SEED = 20261201
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
CHARACTERS = string.ascii_letters + string.digits + " .,?'"
MOST_TOKENS = 128
LOUD = 6.0
"""What every eighth channel is larger by."""


class Reads(torch.nn.Module):
    """A body with a head, as a graph has them: `kinds` is an input that counts for nothing."""

    def __init__(self) -> None:
        super().__init__()
        config = MPNetConfig(
            vocab_size=len(SPECIAL) + len(CHARACTERS),
            hidden_size=32,
            intermediate_size=48,
            num_hidden_layers=2,
            num_attention_heads=4,
            max_position_embeddings=MOST_TOKENS + 2,
        )
        self.bert = MPNetModel(config, add_pooling_layer=False)
        self.bert.set_attn_implementation("eager")
        self.head = torch.nn.Linear(2 * config.hidden_size, 1)

    def forward(self, ids: torch.Tensor, kinds: torch.Tensor) -> torch.Tensor:
        states = self.bert(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
        first_and_mean = torch.cat([states[:, 0], states.mean(1)], -1)
        return self.head(first_and_mean)[:, 0] + 0.0 * kinds.sum()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    words = folder / "tiny-mpnet-tokenizer.json"
    tokenizer().save(str(words), pretty=False)
    random = torch.Generator().manual_seed(SEED)
    model = Reads().eval()
    fill(model, random)
    texts = [torch.randint(len(SPECIAL), model.bert.config.vocab_size, (1, 60), generator=random) for _ in range(20)]
    write_graph(
        model,
        (texts[0], torch.zeros_like(texts[0])),
        ["input_ids", "token_type_ids"],
        "score",
        folder / "tiny-mpnet.onnx",
        1,
        MOST_TOKENS,
        made_by="runs/making/make_tiny_encoder.py",
        licence="none: random numbers",
        origin="random numbers",
        examples=[{"input_ids": ids.numpy(), "token_type_ids": np.zeros_like(ids.numpy())} for ids in texts],
        tokenizer=words,
    )


def tokenizer() -> Tokenizer:
    """A tokenizer of characters, which puts MPNet's marks around a text and between two."""
    made = Tokenizer(models.WordLevel({sign: at for at, sign in enumerate((*SPECIAL, *CHARACTERS))}, SPECIAL[3]))
    made.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    made.post_processor = processors.RobertaProcessing((SPECIAL[2], 2), (SPECIAL[0], 0), trim_offsets=False)
    return made


def fill(model: Reads, random: torch.Generator) -> None:
    """Give every weight a random number, those of loud channels larger."""
    with torch.no_grad():
        for name, weight in model.named_parameters():
            made = torch.randn(weight.shape, generator=random)
            if "relative_attention_bias" in name:
                weight.copy_(made)
            elif "LayerNorm.weight" in name:
                made = 1 + 0.2 * made
                made[::8] *= LOUD
                weight.copy_(made)
            elif weight.ndim == 2 and "embeddings" not in name:
                weight.copy_(made / weight.shape[1] ** 0.5)
            else:
                weight.copy_(0.5 * made)


if __name__ == "__main__":
    main()
