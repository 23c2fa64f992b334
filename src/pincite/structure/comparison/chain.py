"""The pairs that can stand together when both texts are read from beginning to end.

Source: the heaviest increasing subsequence, with a Fenwick tree of maxima (Fenwick, Software: Practice and Experience
24(3), 1994), in O(n log n).
"""

from collections.abc import Sequence


def heaviest_chain(pairs: Sequence[tuple[int, int, float]], size: int) -> list[tuple[int, int]]:
    """The pairs with the greatest total weight that increase on both sides."""
    tree: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    ordered = sorted(pairs, key=lambda pair: (pair[0], -pair[1]))
    before: list[int] = []
    for index, (_, j, weight) in enumerate(ordered):
        best = (0.0, -1)
        at = j
        while at > 0:
            best = max(best, tree[at])
            at -= at & -at
        before.append(best[1])
        reached = (best[0] + weight, index)
        at = j + 1
        while at <= size:
            tree[at] = max(tree[at], reached)
            at += at & -at
    chain = []
    index = max(tree)[1] if ordered else -1
    while index >= 0:
        chain.append(ordered[index][:2])
        index = before[index]
    return chain[::-1]
