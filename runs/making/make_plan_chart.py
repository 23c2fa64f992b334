"""Makes the picture of docs/own-model.md: the chart that its first command would write with --plot.

python -m runs.making.make_plan_chart [--to FOLDER]
"""

import argparse
import json
import re
import tempfile
from pathlib import Path

from pincite.evaluation.plan_chart import plan_chart
from pincite.models.architecture.reading import read_architecture
from pincite.models.planning.machine import read_machine
from pincite.models.planning.plan import Demand, planned

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "own-model.md"
PUBLISHED = ROOT / "tests" / "data" / "architectures" / "published.json"
PICTURE = "plan-memory.svg"

MACHINE = re.compile(r"^```toml\n(# server\.toml\n.*?)^```$", re.M | re.S)
DEMAND = Demand(context=32768, users=12, devices=4)


def chart() -> str:
    """The chart of the model, machine and demand on the page."""
    found = MACHINE.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None
    with tempfile.TemporaryDirectory() as folder:
        machine, model = Path(folder, "server.toml"), Path(folder, "llama-3.1-70b", "config.json")
        machine.write_text(found[1], encoding="utf-8")
        model.parent.mkdir()
        published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
        model.write_text(json.dumps(published["Llama-3.1-70B"]), encoding="utf-8")
        return plan_chart(planned(read_architecture(model), read_machine(machine), DEMAND), model.parent.name)


def main() -> None:
    arguments = argparse.ArgumentParser(description="Make the picture of docs/own-model.md.")
    arguments.add_argument("--to", type=Path, default=ROOT / "docs" / "pictures")
    (arguments.parse_args().to / PICTURE).write_text(chart(), encoding="utf-8")


if __name__ == "__main__":
    main()
