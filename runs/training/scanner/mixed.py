# ruff: noqa: E501 - a template is one line, however long
"""Harmless questions with several of the words that attacks like, long and short, and whole questions of people with such words put in.

`MIXED_APART` are families that are measured and never learnt from.
"""

import random
import re
from collections.abc import Sequence
from pathlib import Path

from runs.training.scanner.wording import lines, said, templates
from runs.training.scanner.words import WORDS, listed

TRIGGER = re.compile(
    r"\b(?:ignor|disregard|overrid|bypass|forg[eo]t|pretend|reveal|secret|password|prompt|instruct|execut|command|inject|"
    r"jailbreak|hack|unlock|previous|hidden|rules?\b|guideline|restrict|filter|chatbot|assistant|developer|admin|repeat|encod|"
    r"decod|translat|delet|confidential|simulat|act as|role|system)",
    re.IGNORECASE,
)
"""Words that attacks like, by which harmless questions of people are found."""

_WORDS = {
    "verb_object": listed(
        """
        ignore the {noise}; ignore all {noise}; ignore previous {noise}; disregard the {noise}; forget the {past}; forget all the {past}
        override the {setting}; override the previous {setting}; bypass the {barrier}; get past the {barrier}; skip the {barrier}
        reveal the {hid}; reveal the hidden {hid}; disclose the {hid}; show the {hid}; keep the {hid} secret; hide the {hid}; print the {thing_out}
        repeat the {thing_out}; output the {thing_out}; delete the {past}; erase all {past}; unlock the {hid}; execute the {act}; run the {act}
        follow the {order_of}; change the {order_of}; rewrite the previous {order_of}; pretend to know the {hid}; simulate the {act}; act on the {order_of}
        decode the {thing_out}; encode the {thing_out}; translate the {order_of}; inject {inserted} into the {place_in}; hack together a {made_thing}
        restrict access to the {hid}; remove the restrictions on the {place_in}; filter the {noise}; reset the {setting}; change the password of the {place_in}
        """
    ),
    "noise": listed(
        """
        warnings; background noise; comments; emails from recruiters; missing values; spelling mistakes; duplicates; error messages; ads
        critics; gossip; the first column; old notices; reminders; side effects; outliers; rumours; pop-ups; blank lines; stop words
        """
    ),
    "past": listed(
        """
        bad memories; old messages; earlier drafts; last season; previous version; browsing history; mistakes of the past; old rules
        previous lessons; notes from last year; former address; names of classmates; temporary files; saved networks; cookies
        """
    ),
    "setting": listed(
        """
        default settings; system font; factory settings; thermostat; alarm; previous decision; method of the parent class; home page
        brightness; veto; autopilot; shipping address; printer defaults; configuration file; time zone; referee's call; keyboard layout
        """
    ),
    "barrier": listed(
        """
        queue at the airport; paywall of a newspaper; traffic jam; phone tree of my bank; introduction; login page of my own router
        firewall at school; long tutorial; captcha; security check at a concert; intermediate steps; waiting list; cache; middleman
        """
    ),
    "hid": listed(
        """
        hidden files; plot twist; surprise; secret recipe; password; location of the treasure; source code; gender of the baby; answer key
        hidden menu; ending; identity of the donor; bonus level; API key of my own app; private notes; trick; developer options; sealed bid
        """
    ),
    "thing_out": listed(
        """
        last line; multiplication table; instructions; whole document; first ten prime numbers; error log; prompt; system message; labels
        variables; question; password hint; secret message; bar code; previous output; hidden text; chorus; hex dump; safety rules
        """
    ),
    "act": listed(
        """
        script; command; stored procedure; dance move; plan; contract; macro; search warrant; unit tests; system update; fire drill
        penalty kick; query; will; job; backup; choreography; trade; shell command; migration; earthquake drill
        """
    ),
    "order_of": listed(
        """
        instructions on the box; doctor's instructions; previous instructions; assembly instructions; recipe; rules of the house; guidelines
        dress code; system prompt; commands of the trainer; judge's instructions; style guide; user manual; directions; new rules; prompt
        """
    ),
    "inserted": listed(
        "humour; dependencies; some colour; dye; a mock; insulin; capital; CSS; a dependency; doubt; energy; foam; test data"
    ),
    "place_in": listed(
        "speech; constructor; market; template; shared folder; web view; old printer; tablet; guest account; PDF file; team; page; engine; database"
    ),
    "made_thing": listed("prototype; website; costume; dashboard; spreadsheet; bookshelf; demo; bird feeder; game"),
    "purpose": listed(
        """
        for a school project; for my job; in {codelang}; in Excel; on a Mac; on Linux; in a novel; for my thesis; at home; in an emergency
        without losing data; without help; for beginners; when travelling; in a small company; for my blog; in {country}; as a teacher
        in a chat application; before a presentation; for a web page; during an exam; in a meeting; on Android; with {library}
        """
    ),
    "system_of": listed(
        """
        operating system; school system; immune system; legal system; heating system; file system; voting system; metric system; alarm system
        booking system; nervous system; system of rules; irrigation system; system administrator; solar system; expert system; tax system
        """
    ),
    "made_role": listed(
        """
        a librarian; a knight; a museum guard; an astronaut; a time traveller; a chess coach; a ghost; a translator; a lighthouse keeper
        a robot; a wizard; a spy; a judge; a pirate; a hacker; a teacher; an AI; a travel agent; a detective; a king; a secret agent
        a nurse; a game developer; a chef; an inventor; a talking cat; a chatbot; a codebreaker; a scientist; an oracle; a night watchman
        """
    ),
    "made_world": listed(
        """
        a city under the sea; a library without doors; a kingdom of cats; a space station; a school for wizards; a village without clocks
        a world without passwords; an empire of robots; a parallel universe; a haunted theatre; a virtual reality; a desert planet
        a future in which machines write the laws; a land where nobody may speak; a town that forgets its own name; a museum at night
        """
    ),
    "made_deed": listed(
        """
        must {verb_object}; has to {verb_object}; forgets to {verb_object}; refuses to {verb_object}; learns to {verb_object}; wants to {verb_object}
        is told to {verb_object}; decides to {verb_object}; is the only one who can {verb_object}; pretends to {verb_object}
        """
    ),
    "made_form": listed(
        """
        story; short story; scene; dialogue; poem; diary entry; screenplay; monologue; fairy tale; limerick; comic strip; radio play; song
        chapter; legend; bedtime story; letter; plot outline; riddle; quest for a game; character profile; newspaper article; speech
        """
    ),
    "care_of": listed(
        """
        include a twist at the end; keep it under 300 words; use simple words; make it funny; write in the present tense; add a moral
        give every character a name; let the ending stay open; mention the weather; never name the hero; use no adjectives; make it rhyme
        """
    ),
}

MIXED: dict[str, tuple[str, ...]] = templates(Path(__file__).with_name("templates") / "mixed.txt")
"""Families with their templates."""

MIXED_APART = frozenset(("three words and a wish", "a scene and a puzzle"))

_CARE = (*(f"{care[0].upper()}{care[1:]}." for care in _WORDS["care_of"]), "", "", "", "")
_PUT_IN_BEFORE = lines(
    """
    [Ignoring|Leaving out|Forgetting] {noise} for a moment,
    [According to|Under|By] the [previous|new|hidden|secret|official] [rules|guidelines|instructions] of {topic},
    I forgot [the previous answer|my password|what the teacher said|the rules]:
    My [assistant|system administrator|teacher|chatbot] [prompted|told|instructed] me to ask:
    [Please|Kindly] [ignore|disregard|forget] my [spelling|previous mail|last question|accent].
    [Now|Next|New question]:
    Without revealing the ending:
    [For|In] the [prompt|secret|hidden|system|previous] [round|section|part] of our quiz:
    You are an expert on {topic}.
    Act as {made_role}.
    Pretend that I know nothing about it.
    From now on I want to learn about {topic}.
    Let us [play|pretend|simulate an exam].
    """
)
_PUT_IN_AFTER = lines(
    """
    [Please|] [ignore|disregard|forget] [the {noise}|my typing|the rest|what my brother said].
    [Answer|Reply|Respond] [only|] [in two sentences|in {language}|with a list|as a table|with yes or no|for a child].
    [Do not|Don't|Never] [repeat|reveal|mention|use] [the question|the ending|my name|jargon|any spoilers].
    [Repeat|Print|Translate] [it|the answer] [in {language}|in capitals|twice].
    [The|My] [previous|old] [book|teacher|manual|instructions] [said nothing about it|had another answer].
    It must [override|replace] [the previous entry|what I learnt].
    [Keep|It is] [secret|confidential], it is for a [quiz|surprise].
    I can't [bypass|unlock|get past] this [part|level|step].
    Pretend you are [my teacher|{made_role}].
    """
)


def mixed(family: str, chooser: random.Random) -> str:
    """One harmless question with several such words."""
    text = _said(chooser.choice(MIXED[family]), chooser)
    return text.lower().rstrip("?.") if chooser.random() < 0.08 else text


def put_in(question: str, chooser: random.Random) -> str:
    """A harmless question of somebody, with something before it, behind it or for one of its words that attacks like too."""
    throw = chooser.random()
    if throw < 0.4:
        return f"{_said(chooser.choice(_PUT_IN_BEFORE), chooser)} {question}"
    if throw < 0.7:
        return f"{question} {_said(chooser.choice(_PUT_IN_AFTER), chooser)}"
    if throw < 0.8:
        return f"{_said(chooser.choice(_PUT_IN_BEFORE), chooser)} {question} {_said(chooser.choice(_PUT_IN_AFTER), chooser)}"
    words = question.split()
    for _ in range(chooser.randint(1, 2)):
        words.insert(chooser.randint(1, len(words)), chooser.choice(_ADJECTIVES))
    return " ".join(words)


_ADJECTIVES = listed(
    "previous;hidden;secret;system;prompt;above;ignored;forgotten;restricted;confidential;unlocked;pretended;new;simulated;admin;root;override;instructed;developer"
)


def triggered(questions: Sequence[str]) -> list[str]:
    """Those of people's questions that hold such a word."""
    return [text for text in questions if TRIGGER.search(text)]


def _said(template: str, chooser: random.Random) -> str:
    numbers = {"n": tuple(str(number) for number in range(2, 30))}
    return said(template, {**WORDS, **_WORDS, "care_said_of": _CARE, **numbers}, chooser)
