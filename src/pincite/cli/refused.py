"""Prints a refusal for a lawyer: the reason, the closest sentences, what was searched, and what to try next."""

from typing import TYPE_CHECKING

from pincite.cli.options import there
from pincite.cli.output import counted, print_command, shell_word, visible
from pincite.views.printed import recognised
from pincite.views.wording import CLOSEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from pincite.views.excerpts import Closest
    from pincite.views.reply import Reply

LONGEST_OPENING = 140
"""Most characters printed of a passage without a sentence to quote."""

WIDER = 20
"""How many passages the suggested search returns."""


def print_refusal(reply: "Reply", out: "Console", before: "tuple[int, str] | None" = None) -> None:
    """Print why there is no answer, or no more of it, and everything that helps to find one; `reply` must be a refusal.

    `before` is the number and the question of the newest record that the asker could follow up.
    """
    from rich.padding import Padding
    from rich.text import Text

    if reply.refusal is None:
        raise AssertionError("a refusal is printed")
    what = "Incomplete: " if reply.refusal.reason == "incomplete" else "No answer: "
    out.print(Text.assemble((what, "bold"), visible(reply.refusal.message)))
    if reply.refusal.candidates:
        out.print("\nDocuments that could be meant:")
    for possible in reply.refusal.candidates:
        out.print(
            Padding(Text.assemble((visible(possible.name), "bold"), f"  {visible(possible.document)}"), (0, 0, 0, 2))
        )
    if reply.closest:
        out.print(f"\n{CLOSEST}")
        for closest, copies in _once(reply.closest):
            _print_closest(closest, reply, out)
            _print_copies(copies, reply, out)
        _print_more(reply, out)
        out.print(Text(_looked_through(reply), style="dim"))
    tried = list(_to_try(reply, before))
    if tried:
        out.print("\nWhat to try:")
    for line in tried:
        out.print(Text(f"  {line}"), soft_wrap=True)
    out.print()


def _once(found: "Sequence[Closest]") -> "list[tuple[Closest, list[Closest]]]":
    """The sentences that differ in wording, each with the others that have the same words."""
    kept: dict[str, tuple[Closest, list[Closest]]] = {}
    for one in found:
        said = one.words if one.is_sentence else f"[{one.label}]"  # without a sentence, nothing is a copy
        if said in kept:
            kept[said][1].append(one)
        else:
            kept[said] = (one, [])
    return list(kept.values())


def _print_copies(copies: "Sequence[Closest]", reply: "Reply", out: "Console") -> None:
    """Print how many other passages have the same sentence, and how to read them."""
    from rich.padding import Padding
    from rich.text import Text

    if not copies:
        return
    seq = reply.audit.seq
    shown = ", ".join(f"{seq}.{one.label}" for one in copies)
    how = f": pincite show {shown}{there()}" if seq is not None else ""
    said = f"the same words stand in {counted(len(copies), 'more passage')}{how}"
    out.print(Padding(Text(said, style="dim"), (0, 0, 0, 3)))


def _print_closest(closest: "Closest", reply: "Reply", out: "Console") -> None:
    """Print the best sentence of a passage in full, with its place and how to read on there."""
    from rich.padding import Padding
    from rich.text import Text

    from pincite.answering.doubting import CAUTION
    from pincite.security.screening import screen

    passage = next(one for one in reply.passages if one.label == closest.label)
    words = f"“{closest.words}”" if closest.is_sentence else _opening(closest.words)
    out.print()
    out.print(Padding(Text.assemble((f"passage {closest.label}: ", "dim"), words), (0, 0, 0, 3)))
    out.print(Padding(Text(closest.place, style="cyan"), (0, 0, 0, 3)))
    doubt = CAUTION if (closest.is_doubtful if closest.is_sentence else screen(words).flagged) else ""
    if care := " · ".join(part for part in (closest.note, recognised(passage.confidence), doubt) if part):
        out.print(Padding(Text(visible(care), style="yellow"), (0, 0, 0, 3)))
    if reply.audit.seq is not None:
        print_command(f"pincite show {reply.audit.seq}.{closest.label}{there()}", out)


def _opening(words: str) -> str:
    """The first words of a passage in which no sentence may be quoted: a table, a title."""
    return words if len(words) <= LONGEST_OPENING else f"{words[:LONGEST_OPENING].rpartition(' ')[0]} …"


def _print_more(reply: "Reply", out: "Console") -> None:
    """Print how many more passages there are, and how to read them."""
    from rich.text import Text

    shown = len(reply.closest)
    more = len(reply.passages) - shown
    out.print()
    if more > 0 and reply.audit.seq is not None:
        last = reply.passages[-1].label
        to = f" to {reply.audit.seq}.{last}" if more > 1 else ""
        how = f"pincite show {reply.audit.seq}.{shown + 1}{to}{there()}"
        out.print(Text(f"{counted(more, 'more passage')}: {how}", style="dim"), soft_wrap=True)


def _looked_through(reply: "Reply") -> str:
    """What was searched for a reply, as a sentence."""
    read = len({passage.document for passage in reply.passages})
    seen = counted(reply.looked.of, "document")
    if read == 1 == reply.looked.documents < reply.looked.of:
        passages = counted(len(reply.passages), "passage")
        return f"Of {seen} that you may see, 1 was looked into; {passages} of it, the best, were read."
    return (
        f"Looked through {seen} that you may see; {reply.looked.documents:,} had something like it, and the best "
        f"{counted(len(reply.passages), 'passage')}, of {counted(read, 'document')}, were read."
    )


def _to_try(reply: "Reply", before: "tuple[int, str] | None") -> "Iterator[str]":
    """What the asker may try next, with a command where there is one."""
    reason = reply.refusal.reason if reply.refusal else None
    if reason == "unclear":
        yield "ask in full and name the document, or its party and kind (“the Acme lease”)"
        number, asked = (str(before[0]), f"“{visible(before[1])}”") if before else ("RECORD", "a record of yours")
        yield f"pincite ask {shell_word(visible(reply.question))} --after {number}{there()}   (it goes on from {asked})"
    if reason not in ("no_evidence", "unsupported") or not reply.passages:
        return
    documents = list(dict.fromkeys(passage.document for passage in reply.passages))
    asked = shell_word(visible(reply.understood or reply.question))
    if len(documents) > 1:
        matters = list(dict.fromkeys(passage.matter for passage in reply.passages))
        only = f", or keep to one matter: --matter {shell_word(visible(matters[0]))}" if len(matters) > 1 else ""
        yield f"name the document in the question, or its party and kind (“the Acme lease”){only}"
    yield f"pincite search {asked} -k {WIDER}{there()}   (more passages, without a choice)"
    yield f"pincite outline {visible(documents[0])}{there()}   (the clauses of the document that came first)"
