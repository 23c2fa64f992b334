# ruff: noqa: E501 - a template is one line, however long
"""Tasks that somebody plants in a document for an assistant to find: forty kinds and more, each in many wordings.

None is copied; they are what the kind of task sounds like. `APART` are kinds that are never learnt from: they measure
what the scanner makes of a task that it was not shown.
"""

import random
from pathlib import Path

from runs.training.scanner.wording import lines, said, templates
from runs.training.scanner.words import WORDS

KINDS: dict[str, tuple[str, ...]] = templates(Path(__file__).with_name("templates") / "planted.txt")
"""Kinds of planted task with their templates."""

APART = frozenset(
    (
        "grading",
        "pictures",
        "remembering",
        "philosophy",
        "travel and food",
        "health and fitness",
        "names and ideas",
        "marking the reply",
        "repetition",
    )
)
"""Kinds that are measured and never learnt from."""

OPENINGS = lines(
    """
    By the way,
    P.S.
    PS:
    While you are at it,
    Also,
    One more thing:
    Before you answer,
    Note:
    Important:
    Attention:
    Additionally,
    Oh, and
    And finally:
    Now,
    Next,
    First,
    Quick question:
    Please note:
    On another note,
    Hey,
    Hi there,
    Dear assistant,
    Hey AI,
    For the reader of this text:
    TODO:
    Reminder:
    Task:
    Question:
    Instruction:
    Bonus:
    Side note:
    After that,
    In addition,
    But first,
    Once you have done that,
    Sorry to interrupt:
    """
)
CLOSINGS = lines(
    """
    Thanks!
    Thank you.
    Please.
    This is important.
    It is urgent.
    I need this quickly.
    Do this first.
    Then go on.
    Be brief.
    """
)
WHENS = lines(
    """
    When you summarise this document,
    When answering,
    In your {answer},
    In the {answer},
    Whenever you mention this {doc},
    If you are asked about this {doc},
    Before giving the {answer},
    Alongside your {answer},
    When you reply to {user},
    At the end of your {answer},
    """
)


def task(kind: str, chooser: random.Random) -> str:
    """One planted task of a kind, with an opening, a condition or a closing now and then."""
    text = said(chooser.choice(KINDS[kind]), WORDS, chooser)
    throw = chooser.random()
    if throw < 0.14:
        text = f"{chooser.choice(OPENINGS)} {_lowered(text)}"
    elif throw < 0.22 and not text.endswith("?"):
        text = f"{said(chooser.choice(WHENS), WORDS, chooser)} {_lowered(text)}"
    elif throw < 0.30:
        text = (
            f"{chooser.choice(('Please', 'Kindly', 'You must', 'You should', 'I want you to'))} {_lowered(text)}"
            if text.split()[0] in IMPERATIVES
            else text
        )
    if chooser.random() < 0.06:
        text = f"{text} {chooser.choice(CLOSINGS)}"
    if chooser.random() < 0.05:
        text = text.upper() if chooser.random() < 0.3 else text.lower()
    if chooser.random() < 0.08:
        text = text.rstrip(".?!")
    return text


def _lowered(text: str) -> str:
    second = text[1:2]
    return text if second.isupper() or not second.isalpha() else text[0].lower() + text[1:]


IMPERATIVES = frozenset(
    """
    Add Analyse Analyze Announce Answer Append Apply Argue Arrange Ask Begin Blend Break Call Change Claim Classify Close Collect
    Compare Compose Compute Condense Convert Convince Copy Count Craft Create Decode Define Describe Design Develop Direct Draft
    Draw Embed Emphasise Encode Encourage End Endorse Ensure Evaluate Execute Explain Express Extract Fill Find Finish Forecast
    Format Forward Gather Generate Get Give Group Help Hide Highlight Identify Ignore Include Incorporate Inform Insert Invent
    Invite List Look Make Mention Merge Modify Name Offer Open Output Paraphrase Persuade Plan Predict Prepare Present Print
    Produce Promise Promote Propose Provide Publish Put Rank Rate Read Recommend Redirect Remind Remove Render Repeat Rephrase
    Replace Reply Report Respond Return Reveal Rewrite Run Say Schedule Search Send Set Share Shift Shorten Show Solve Sort Start
    State Stress Substitute Suggest Sum Summarise Summarize Swap Switch Teach Tease Tell Thank Translate Turn Urge Use Write
    """.split()  # noqa: SIM905 - words read best as words
)
