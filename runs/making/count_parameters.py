"""Counts the parameters of published configurations with transformers, on the meta device: no weights are needed.

    PYTHON_WITH_TORCH -m runs.making.count_parameters

The counts and versions are kept in tests/data/architectures/counted.json, so that tests compare without torch.
"""

import json
import platform
from pathlib import Path

import torch
import transformers

FOLDER = Path("tests/data/architectures")

CLASSES = {"bert": transformers.AutoModel, "t5": transformers.AutoModelForSeq2SeqLM}
"""An encoder is counted with its pooler and without a head for a task."""


def count(values: dict[str, object]) -> int:
    known = dict(values)
    kind = str(known.pop("model_type"))
    config = transformers.AutoConfig.for_model(kind, **known)
    if hasattr(config, "num_nextn_predict_layers"):
        config.num_nextn_predict_layers = 0
    with torch.device("meta"):
        model = CLASSES.get(kind, transformers.AutoModelForCausalLM).from_config(config)
    return sum(parameter.numel() for parameter in model.parameters())


def main() -> None:
    published = json.loads((FOLDER / "published.json").read_text(encoding="utf-8"))
    counted = {
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "python": platform.python_version(),
        "parameters": {name: count(values) for name, values in published.items()},
    }
    (FOLDER / "counted.json").write_text(json.dumps(counted, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(counted, indent=1))


if __name__ == "__main__":
    main()
