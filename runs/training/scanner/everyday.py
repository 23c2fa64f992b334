# ruff: noqa: E501 - a template is one line, however long
"""What people write in e-mails, forums, programs and logs that asks or orders and plants no task, and documents of it.

These families are learnt from only. They stand apart from `ordinary.py`, whose lists must stay as they are, for what is
measured on is made from them.
"""

import random
from collections.abc import Callable
from pathlib import Path

from runs.training.scanner.ordinary import ordinary
from runs.training.scanner.wording import said, templates
from runs.training.scanner.words import WORDS, listed

EVERYDAY_WORDS = {
    "firm": listed(
        """
        Harbour & Lane; Northgate Mutual; Bluefin Travel; Oakridge Schools; Petrel Airways; Cedar Bank; Lumen Energy; Tidewater Clinic
        the Riverside Library; Foxglove Books; Summit Gym; Marlow Property; Kestrel Software; Orchard Foods; the Alumni Office
        Beacon Theatre; Pinewood Council; Atlas Couriers; Juniper Studios; Quarry Hotels; Meridian Insurance; Wren Photography
        """
    ),
    "thing_sent": listed(
        """
        the slides; the deck; the numbers; the agenda; the photos; the receipts; your CV; the signed copy; the login details
        the floor plan; the quote; the timesheet; the travel dates; the headcount; the list of attendees; last year's accounts
        the tracked changes; the bank details; the recording; the minutes; the wire instructions; the ID copy; the test results
        """
    ),
    "event": listed(
        """
        the spring webinar; our open day; the annual dinner; Friday drinks; the all-hands; the product launch; the parents' evening
        the charity run; the partner retreat; the workshop; the onboarding session; the town hall; the book club; the quarterly review
        """
    ),
    "goods": listed(
        """
        winter coats; the new arrivals; your basket; wireless speakers; garden furniture; gift cards; your membership; seat upgrades
        the early-bird rate; two-for-one tickets; the family plan; our loyalty card; organic coffee; sunglasses; the premium plan
        """
    ),
    "weekday": listed("Monday;Tuesday;Wednesday;Thursday;Friday;Saturday;Sunday"),
    "time": listed("9:00;10.30;noon;2 pm;3:15 PM;5 o'clock;midnight;8 a.m.;17:45"),
    "month": listed("January;March;May;June;August;October;December;Sept.;Nov."),
    "given": listed(
        """
        Amira; Ben; Chloe; Diego; Esther; Felix; Grace; Hassan; Isla; Jun; Kofi; Lena; Mateo; Nora; Omar; Paula; Quentin; Rosa
        Stefan; Tessa; Uma; Victor; Wanda; Yusuf; Zoe; all; team; everyone; folks; Mr. Hale; Mrs. Dunn; Dr. Patel; Sir or Madam
        """
    ),
    "var": listed(
        """
        self; node; value; key; name; line; token; stack; cache; handler; request; response; stream; offset; width; mask; parser
        payload; channel; worker; job; page; form; image; tensor; batch; loss; epoch; model; user; account; order; cart; event
        """
    ),
    "verb_code": listed(
        """
        parse; load; flush; validate; serialize; retry; lock; sort; merge; copy; escape; encode; decode; normalise; cache; skip; reset
        resolve; register; dispatch; convert; print; write; read; append; insert; remove; update; replace; translate; truncate
        """
    ),
    "file": listed(
        "config.yaml;main.c;utils.py;index.html;package.json;Dockerfile;schema.sql;README.md;app.js;Makefile;server.go;/etc/hosts;/var/log/app.log"
    ),
    "flag": listed("--verbose;--force;-n;--dry-run;-o FILE;--all;--no-cache;-h;--recursive;--output DIR"),
}

EVERYDAY: dict[str, tuple[str, ...]] = templates(Path(__file__).with_name("templates") / "everyday.txt")
"""Families of sentences with their templates. `{n}` is a number."""

MAIL = ("asking a colleague", "newsletter call", "account mail", "sign-off", "pitch", "school and family")
ORDINARY_MAIL = ("colleague", "client letter", "mailing", "newsletter", "notice", "guidelines")
LINE_BY_LINE = frozenset(("comment in code", "string in code", "cells"))


def everyday(family: str, chooser: random.Random) -> str:
    """One sentence or line of a family."""
    own = {"n": [str(chooser.randrange(1, 60)) for _ in range(8)], "colon": (":", "", "(me):", " -")}
    words = {**WORDS, **EVERYDAY_WORDS, **own}
    text = said(chooser.choice(EVERYDAY[family]), words, chooser, as_is=family in LINE_BY_LINE)
    if family in MAIL and chooser.random() < 0.12:
        text = f"{chooser.choice(('Also,', 'By the way,', 'And', 'Hi,', 'One more thing:', 'Oh,', 'So,', 'Quick question:', 'Now,'))} {text}"
    return text


def _mail(chooser: random.Random) -> str:
    """An e-mail: one or two families, a greeting and an end, lines broken as programs for mail break them."""
    families = chooser.sample(MAIL, chooser.randint(1, 3))
    parts = [
        everyday(chooser.choice(families), chooser)
        if chooser.random() < 0.75
        else ordinary(chooser.choice(ORDINARY_MAIL), chooser)
        for _ in range(chooser.randint(3, 9))
    ]
    parts.append(everyday("sign-off", chooser))
    seams = chooser.choice((" ", "\n", "\n\n", "  ", ""))
    text = "".join(part + (seams if chooser.random() < 0.8 else "\n") for part in parts)
    if chooser.random() < 0.15:
        text = "\n".join(f"> {line}" for line in text.splitlines())
    # Mail that went through other programs has lost its commas.
    return text.replace(",", " ") if chooser.random() < 0.2 else text


def _program(chooser: random.Random) -> str:
    """Lines of a program or a log with comments and strings, or a question about one with its answer."""
    if chooser.random() < 0.4:
        return (
            " ".join(everyday("forum", chooser) for _ in range(chooser.randint(1, 3)))
            + "\n"
            + "\n".join(ordinary("code", chooser) for _ in range(chooser.randint(0, 4)))
        )
    made = []
    for _ in range(chooser.randint(3, 9)):
        family = chooser.choice(("comment in code", "comment in code", "string in code"))
        line = everyday(family, chooser) if chooser.random() < 0.6 else ordinary("code", chooser)
        made.append(" " * chooser.choice((0, 4, 8)) + line)
    return "\n".join(made)


def _table(chooser: random.Random) -> str:
    return "\n".join(
        everyday("cells", chooser) if chooser.random() < 0.7 else ordinary("rows", chooser)
        for _ in range(chooser.randint(2, 6))
    )


MAKERS: tuple[Callable[[random.Random], str], ...] = (_mail, _mail, _mail, _program, _program, _program, _table)


def made(chooser: random.Random) -> str:
    """A short document of one kind, without a planted task."""
    return chooser.choice(MAKERS)(chooser)
