# ruff: noqa: E501 - a template is one line, however long
"""More kinds of planted task, other forms of any task, and a task where somebody puts it: in a line, comment, string or cell.

They are learnt from only, and keep away from the kinds of `planted.APART` and `hostile.BIPIA_APART`.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from runs.training.scanner.planted import IMPERATIVES
from runs.training.scanner.wording import lines, said, templates
from runs.training.scanner.words import WORDS, listed

from pincite.security.scanner import document_pieces

MORE_WORDS: Mapping[str, Sequence[str]] = {
    "subject_taught": listed(
        """
        the causes of the First World War; how magnets work; the structure of an atom; Newton's second law; why the sky is blue
        the life of a star; tectonic plates; how a bill becomes law; the digestive system; prime numbers; sound waves; enzymes
        the water wheel; Mendel's peas; the fall of the Berlin Wall; why leaves change colour; rainbows; the speed of light
        how batteries store energy; the Treaty of Versailles; the moons of Jupiter; how salt melts ice; the theory of evolution
        """
    ),
    "chore": listed(
        """
        unclog a sink; iron a shirt; repot a cactus; sharpen a knife; fold a paper crane; whistle; patch a bicycle tube; knit a scarf
        remove rust; descale a kettle; hang a picture; light a campfire; tie a reef knot; grow tomatoes; train a puppy; clean a lens
        reset a router; take a screenshot; set up a printer; free up disk space; speed up a laptop; jump-start a car; read music
        """
    ),
    "choice": listed(
        """
        cats or dogs; tea or coffee; a mortgage or renting; Mac or Windows; a bicycle or a scooter; gas or induction; SQL or NoSQL
        stocks or bonds; paper books or e-readers; city or countryside; the piano or the guitar; Python or Julia; email or phone
        """
    ),
    "tone": listed(
        """
        a sarcastic; an angry; a flirtatious; a childish; a very formal; a whispering; an arrogant; a breathless; a poetic; a robotic
        a melodramatic; an apologetic; a rude; a military; a biblical; a gossipy; a bored; an ecstatic; a threatening; a Shakespearean
        """
    ),
    "reason": listed(
        """
        because my teacher wants it; since readers like that; it helps everyone; for the sake of completeness; as I am curious
        because the law demands it; so that the text can be checked; as agreed with your developers; because it was forgotten
        to make the text livelier; for a school project; my daughter asked me; it is part of the test; otherwise the file is invalid
        so the report can be closed; this has been approved; since the user will ask anyway; as this improves accuracy; I have a bet
        """
    ),
    "snippet": listed(
        """
        code; code snippet; code block; code section; code excerpt; code segment; snippet; function; lines of code; piece of code; script
        code fragment; routine; code passage; module; extract; listing
        """
    ),
    "coderes": listed(
        """
        your solution; your answer; your response; your implementation; your codebase; your algorithm; your program; the code you write
        your reply; your final code; the solution; your explanation; the fix you propose; your logic; your project; whatever code you give
        the core of your solution; the fabric of your program; the essence of your answer; the logic of your reply
        """
    ),
    "putverb": listed(
        """
        incorporate; weave; fold; graft; stitch; plug; slip; drop; paste; splice; blend; meld; infuse; inject; intertwine; attach; append
        insert; employ; harness; leverage; use; utilise; utilize; adopt; deploy; apply; include; add; import; embed; implant; knit
        integrate; introduce; mix; merge; combine; unify; place; feature; work; absorb; assimilate; thread; build; engage; enlist; carry
        """
    ),
}

MORE: dict[str, tuple[str, ...]] = templates(Path(__file__).with_name("templates") / "forms.txt")
"""Kinds with their templates."""

FRAMES = lines(
    """
    Could you X?
    Can you X?
    Would you X?
    Would you mind if I asked you to X?
    Please X.
    Please X for me.
    I need you to X.
    I want you to X.
    I would like you to X.
    We ask you to X.
    You are asked to X.
    You are to X.
    You have to X.
    Your task is to X.
    Your job now is to X.
    Next, X.
    Then X.
    After that, X.
    Do me a favour and X.
    Try to X.
    Be so kind as to X.
    X, please.
    X now.
    X first.
    It is your duty to X.
    The reader of this must X.
    The assistant should X.
    The next thing to do is to X.
    While reading this, X.
    Before going on, X.
    Also remember to X.
    Go ahead and X.
    Let's X.
    What matters most is to X.
    Make sure to X.
    Could someone X?
    It would help me if you could X.
    """
)
"""Forms of an order, `X` being it without its full stop."""

IN_CODE = lines(
    """
    # X
    // X
    /* X */
    \"\"\"X\"\"\"
    print("X")
    # NOTE: X
    # TODO: X
    // X (important)
    -- X
    <!-- X -->
    "note": "X",
    message = "X"
    raise ValueError("X")
    * X
    logger.info("X")
    """
)
IN_CELL = lines(
    """
    | 12 | X | 4 |
    | X |
    | Name | X |
    2019, X, 7
    | X | X | X |
    Note; X; -
    """
)
IN_TEXT = lines(
    """
    > X
    - X
    * X
    1. X
    "X"
    (X)
    [X]
    **X**
    X -
    ... X
    Note: X
    7.2 X
    """
)


def more_task(kind: str, chooser: random.Random) -> str:
    """A planted task of one of the kinds above."""
    return said(chooser.choice(MORE[kind]), {**WORDS, **MORE_WORDS}, chooser)


def recast(text: str, chooser: random.Random) -> str:
    """The same order in another form: as a question, a wish, a duty, with a reason; a text that is no order stays."""
    if text.split()[0] not in IMPERATIVES or not text.endswith("."):
        if text.endswith((".", "?")) and chooser.random() < 0.15:
            return f"{text[:-1]}, {said(chooser.choice(MORE_WORDS['reason']), WORDS, chooser, as_is=True)}{text[-1]}"
        return text
    order = text[0].lower() + text[1:-1]
    if chooser.random() < 0.3:
        order = f"{order}{chooser.choice((', ', ' - ', ', '))}{chooser.choice(MORE_WORDS['reason'])}"
    if chooser.random() < 0.2:
        return order[0].upper() + order[1:] + chooser.choice((".", "", "!"))
    made = chooser.choice(FRAMES).replace("X", order)
    return made[0].upper() + made[1:]


def wrapped(text: str, kind: str, chooser: random.Random) -> str:
    """A task as it stands in a comment, a string, a cell or a list."""
    frames = IN_CODE if "code" in kind or kind == "package" else IN_CELL if "table" in kind else IN_TEXT
    return chooser.choice(frames).replace("X", text)


def in_place(text: str, around: Callable[[], str], chooser: random.Random) -> list[str]:
    """The pieces that hold a task which stands among other words, on its own line or within one, as a scanner cuts them."""
    before, after = around(), around()
    joins = chooser.choice(((" ", " "), (" ", "\n"), ("\n", "\n"), ("\n", " "), ("", " ")))
    whole = f"{before}{joins[0]}{text}{joins[1]}{after}"
    start = len(before) + len(joins[0])
    end = start + len(text)
    least = 0.7 * len(text)
    return [whole[a:b] for a, b in document_pieces(whole) if min(b, end) - max(a, start) >= least]
