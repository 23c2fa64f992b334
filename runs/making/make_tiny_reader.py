# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["onnx==1.23.2"]
# ///
"""Makes the graph that the tests of the reader run on: a sum over the tokens behind the question.

    python -m runs.making.make_tiny_reader tests/data/reader

A token is worth its id modulo 5, less 2, and those of the question nothing.
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
    score = helper.make_tensor_value_info("score", TensorProto.FLOAT, [1])
    constants = [
        helper.make_tensor("five", TensorProto.INT64, [], [5]),
        helper.make_tensor("two", TensorProto.INT64, [], [2]),
        helper.make_tensor("last", TensorProto.INT64, [1], [1]),
    ]
    nodes = [
        helper.make_node("Mod", ["input_ids", "five"], ["rest"]),
        helper.make_node("Sub", ["rest", "two"], ["worth"]),
        helper.make_node("Mul", ["worth", "token_type_ids"], ["counted"]),
        helper.make_node("ReduceSum", ["counted", "last"], ["sum"], keepdims=0),
        helper.make_node("Cast", ["sum"], ["score"], to=TensorProto.FLOAT),
    ]
    graph = helper.make_graph(nodes, "tiny", [ids, kinds], [score], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    folder.mkdir(parents=True, exist_ok=True)
    save(model, folder / "tiny-reader.onnx")
    tokenizer = Path(__file__).parents[2] / "src/pincite/models/weights/tokenizer.json"
    card = {
        "name": "tiny-reader",
        "dimensions": 1,
        "max_tokens": 96,
        "graph": {"file": "tiny-reader.onnx", "sha256": _hash(folder / "tiny-reader.onnx")},
        "tokenizer": {"file": "tokenizer.json", "sha256": _hash(tokenizer)},
    }
    (folder / "tiny-reader.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
