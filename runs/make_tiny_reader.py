# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["onnx==1.23.2"]
# ///
"""Makes the graph that the tests of the reader run on: of each token a number that its id alone decides.

    python runs/make_tiny_reader.py tests/data/reader

The value of a token is its id modulo 5, less 2; its weight is 0, so that a sentence's number is the plain mean.
"""

import hashlib
import json
import sys
from pathlib import Path

from onnx import TensorProto, helper, save


def main() -> None:
    folder = Path(sys.argv[1])
    ids, kinds = (
        helper.make_tensor_value_info(name, TensorProto.INT64, [1, "tokens"])
        for name in ("input_ids", "token_type_ids")
    )
    tokens = helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [1, "tokens", 2])
    constants = [
        helper.make_tensor("five", TensorProto.INT64, [], [5]),
        helper.make_tensor("two", TensorProto.INT64, [], [2]),
        helper.make_tensor("last", TensorProto.INT64, [1], [2]),
    ]
    nodes = [
        helper.make_node("Mod", ["input_ids", "five"], ["rest"]),
        helper.make_node("Sub", ["rest", "two"], ["value"]),
        helper.make_node("Sub", ["token_type_ids", "token_type_ids"], ["weight"]),
        helper.make_node("Unsqueeze", ["value", "last"], ["values"]),
        helper.make_node("Unsqueeze", ["weight", "last"], ["weights"]),
        helper.make_node("Concat", ["values", "weights"], ["both"], axis=2),
        helper.make_node("Cast", ["both"], ["tokens"], to=TensorProto.FLOAT),
    ]
    graph = helper.make_graph(nodes, "tiny", [ids, kinds], [tokens], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    folder.mkdir(parents=True, exist_ok=True)
    save(model, folder / "tiny-reader.onnx")
    tokenizer = Path(__file__).parents[1] / "src/pincite/models/weights/tokenizer.json"
    card = {
        "name": "tiny-reader",
        "dimensions": 2,
        "max_tokens": 48,
        "graph": {"file": "tiny-reader.onnx", "sha256": _hash(folder / "tiny-reader.onnx")},
        "tokenizer": {"file": "tokenizer.json", "sha256": _hash(tokenizer)},
    }
    (folder / "tiny-reader.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
