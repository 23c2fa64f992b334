"""Open more connections to a server than it takes: what is each told, and does somebody who came before go on?

    python -m runs.attacking.crowding [--connections 10000] [--workers 2] [--hold 15]

Each connection asks for the page of one question that a slow model is answering, as a browser would that shows it, and
stays open as long as the server lets it: a page that is written piece by piece, until the answer is there. What each is
told is counted, by status and sentence, and compared with what the record says at the end. Meanwhile somebody who was
connected before reads. Afterwards the answer must stand, and once all have gone, whoever comes must get one again. The
limits of this machine on open files count for both sides.
"""

import argparse
import asyncio
import json
import os
import re
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx2
from tests.kept import keys_in
from tests.walk.conftest import founded_in
from tests.web.conftest import Served, serving
from tests.web.test_written import RENT, settled, written

from pincite.models.chat.fake_faults import Fault
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.wiring import open_workspace

QUESTION = "How much is the rent, and what does late rent bear?"
TOLD = 3_000
"""Bytes in which an answer's status and the words of a refusal stand."""

BEHIND = 10.0
"""Seconds after the last connection was opened for which the model still says nothing."""


async def connected(served: Served, address: str, cookie: str, hold: float, ends: Counter[str]) -> None:
    """One more connection, and what came of it."""
    host, port = served.base.removeprefix("http://").split(":")
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(host, int(port)), hold)
    except (OSError, TimeoutError) as error:
        ends[f"not connected: {type(error).__name__}"] += 1
        return
    try:
        asks = f"GET {address} HTTP/1.1\r\nhost: {host}:{port}\r\ncookie: __Host-pincite={cookie}\r\n\r\n"
        writer.write(asks.encode())
        first = await asyncio.wait_for(begun(reader), 4 * hold)
        ends[told(first.decode("utf-8", "replace"))] += 1
        await asyncio.sleep(hold)
    except (OSError, TimeoutError) as error:
        ends[type(error).__name__] += 1
    finally:
        writer.close()


async def begun(reader: asyncio.StreamReader) -> bytes:
    """The first bytes of an answer, up to its words."""
    first = b""
    while len(first) < TOLD and (more := await reader.read(TOLD)):
        first += more
    return first


def told(answer: str) -> str:
    """What an answer says: its status, and what kind of page it is or which sentence it has."""
    head, _, body = answer.partition("\r\n\r\n")
    if not head:
        return "closed without a word"
    status = head.split("\r\n")[0].removeprefix("HTTP/1.1 ")
    plain = " ".join(re.sub(r"<[^>]*>", " ", body.rpartition("<h1")[2].partition(">")[2] or body).split())
    return f"{status}: {plain[:60]}" if not status.startswith("200") else f"{status}, the page of the question"


def memory(served: Served) -> list[int]:
    """Megabytes of each worker."""
    return [round(each.memory_info().rss / 1e6) for each in served.processes("pincite.web.worker")]


async def crowded(served: Served, provider: FakeProvider, count: int, hold: float) -> dict[str, object]:
    """What came of so many connections, of the answer under way, and of somebody who was there before."""
    provider.plan.append(Fault(first_byte_s=3 * hold + BEHIND))
    alice = served.visitor("alice")
    cookie, token = str(alice.cookie), alice.form_token()
    headers = {"cookie": f"__Host-pincite={cookie}", "origin": served.base}
    ends, asked, before = Counter[str](), Counter[str](), memory(served)
    address = alice.post("/questions", {"question": QUESTION, "form_token": token, "mode": "write"}).headers["location"]
    async with httpx2.AsyncClient(base_url=served.base, headers=headers, timeout=120) as client:
        await client.get("/live")
        crowd = [asyncio.create_task(connected(served, address, cookie, hold, ends)) for _ in range(count)]
        slowest, most = 0.0, before
        while not all(one.done() for one in crowd):
            began = time.monotonic()
            try:
                asked[str((await client.get("/")).status_code)] += 1
            except httpx2.TransportError as error:
                asked[type(error).__name__] += 1
            slowest = max(slowest, time.monotonic() - began)
            most = list(map(max, most, memory(served)))
            await asyncio.sleep(0.5)
        await asyncio.gather(*crowd)
    began = time.monotonic()
    page = await asyncio.to_thread(alice.get, address)  # as it goes on to the end of the answer
    ended, began = round(time.monotonic() - began, 1), time.monotonic()
    again = (await asyncio.to_thread(alice.get, address)).status_code
    return {
        "the answer under way": f"{page.status_code}, {'whole' if RENT[0] in page.text else 'missing'}, {ended} s",
        "connections": dict(ends),
        "somebody who came before": dict(asked),
        "slowest page of theirs, s": round(slowest, 1),
        "afterwards": f"status {again} after {time.monotonic() - began:.1f} s",
        "MB of workers before and at most": [before, most],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--hold", type=float, default=15.0, help="seconds for which each stays")
    given = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    os.environ["PINCITE_SERVER_REQUESTS_PER_MINUTE"] = "100000"
    with (
        tempfile.TemporaryDirectory(prefix="pincite-crowd-") as folder,
        keys_in(Path(folder)),
        running(FakeProvider(written)) as provider,
    ):
        firm = founded_in(Path(folder))
        settled(firm, provider)
        settings = firm.workspace / "settings.toml"
        settings.write_text(settings.read_text("utf-8").replace("timeout_s = 60", "timeout_s = 600"), "utf-8")
        firm.run("workspace", "trust", "--yes")
        with serving(firm, "--workers", str(given.workers)) as served:
            print(json.dumps(asyncio.run(crowded(served, provider, given.connections, given.hold)), indent=1))
        print(json.dumps({"on the record as turned away": recorded(firm.workspace)}))
        firm.run("audit", "verify")


def recorded(workspace: Path) -> dict[str, object]:
    """What the record says of requests that were turned away: how many records, and the sums of their counts."""
    with open_workspace(workspace, create=False) as opened:
        said = [one.facts["turned_away"] for one in opened.audit.entries() if one.facts.get("what") == "page crowd"]
    counts = Counter[str]()
    for one in said:
        counts.update(one if isinstance(one, dict) else {})
    return {"records": len(said), **counts}


if __name__ == "__main__":
    main()
