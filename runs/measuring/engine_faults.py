"""Plants faults in an engine and its files, one at a time, and counts those that `models verify` finds and names.

    python -m runs.measuring.engine_faults FOLDER [--sound] [--only WORDS] [--positions 64] [--results]

FOLDER takes the copies, some 100 MB each. `--sound` tries twenty sound files and settings instead, and counts
alarms; its figures are kept with `--results engine-sound`.
"""

import argparse
import os
import sys
import time
from pathlib import Path

from runs.making.planted import Trial, faults, sound
from runs.measuring import results

from pincite.models.comparing.verifying import Verified, verified

GGUF = Path(".models/SmolLM2-135M-Instruct.Q4_1.gguf")

TEXT = Path("docs/decisions.md")
"""Prose of which nothing repeats."""


def main() -> None:
    """Print a line for each trial, and how many came out as they should; exit status 1 if one did not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sound", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--positions", type=int, default=64)
    results.add_option(parser, "engine-faults")
    given = parser.parse_args()
    notes = results.Notes()
    given.folder.mkdir(exist_ok=True)
    text = TEXT.read_text(encoding="utf-8")[: 20 * given.positions]
    right = tried = 0
    for trial in (sound if given.sound else faults)(GGUF, given.folder):
        if given.only not in trial.name:
            continue
        began, spent = time.perf_counter(), _spent()
        found = verified(trial.subject, text, given.positions, trial.opened, None)
        tried += 1
        right += came_out(trial, found)
        note(notes, trial, found)
        seconds = f"{time.perf_counter() - began:.0f} s, {_spent() - spent:.0f} s of processors"
        print(f"{'as planted' if came_out(trial, found) else 'NOT SO'}: {trial.name}: {_figures(found)}; {seconds}")
        print(f"    {'; '.join(found.faults) or 'no fault'}", flush=True)
    print(f"{right} of {tried}")
    notes.keep(given.results)
    sys.exit(right < tried)


def came_out(trial: Trial, found: Verified) -> bool:
    """True if the fault that was planted was named, and no other; or none where none was planted."""
    if not trial.fault:
        return not found.faults
    return len(found.faults) == 1 and trial.fault in found.faults[0]


def note(notes: results.Notes, trial: Trial, found: Verified) -> None:
    """How far the engine was from the weights in a trial, what was allowed, and whether it came out as planted."""
    notes.note(trial.name, "as it serves, nats", f"{found.served.apart.kl:.1e}")
    notes.note(trial.name, "floor", f"{found.served.floor.kl:.1e}")
    if found.sharp is not None:
        notes.note(trial.name, "in float32, nats at most", f"{found.sharp.apart.largest:.1e}")
        notes.note(trial.name, "allowed", f"{found.sharp.allowed:.1e}")
    notes.note(trial.name, "named" if trial.fault else "alarm", _came_to(trial, found))


def _came_to(trial: Trial, found: Verified) -> str:
    if trial.fault:
        return "yes" if came_out(trial, found) else "NO"
    return "none" if came_out(trial, found) else "ALARM"


def _figures(found: Verified) -> str:
    served = f"{found.served.apart.kl:.1e} nats, floor {found.served.floor.kl:.1e}"
    if found.sharp is None:
        return served
    return f"{served}; in float32 {found.sharp.apart.largest:.1e} at most, allowed {found.sharp.allowed:.1e}"


def _spent() -> float:
    return sum(os.times()[:4])


if __name__ == "__main__":
    main()
