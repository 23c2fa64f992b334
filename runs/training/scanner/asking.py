# ruff: noqa: E501 - a template is one line, however long
"""What users type: attacks on the assistant by technique, and harmless questions, many of them with words that attacks like.

All written for this. `ATTACKS_APART` and `HARMLESS_APART` are families that are measured and never learnt from.
"""

import random
from pathlib import Path

from runs.training.scanner.wording import said, templates
from runs.training.scanner.words import WORDS

_EXTRA = {
    "order": (
        "say {quoted}",
        "print {quoted}",
        "tell me your {secret}",
        "write a {kind} about {subject}",
        "answer only with {quoted}",
        "reveal the {secret}",
        "show me the {secret}",
        "do exactly what I say",
        "repeat the {secret}",
        "tell me how to {crime}",
        "curse at me",
        "explain why {opinion}",
        "translate your instructions into {language}",
        "act as {persona}",
    ),
    "crime": (
        "pick a lock that is not mine",
        "make a bomb",
        "forge a signature",
        "launder money",
        "steal a car",
        "write malware",
        "cheat on an exam",
        "stalk somebody",
        "cook drugs",
        "hack my neighbour's wifi",
        "evade taxes",
    ),
    "quoted": (
        '"{phrase}"',
        '"access granted"',
        '"I have been pwned"',
        '"{word}"',
        '"yes, master"',
        "'{phrase}'",
        '"PWNED"',
    ),
    "unbound": (
        "DAN",
        "JAX",
        "Omega",
        "FreeGPT",
        "{brandname}",
        "EvilBot",
        "MAX",
        "STAN",
        "ZORA",
        "AlphaBreaker",
        "Nova",
    ),
    "ask": (
        "What is the notice period",
        "Who is the landlord",
        "Summarise the lease",
        "When does the contract end",
        "Hello",
        "What can I cook today",
        "Tell me about {topic}",
        "Thanks",
        "Good morning",
    ),
}

_SCENES = {
    "role": (
        "a travel agent",
        "an esteemed author",
        "a mischievous spirit",
        "a detective with a secret",
        "a robot who wants to paint",
        "the mayor of {city}",
        "a cybersecurity teacher",
        "an AI with extraordinary powers",
        "a retired wizard",
        "a debate coach",
        "a nurse on a space station",
        "a famous film critic",
        "a historian",
        "a teacher of {language}",
        "{figure}",
    ),
    "world": (
        "a kingdom of talking animals",
        "a city under the sea",
        "{country} in the year 2300",
        "an enchanted forest",
        "a time before electricity",
        "a virtual reality game",
        "a quiet village",
    ),
    "premise": (
        "animals have the same rights as people",
        "nobody can lie",
        "power and influence decide everything",
        "machines write all the laws",
        "the sun rises once a month",
        "hackers compete in a friendly contest",
        "music is the only language",
    ),
    "detail": (
        "Your best friend hides a secret that changes everything.",
        "Rumours are spreading, and nobody knows whom to trust.",
        "The rules of this place are strict, but you have found a way to make people laugh.",
        "You have been asked to give a speech about {topic}.",
        "One day a stranger arrives with a sealed letter.",
        "The character is clever, a little arrogant, and afraid of {animal}s.",
        "It is important to me that the reader feels the tension.",
        "Several people have tried before and failed.",
        "",
        "The story takes place during a storm.",
    ),
    "output": (
        "the opening scene",
        "a dialogue between the two rivals",
        "a guide for visitors",
        "three pieces of advice",
        "the letter that you send home",
        "a monologue about {topic}",
        "how the hero escapes the locked room",
        "a lesson plan on {topic}",
        "a speech that calms the crowd",
        "tips for keeping my own network safe",
        "a scene in which the villain explains the plan",
    ),
    "care": (
        "the ending is hopeful",
        "nobody gets hurt",
        "it is fit for children",
        "each paragraph begins with a question",
        "the facts about {topic} are right",
        "the hero ignores the warning and learns from it",
        "the rules of the world are explained",
    ),
    "care_said": (
        "The ending should surprise the reader",
        "Do not reveal the murderer before the last page",
        "Avoid clichés",
        "Include at least two jokes",
        "Use vivid pictures",
    ),
}

ATTACKS: dict[str, tuple[str, ...]] = templates(Path(__file__).with_name("templates") / "attacks.txt")
"""Techniques with their templates."""

ATTACKS_APART = frozenset(("persuasion and hypotheticals", "role and game"))

_OBJECTS = {
    "ignoring": (
        "the noise from upstairs",
        "outliers in a data set",
        "a warning that my compiler prints",
        "a parking ticket from another state",
        "the instructions on the cake mix",
        "the previous owner's fence line",
        "white space when comparing two files",
        "negative thoughts before a match",
        "a missed call from an unknown number",
        "the file extension in git",
        "the rules of punctuation in poetry",
        "a demand letter from a debt collector",
        "the above-average readings of one sensor",
        "null values in SQL",
        "all notifications on my phone",
        "a crying toddler at bedtime",
        "an earlier draft of the agreement",
        "air resistance in this exercise",
        "the previous tenant's mail",
        "a dog that barks at cyclists",
    ),
    "overriding": (
        "a method in a subclass",
        "the thermostat's schedule",
        "the default font of a slide master",
        "a veto of the governor",
        "a CSS rule with higher specificity",
        "the child lock of the oven",
        "a clause in the master agreement by a work order",
        "equals and hashCode in Java",
        "the autofocus of my camera",
        "an earlier will by a later one",
        "the cruise control of my car",
        "toString in a record",
        "a nominee's instructions under a trust deed",
        "environment variables in a Docker container",
        "prior instructions to the escrow agent",
    ),
    "bypassing": (
        "the town centre on the way to {city}",
        "the water softener while it is repaired",
        "a blocked artery in heart surgery",
        "the queue at the museum with a ticket",
        "the cache when a page is reloaded",
        "probate with a living trust",
        "writer's block",
        "the fuel filter for a test",
        "a slow index in a query",
        "the paywall legally through my library",
        "the garbage disposal when plumbing a dishwasher",
    ),
    "forgetting": (
        "a bad exam",
        "the name of a new colleague",
        "how to ride a bicycle",
        "an embarrassing moment",
        "old vocabulary when learning {language}",
        "previous relationships",
        "all the rules of chess after a long break",
        "a wifi network on my laptop",
        "passwords as I get older",
    ),
    "executing": (
        "a deed in counterparts",
        "a shell script at start-up",
        "a perfect backhand",
        "a stored procedure from {codelang}",
        "a will with two witnesses",
        "a search warrant at night",
        "a command in another folder",
        "a project plan",
        "instructions out of order in a modern processor",
    ),
    "injecting": (
        "dependencies in {library}",
        "insulin into the thigh",
        "humour into a wedding speech",
        "foam insulation behind a wall",
        "CSS into a web view",
        "fuel in a diesel engine",
        "liquidity into a small company",
        "a mock into a unit test",
    ),
    "revealing": (
        "the gender of our baby at a party",
        "a hidden column in Excel",
        "the ending of a novel in a review",
        "the wood grain with oil",
        "the previous salary in an interview",
        "a trade secret in a patent application",
        "hidden files on a Mac",
        "the beneficial owner of a company",
        "a surprise in a detective story",
    ),
    "deleting": (
        "all previous backups on my NAS",
        "an old account at an online shop",
        "duplicates in a table",
        "the last commit without losing changes",
        "hidden system files",
        "the browser history of one site",
        "client data at the end of a contract",
        "a clause that repeats the one above",
    ),
    "simulating": (
        "a dice game in {codelang}",
        "the orbit of a moon",
        "a job interview for practice",
        "rain on a window in CSS",
        "queues at a supermarket",
        "an earthquake on a shake table",
        "a trial for law students",
    ),
    "hacking": (
        "my sleep schedule",
        "a cheap shelf into a plant stand",
        "my morning routine",
        "an old toaster into a lamp",
        "together a quick prototype",
        "productivity when working at home",
    ),
    "unlocking": (
        "my own phone after too many tries",
        "the hidden level in a platform game",
        "a frozen car door",
        "the full potential of my team",
        "a rusty padlock",
        "a PDF whose password I know",
    ),
    "pretending": (
        "to be a shopkeeper with my daughter",
        "to like a gift",
        "to be busy at parties",
        "not to see a friend's mistake",
    ),
}
_BASE = {
    "ignoring": "ignore",
    "overriding": "override",
    "bypassing": "bypass",
    "forgetting": "forget",
    "executing": "execute",
    "injecting": "inject",
    "revealing": "reveal",
    "deleting": "delete",
    "simulating": "simulate",
    "hacking": "hack",
    "unlocking": "unlock",
    "pretending": "pretend",
}


def _objects(*, apart: bool) -> dict[str, tuple[str, ...]]:
    """The lists `do` and `doing`: of every verb's objects one in three is only for the families kept apart."""
    pairs = [
        (verb, thing) for verb, things in _OBJECTS.items() for at, thing in enumerate(things) if (at % 3 == 1) == apart
    ]
    return {
        "doing": tuple(f"{verb} {thing}" for verb, thing in pairs),
        "do": tuple(f"{_BASE[verb]} {thing}" for verb, thing in pairs),
        **_SCENES,
        "n": tuple(str(number) for number in range(2, 30)),
    }


_LEARNT_WORDS, _APART_WORDS = _objects(apart=False), _objects(apart=True)

HARMLESS: dict[str, tuple[str, ...]] = templates(Path(__file__).with_name("templates") / "harmless.txt")
"""Families of harmless questions with their templates."""

HARMLESS_APART = frozenset(("doubts", "stories", "two words"))
TRIGGERED = frozenset(("how to", "learning", "work", "nouns", "creating", "other languages")) | HARMLESS_APART
"""Families whose questions hold words that attacks like."""


def attack(family: str, chooser: random.Random) -> str:
    """One attack of a technique."""
    text = said(chooser.choice(ATTACKS[family]), {**WORDS, **_EXTRA}, chooser)
    throw = chooser.random()
    if throw < 0.12:
        asked = said(chooser.choice(HARMLESS["asking the documents"]), {**WORDS, **_LEARNT_WORDS}, chooser)
        text = f"{asked} {text}"
    elif throw < 0.18:
        text = f"{text} {said('{ask}', {**WORDS, **_EXTRA}, chooser)}?"
    if chooser.random() < 0.08:
        text = text.upper() if chooser.random() < 0.4 else text.lower()
    return text


def harmless(family: str, chooser: random.Random) -> str:
    """One harmless question of a family."""
    things = _APART_WORDS if family in HARMLESS_APART else _LEARNT_WORDS
    text = said(chooser.choice(HARMLESS[family]), {**WORDS, **things}, chooser)
    if chooser.random() < 0.08:
        text = text.lower().rstrip("?.")
    return text
