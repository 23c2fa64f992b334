"""How questions over many documents are measured: lists by the documents found and their pins, comparisons by sides.

`runs/measuring/lawyers.py many` asks them. A list is asked within its matter. Its recall is the share of the documents
that answer which the reply has a statement of, its precision the share of the documents with a statement that answer;
documents that answer only in passing (`good`) count for neither. A pin is right when the first statement of a document
shares at least half of either with a marked place of it. A comparison is asked of the whole firm, without saying where
the documents lie, and is right when the first statement of each of the two stands at a marked place. Intervals are at
95 %, by bootstrap over questions.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from runs.measuring import results

from pincite.ask import Reply

MANY = ("listing", "comparing")
SEED = 7


def overlaps(start: int, end: int, gold: Iterable[tuple[int, int]]) -> bool:
    return any(2 * (min(end, b) - max(start, a)) >= min(end - start, b - a) > 0 for a, b in gold)


def same(path: str, document: str) -> bool:
    """True when a document of the questions is the one at a path of the workspace."""
    return path.endswith("/" + document.split("/", 1)[1]) or path.endswith(document.replace("policies/", "/"))


def shown(reply: Reply, places: dict[str, list], good: dict[str, list]) -> dict:
    """What a reply said of each document: whether its statements stand at marked places, in their order."""
    names = [*places, *good]
    said: dict[str, list] = {}
    for support in reply.statements:
        citation = support.statement.citations[0]
        document = next((name for name in names if same(citation.path, name)), citation.path)
        gold = [*places.get(document, ()), *good.get(document, ())]
        right = overlaps(citation.span.start, citation.span.end, gold)
        words = " ".join(support.statement.text.split())[:300]
        said.setdefault(document, []).append({"right": right, "text": words})
    states = {}
    if reply.listing is not None:
        states = {
            "found": reply.listing.found,
            "not_found": reply.listing.not_found,
            "not_read": reply.listing.not_read,
        }
    return {"refused": reply.refusal.reason if reply.refusal else None, "said": said, "listing": states}


def counted(values: Sequence[tuple[float, float]]) -> tuple[float, float, float] | None:
    """A share of sums, numerators over denominators, with its 95 % interval by bootstrap over questions."""
    sums = np.array(values, dtype=float)
    if not len(sums) or not sums[:, 1].sum():
        return None
    drawn = np.random.default_rng(SEED).integers(len(sums), size=(2000, len(sums)))
    tops, bottoms = sums[drawn, 0].sum(1), sums[drawn, 1].sum(1)
    low, high = np.quantile(tops / np.maximum(bottoms, 1), [0.025, 0.975])
    return float(sums[:, 0].sum() / sums[:, 1].sum()), float(low), float(high)


def told(share: tuple[float, float, float] | None) -> str:
    """A share as the tables print it."""
    return f"{share[0]:.2f} ({share[1]:.2f}–{share[2]:.2f})" if share else "–"


def report(rows: Sequence[dict], replies: dict[str, dict], title: str) -> results.Notes:
    """Print the tables and give back their figures; `rows` are those of the questions' files."""
    notes = results.Notes()
    print(f"\n{title}")
    listings = [row for row in rows if row["kind"] == "listing" and row["id"] in replies]
    print("| lists | n | documents | recall | precision | pins right | whole lists right | put to each document |")
    print("|---|---|---|---|---|---|---|---|")
    for name, of in _kinds(listings):
        found = [_listed(row, replies[row["id"]]) for row in of]
        shares = {column: counted([(one[top], one[bottom]) for one in found]) for column, top, bottom in _OF_LISTS}
        taken = float(np.mean([bool(replies[row["id"]]["listing"]) for row in of]))
        print(
            f"| {name} | {len(of)} | {sum(one['gold'] for one in found)} | "
            + " | ".join(map(told, shares.values()))
            + f" | {np.mean([one['hit'] == one['gold'] == one['listed'] for one in found]):.2f}"
            + f" | {taken:.2f} |"
        )
        _note(notes, f"lists: {name}", len(of), shares)
        notes.note(f"lists: {name}", "taken for a list", taken)
    comparing = [row for row in rows if row["kind"] == "comparing" and row["id"] in replies]
    print("\n| comparisons | n | both sides right | right side | both said, right or wrong | another document said |")
    print("|---|---|---|---|---|---|")
    for name, of in _kinds(comparing):
        sides = [_sides(row, replies[row["id"]]) for row in of]
        shares = {column: counted([measure(one) for one in sides]) for column, measure in _OF_COMPARISONS.items()}
        print(f"| {name} | {len(of)} | {' | '.join(map(told, shares.values()))} |")
        _note(notes, f"comparisons: {name}", len(of), shares)
    spent = [found["ms"] for found in replies.values()]
    if spent:
        print(f"\nmilliseconds a question: p50 {np.median(spent):.0f}, p95 {np.quantile(spent, 0.95):.0f}")
    return notes


def _note(notes: results.Notes, row: str, n: int, shares: Mapping[str, tuple[float, float, float] | None]) -> None:
    for column, share in shares.items():
        if share:
            notes.note(row, column, share[0], n, share[1:])


def _kinds(rows: Sequence[dict]) -> list[tuple[str, list[dict]]]:
    kinds = [("all", list(rows))]
    for prefix, name in (("C", "contracts"), ("N", "NDAs"), ("G", "guides"), ("P", "policies")):
        kinds.append((name, [row for row in rows if row["id"].startswith(prefix)]))
    for tag in ("everyday", "figures"):
        kinds.append((tag, [row for row in rows if tag in row.get("tags", ())]))
    return [(name, of) for name, of in kinds if of]


def _listed(row: dict, reply: dict) -> dict[str, int]:
    gold = set(row["places"])
    listed = set(reply["said"]) - (set(row.get("good", {})) - gold)
    hit = gold & listed
    pinned = sum(reply["said"][document][0]["right"] for document in hit)
    return {"gold": len(gold), "listed": len(listed), "hit": len(hit), "pinned": pinned}


def _sides(row: dict, reply: dict) -> dict[str, int]:
    said = [reply["said"].get(document, []) for document in row["documents"]]
    return {
        "sides": len(said),
        "right": sum(bool(one) and one[0]["right"] for one in said),
        "said": sum(bool(one) for one in said),
        "other": len(set(reply["said"]) - set(row["documents"])),
    }


_OF_LISTS = (("recall", "hit", "gold"), ("precision", "hit", "listed"), ("pins right", "pinned", "hit"))

_OF_COMPARISONS: Mapping[str, Callable[[dict[str, int]], tuple[float, float]]] = {
    "both sides right": lambda one: (one["right"] == one["sides"], 1),
    "right sides": lambda one: (one["right"], one["sides"]),
    "both said": lambda one: (one["said"] == one["sides"], 1),
    "another document said": lambda one: (one["other"] > 0, 1),
}
