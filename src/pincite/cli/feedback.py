"""`pincite feedback`: says what one made of a reply, lists what one said, and exports it for training and measuring."""

import asyncio
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import FILE, FROM_STANDARD_INPUT, Verb, call, is_whole, open_called
from pincite.cli.output import console, counted, emit, json_line, visible
from pincite.drafts import write_whole
from pincite.errors import FeedbackError

if TYPE_CHECKING:
    from rich.console import Console

    from pincite.session import Session
    from pincite.session.feedback import Change
    from pincite.views.feedback import Feedback, Given, Use, Why

CITE = re.compile(r"([1-9]\d{0,3})(?:\.([1-9]\d{0,3}))?")
"""A statement, and a citation in it: the first where none is named."""

MOST_BYTES = 200_000
"""Bytes read of a better answer; what it may have in characters is for the session to say."""

MOST_LISTED = 50
"""How much of one's own feedback is listed."""

LACKS: Mapping["Use", str] = {"routes": "a verdict on the reply", "questions": "a right answer"}
"""What feedback lacks that is left out of an export; of one of feedback as it is, none is."""

REASONS = ("wrong-clause", "wrong-document", "out-of-date", "does-not-say-this", "incomplete")

Numbers = tuple[int, int]


class _Cite(click.ParamType[Numbers]):
    name = "cite"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Numbers:
        found = CITE.fullmatch(str(value))
        if found is None:
            self.fail(f"{value!r} is no statement; give its number, as 2, or 2.1 for one citation of it.", param, ctx)
        return int(found[1]), int(found[2] or 1)


@click.command("feedback", cls=Verb)
@click.argument("record", required=False)
@click.option("--up", is_flag=True, help="The reply is useful; for a refusal: it was right not to answer.")
@click.option("--down", is_flag=True, help="The reply is not useful.")
@click.option("--wrong-cite", "wrong", type=_Cite(), metavar="N[.M]", multiple=True, help="Statement N cites wrongly.")
@click.option("--why", "whys", type=click.Choice(REASONS), multiple=True, help="What is wrong with that citation.")
@click.option("--right-cite", "right", type=_Cite(), metavar="N[.M]", multiple=True, help="It is not wrong after all.")
@click.option("--better", type=FILE, help="A text file with the answer that you would have given; - reads it.")
@click.option("--at", "place", metavar="PLACE", help="Where that stands: RECORD.N or DOC:START-END, as for show.")
@click.option("--withdraw", is_flag=True, help="Take back what you said of the reply.")
@click.option("--export", "out", type=FILE, help="Write all feedback that you may see to this file, as JSON lines.")
@click.option(
    "--for",
    "use",
    type=click.Choice(["feedback", "routes", "questions"]),
    default="feedback",
    show_default=True,
    help="With --export: all of it, lines for a router, or questions for eval run.",
)
def command(
    record: str | None,
    up: bool,
    down: bool,
    wrong: tuple[Numbers, ...],
    whys: tuple[str, ...],
    right: tuple[Numbers, ...],
    better: Path | None,
    place: str | None,
    withdraw: bool,
    out: Path | None,
    use: "Use",
) -> None:
    """Say what you make of a reply: whether it is useful, which citation is wrong, what the answer should have been.

    RECORD is the number that ask printed. What you do not name stays as you said before. Without any of it, the verb
    prints what was said of the record; without RECORD, what you said last. Each time is a record of its own, which only
    those may read who may read the reply, and which is erased with it.

    One --why goes for each --wrong-cite; a single one goes for all.
    """
    says = up or down or wrong or right or better is not None or place is not None
    if up and down:
        raise click.UsageError("--up and --down are opposites; give one of them")
    if whys and len(whys) not in (1, len(wrong)):
        raise click.UsageError(f"there are {len(wrong)} of --wrong-cite and {len(whys)} of --why; give one for each")
    if whys and not wrong:
        raise click.UsageError("--why says what is wrong with a --wrong-cite; give one")
    if withdraw and says:
        raise click.UsageError("--withdraw takes back all that you said; give nothing else with it")
    if out is not None and (record is not None or says or withdraw):
        raise click.UsageError("--export writes all feedback to a file; give no record and nothing to say with it")
    if record is None and (says or withdraw):
        raise click.UsageError("name the record of the reply, as ask prints it")
    with open_called() as session:
        if out is not None:
            _export(session, out, use)
        elif record is None:
            _list(session)
        elif withdraw or says:
            _give(session, record, None if withdraw else _change(up, down, wrong, whys, right, better, place))
        else:
            _show(session, record)


def _change(
    up: bool,
    down: bool,
    wrong: Sequence[Numbers],
    whys: Sequence[str],
    right: tuple[Numbers, ...],
    better: Path | None,
    place: str | None,
) -> "Change":
    from pincite.session.feedback import Change

    reasons: list[Why | None] = [_why(why) for why in whys] or [None]
    reasons *= len(wrong) if len(reasons) == 1 else 1
    return Change(
        useful=True if up else False if down else None,
        wrong=dict(zip(wrong, reasons, strict=True)),
        right=right,
        better=None if better is None else _read(better),
        place=place,
    )


def _why(typed: str) -> "Why":
    from pincite.views.feedback import WHYS

    return next(why for why in WHYS if why.replace("_", "-") == typed)


def _read(file: Path) -> str:
    """A text that somebody wrote.

    Raises:
        FeedbackError: it cannot be read, is no text, or is far too long.
    """
    try:
        if str(file) == FROM_STANDARD_INPUT:
            given = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with file.open("rb") as stream:
                given = stream.read(MOST_BYTES + 1)
        text = given.decode("utf-8-sig")
    except OSError as error:
        raise FeedbackError(f"{file} cannot be read ({error.strerror}); name a text file") from error
    except UnicodeDecodeError as error:
        if len(given) > MOST_BYTES:
            raise _too_long(file) from error
        raise FeedbackError(f"{file} has bytes that are not characters; save it in UTF-8") from error
    if len(given) > MOST_BYTES:
        raise _too_long(file)
    if not text.strip() or not is_whole(text):
        raise FeedbackError(f"{file} has no words; write the answer into it, or take yours back with --withdraw")
    return text


def _too_long(file: Path) -> FeedbackError:
    return FeedbackError(f"{file} has more than {MOST_BYTES:,} bytes, too many for an answer; say what a reader needs")


def _give(session: "Session", record: str, change: "Change | None") -> None:
    from pincite.session.feedback import give_feedback, withdraw_feedback

    given = asyncio.run(
        withdraw_feedback(session, record) if change is None else give_feedback(session, record, change)
    )
    if call().as_json:
        emit(given)
        return
    out = console()
    if change is None:
        out.print(f"taken back: what you said of record {given.record}; this is record {given.seq}")
    else:
        _print(given, out)


def _show(session: "Session", record: str) -> None:
    from pincite.session.feedback import feedback_on
    from pincite.views.feedback import FeedbackOn

    seq, given = asyncio.run(feedback_on(session, record, "feedback"))
    if call().as_json:
        emit(FeedbackOn(seq, given))
        return
    out = console()
    for one in given:
        _print(one, out)
    if not given:
        out.print(f"nobody has said anything of record {seq} that you may see")


def _list(session: "Session") -> None:
    from pincite.session.feedback import given_before
    from pincite.views.feedback import GivenBefore

    given = asyncio.run(given_before(session, MOST_LISTED))
    if call().as_json:
        emit(GivenBefore(given))
        return
    out = console()
    for one in given:
        _print_given(one, out)
    if not given:
        out.print("you have said nothing of any reply yet: pincite feedback RECORD --up, or --help")


def _print_given(one: "Given", out: "Console") -> None:
    from rich.text import Text

    out.print(Text(visible(one.question), style="bold"), soft_wrap=True)
    _print(one.feedback, out)


def _print(given: "Feedback", out: "Console") -> None:
    """Print what somebody said of a reply."""
    from rich.padding import Padding
    from rich.text import Text

    judged, lines = given.judged, list[Text]()
    if judged.useful is not None:
        lines.append(Text("useful" if judged.useful else "not useful"))
    for one in judged.wrong_cites:
        why = f": {one.why.replace('_', ' ')}" if one.why else ""
        cite = f", {visible(one.place.cite)}" if one.place.cite else ""
        lines.append(Text(f"wrong citation {one.statement}.{one.citation}{cite}{why}", style="yellow"))
    if judged.better is not None:
        lines.append(Text("better:"))
        lines += [Text(f"  {visible(line)}") for line in judged.better.splitlines() if line.strip()]
    if judged.place is not None:
        where = judged.place.cite or f"{judged.place.document}:{judged.place.start}-{judged.place.end}"
        lines.append(Text(f"stands in {visible(where)}", style="cyan"))
    by = given.user if given.user == given.actor else f"{given.actor} on behalf of {given.user}"
    out.print(Text(f"on record {given.record}: {visible(by)}, {given.at[:10]}, record {given.seq}", style="dim"))
    for line in lines:
        out.print(Padding(line, (0, 0, 0, 2)))


def _export(session: "Session", out: Path, use: "Use") -> None:
    """Write the feedback that may be seen, as what it is for.

    Raises:
        FeedbackError: the file cannot be written.
    """
    from pincite.session.collecting import collect_feedback
    from pincite.views.feedback import Exported
    from pincite.views.given import Whole

    found = asyncio.run(collect_feedback(session, use))
    lines = [fields for one in found if (fields := one.line(use)) is not None]
    try:
        write_whole(out, "".join(json_line(Whole(fields)) for fields in lines))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise FeedbackError(f"feedback cannot be written to {out} ({why}); name another file") from error
    made = Exported(str(out), use, len(lines), len(found) - len(lines))
    if call().as_json:
        emit(made)
        return
    left_out = f"; {made.left_out:,} left out for lack of {LACKS[use]}" if made.left_out else ""
    console().print(f"{counted(made.lines, 'line')} in {visible(str(out))}{left_out}", soft_wrap=True)
