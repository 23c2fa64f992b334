"""What leave to send adds to a question: the decision, the leave, and a look at it before each try.

`python -m runs.measuring.permits WORKSPACE [TIMES]`: on the first documents that the workspace's owner may see, twenty
passages of 1,000 characters. Prints milliseconds, and those of the processors alone, which hang less on what else runs.
A look is made on a thread of its own. What that takes hangs on how busy the machine is, so all is done once more on one
thread: that is what the looks themselves take.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pincite.access.levels import Detections
from pincite.ask.classifying import About, Classify, RequestClassifier
from pincite.models.fakes import InProcess, Scripted
from pincite.models.ports import Message
from pincite.routing.permits import Classification, Classifier, Recipient, allow
from pincite.sensitivity import Sensitivity
from pincite.session import Session
from pincite.wiring import open_session

PASSAGES, LENGTH = 20, 1_000

MOST_TRIES = 4


@dataclass(frozen=True)
class OnOneThread:
    """Looks at words on the thread of whoever asks. Implements `Classifier`."""

    about: About
    classify: Classify

    async def classification(self, words: Sequence[str]) -> Classification:
        """How sensitive these words are."""
        return self.classify(self.about, words)


Made = Callable[[About, Classify], Classifier]


async def _measured(session: Session, times: int, made: Made) -> dict[str, list[tuple[float, float]]]:
    """Seconds, by the clock and of the processors, of each part of so many questions."""
    firm, scope = session.firm, session.scope()
    entries = [entry for entry in firm.catalogue.entries(scope) if entry.version is not None][:PASSAGES]
    texts = [firm.catalogue.content(entry.version).text[:LENGTH] for entry in entries if entry.version is not None]
    found: dict[str, list[tuple[float, float]]] = {"first detection": [], "one try": [], "four tries": []}
    for number in range(times):
        known = Detections()
        words = [f"How much is the rent of unit {number}?", *texts]
        messages = [Message("user", "\n".join(words))]
        clocks = time.perf_counter(), time.process_time()
        for text in (*words, messages[0].content):
            known.kinds(text)
        detected = time.perf_counter(), time.process_time()
        about = About(scope, frozenset(entry.document for entry in entries), known=known)
        found["first detection"].append((detected[0] - clocks[0], detected[1] - clocks[1]))
        for part, tries in (("one try", 1), ("four tries", MOST_TRIES)):
            began = time.perf_counter(), time.process_time()
            await _asked(made(about, session.firm.sources.classify), words, messages, tries)
            found[part].append((time.perf_counter() - began[0], time.process_time() - began[1]))
    return found


async def _asked(classifier: Classifier, words: list[str], messages: list[Message], tries: int) -> None:
    provider = InProcess(Scripted([]))
    await classifier.classification(words)
    leave = await allow(Recipient(provider, provider.name, Sensitivity.PRIVILEGED), classifier, messages, None)
    for _ in range(tries):
        await leave.require(provider, messages, None)


def _main(workspace: Path, times: int) -> None:
    with open_session(workspace) as session:
        for how, made in (("threads", RequestClassifier), ("one thread", OnOneThread)):
            asyncio.run(_measured(session, 3, made))
            for part, seconds in asyncio.run(_measured(session, times, made)).items():
                for which, values in zip(("clock", "processors"), zip(*seconds, strict=True), strict=True):
                    ms = sorted(1000 * one for one in values)
                    middle, high = ms[len(ms) // 2], ms[int(len(ms) * 0.99)]
                    sys.stdout.write(f"{part}, {how}, {which}: p50 {middle:.2f}, p99 {high:.2f} ms (n = {len(ms)})\n")


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 300)
