"""Open more connections to a server than it takes: what is each told, and does somebody who came before go on?

    python -m runs.attacking.crowding [--connections 10000] [--workers 2] [--hold 15]

Each connection asks for the page of one question that is being answered, as a browser would that shows it, and stays
open as long as the server lets it. Meanwhile somebody who was connected before asks and reads. Afterwards, once all
have gone, whoever comes must get an answer again. The limits of this machine on open files count for both sides.
"""

import argparse
import asyncio
import json
import os
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx2
from tests.kept import keys_in
from tests.walk.conftest import founded_in
from tests.web.conftest import Served, serving

QUESTION = "How much rent does the Tenant pay per month?"
TOLD = 300
"""Bytes in which an answer's status and the words of a refusal stand."""


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
        first = await asyncio.wait_for(reader.read(TOLD), 2 * hold)
        ends[first.split(b"\r\n")[0].decode() or "closed without a word"] += 1
        await asyncio.sleep(hold)
    except (OSError, TimeoutError) as error:
        ends[type(error).__name__] += 1
    finally:
        writer.close()


def memory(served: Served) -> list[int]:
    """Megabytes of each worker."""
    return [round(each.memory_info().rss / 1e6) for each in served.processes("pincite.web.worker")]


async def crowded(served: Served, count: int, hold: float) -> dict[str, object]:
    """What came of so many connections, and of somebody who was there before."""
    alice = served.visitor("alice")
    cookie, token = str(alice.cookie), alice.form_token()
    headers = {"cookie": f"__Host-pincite={cookie}", "origin": served.base}
    ends, asked, before = Counter[str](), Counter[str](), memory(served)
    address = alice.post("/questions", {"question": QUESTION, "form_token": token}).headers["location"]
    async with httpx2.AsyncClient(base_url=served.base, headers=headers, timeout=120) as client:
        await client.get("/live")
        crowd = [asyncio.create_task(connected(served, address, cookie, hold, ends)) for _ in range(count)]
        slowest, most = 0.0, before
        while not all(one.done() for one in crowd):
            began = time.monotonic()
            try:
                asked[str((await client.get(address)).status_code)] += 1
            except httpx2.TransportError as error:
                asked[type(error).__name__] += 1
            slowest = max(slowest, time.monotonic() - began)
            most = list(map(max, most, memory(served)))
            await asyncio.sleep(0.5)
        await asyncio.gather(*crowd)
    began = time.monotonic()
    again = (await asyncio.to_thread(alice.get, address)).status_code
    return {
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
    with tempfile.TemporaryDirectory(prefix="pincite-crowd-") as folder, keys_in(Path(folder)):
        firm = founded_in(Path(folder))
        with serving(firm, "--workers", str(given.workers)) as served:
            print(json.dumps(asyncio.run(crowded(served, given.connections, given.hold)), indent=1))
        firm.run("audit", "verify")


if __name__ == "__main__":
    main()
