"""How long the first page takes until it is there, and how much comes over the line: in Chromium, with nothing kept.

    python -m runs.timing.first_page [--visits 30] [--keep FOLDER] [--results]

A workspace of the 408 CUAD contracts is served by `pincite serve`, as for `runs.timing.page_load` (`--keep` has one of
`runs.timing.bench`'s copied). Somebody who is signed in and has asked a question opens `/`, and somebody who is not
opens the page to sign in, each time in a browser that has kept nothing. Chromium's own clock says when the first words
were drawn (first contentful paint) and when everything had come (load), from the moment when the address was opened;
and how many bytes came, headers included. The browser is on the same processors.
"""

import argparse
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import httpx2
import numpy as np
from playwright.sync_api import Browser, sync_playwright
from runs.measuring import results
from runs.timing.bench import about_one_place, contracts, ingest_here
from runs.timing.page_load import PATIENCE, Person, made_people, percentiles, serving
from tests.web.chromium import launched

TIMES = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const parts = performance.getEntriesByType("resource");
  return {
    drawn: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    whole: page.loadEventEnd,
    bytes: [page, ...parts].reduce((sum, one) => sum + one.transferSize, 0),
  };
}"""
"""What Chromium knows of how a page came: milliseconds and bytes."""

DRAWN = "() => performance.getEntriesByName('first-contentful-paint').length"
"""Whether words were drawn."""


def visits(browser: Browser, base: str, cookie: str | None, count: int) -> list[dict[str, float]]:
    """What each of so many visits to the first page took, each in a browser that has kept nothing."""
    seen = []
    for _ in range(count):
        context = browser.new_context()
        if cookie is not None:
            context.add_cookies(
                [{"name": "__Host-pincite", "value": cookie, "domain": "127.0.0.1", "path": "/", "secure": True}]
            )
        page = context.new_page()
        page.goto(f"{base}/", wait_until="load")
        while not page.evaluate(DRAWN):  # no predicate: the page's policy lets nothing be made into a script
            page.wait_for_timeout(10)
        assert page.url.startswith(f"{base}/sign-in") == (cookie is None), page.url
        seen.append(page.evaluate(TIMES))
        context.close()
    return seen


def asked_once(base: str, person: Person) -> None:
    """Have somebody ask a question, so that the first page lists one."""
    with httpx2.Client(base_url=base, timeout=PATIENCE) as client:
        headers = {"cookie": f"__Host-pincite={person.cookie}", "origin": base, "sec-fetch-site": "same-origin"}
        token = client.get("/", headers=headers).text.partition('name="form_token" value="')[2].partition('"')[0]
        sent = {"question": about_one_place()[0], "form_token": token}
        client.get(client.post("/questions", data=sent, headers=headers).headers["location"], headers=headers)


def figures(seen: Sequence[dict[str, float]]) -> dict[str, object]:
    return {
        "drawn_s": percentiles([one["drawn"] / 1000 for one in seen]),
        "whole_s": percentiles([one["whole"] / 1000 for one in seen]),
        "most_kb": round(max(one["bytes"] for one in seen) / 1000, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--visits", type=int, default=30)
    parser.add_argument("--keep", type=Path, help="a folder of runs.timing.bench's, whose workspace is copied")
    results.add_option(parser, "first-page")
    options = parser.parse_args()
    work, notes = Path(tempfile.mkdtemp(prefix="pincite-first-")), results.Notes()
    keep = options.keep.absolute() if options.keep else None
    os.environ.update(XDG_STATE_HOME=str(work / "state"), XDG_CONFIG_HOME=str(work / "config"))
    workspace = work / "served"
    if keep is not None:
        for name, into in (("whole", workspace), ("state", work / "state"), ("config", work / "config")):
            shutil.copytree(keep / name, into, dirs_exist_ok=True)
    else:
        print(json.dumps(ingest_here(workspace, contracts(options.data.absolute(), work / "contracts"))), flush=True)
    [person] = made_people(workspace, 1)
    with serving(workspace, 2) as (base, _), sync_playwright() as playwright:
        asked_once(base, person)
        browser = launched(playwright)
        for row, cookie in (("signed in", person.cookie), ("signing in", None)):
            seen = visits(browser, base, cookie, options.visits)
            print(json.dumps({row: figures(seen), "load": os.getloadavg()[0]}), flush=True)
            notes.note(row, "whole page p95, s", float(np.percentile([one["whole"] / 1000 for one in seen], 95)))
            notes.note(row, "KB", max(one["bytes"] for one in seen) / 1000)
        browser.close()
    notes.keep(options.results)
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
