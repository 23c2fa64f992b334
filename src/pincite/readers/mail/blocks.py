"""What mail programs put above an earlier message in place of a sentence: separators, rules and blocks of headers.

"-----Original Message-----", and "From: … Sent: … Subject: …", in the languages of European and American firms.
"""

import re
from collections.abc import Sequence

from pincite.readers.mail.attribution import LONGEST_LINE
from pincite.readers.mail.headers import date_of
from pincite.readers.mail.writers import LONGEST_NAME, MAIL_ADDRESS, Introduction, QuotedWriter, day, named, spoken

MOST_BLOCK_LINES = 40
"""Most lines of a block of headers: a message to a hundred people fills some 30."""


Label = str


LABELS: dict[str, Label] = {
    word: kind
    for kind, words in (
        ("from", "from|von|de|da|van|från|fra|od|expéditeur|remitente|mittente|absender|lähettäjä"),
        (
            "date",
            "sent|date|sent on|gesendet|gesendet am|datum|envoyé|envoyé le|date d'envoi|fecha|enviado|enviado el|"
            "data|inviato|verzonden|skickat|sendt|enviada em|dato|received",
        ),
        ("to", "to|an|à|a|para|aan|till|til|pour|destinataire|do"),
        ("subject", "subject|betreff|objet|asunto|oggetto|onderwerp|ämne|emne|assunto|temat|sujet"),
        (
            "more",
            "cc|bcc|kopie|copie|copie à|copia|ccn|cco|cópia|reply-to|reply to|antwort an|répondre à|importance|"
            "wichtigkeit|priority|priorität|attachments|anlagen|anhänge|pièces jointes|adjuntos|allegati|bijlagen|"
            "sensitivity|organization|resent-from|resent-to|resent-date|message-id|x-mailer|when|where|newsgroups",
        ),
    )
    for word in words.split("|")
}
"""Labels of the headers that mail programs write above earlier messages."""


LABELLED = re.compile(
    r"[\s|]{0,3}\*{0,2}([^\W\d_][\w'’ -]{0,18}?)[ \xa0]?\*{0,2}[ \xa0]?[:\uff1a]\*{0,2}(?=[\s|*]|$|\S)(.*)$"
)


ORIGINAL = frozenset(
    "original message|original appointment|forwarded message|begin forwarded message|ursprüngliche nachricht|"  # noqa: SIM905 - read more easily as words
    "originalnachricht|original-nachricht|weitergeleitete nachricht|anfang der weitergeleiteten nachricht|"
    "message d'origine|message original|message transféré|message réexpédié|début du message réexpédié|"
    "début du message transféré|mensaje original|mensaje reenviado|inicio del mensaje reenviado|messaggio originale|"
    "messaggio inoltrato|inizio messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht|mensagem original|"
    "mensagem encaminhada|ursprungligt meddelande|vidarebefordrat meddelande|oprindelig meddelelse|reply message|"
    "e-mail message|forwarded mail|weitergeleitete e-mail|mail original".split("|")
)
"""Words between dashes above an earlier message."""


FORWARDED_BY = re.compile(
    r"[-_ ]{2,}\s*(?:Forwarded|Weitergeleitet|Réexpédié|Transféré|Reenviado|Inoltrato) \S{1,6} ", re.IGNORECASE
)
"""Lotus Notes: `----- Forwarded by Bob Doe/ACME on 03/04/2024 10:12 AM -----`."""


NOTES_ABSTRACT = re.compile(
    r"(.{2,80}?)\s?-{2,3}\s?(\d{1,4}[./-]\d{1,2}[./-]\d{2,4}) \d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?-{2,3}"
)
"""Lotus Notes: `Jane Roe ---03/03/2024 02:05:11 PM---Dear Bob, …`."""


NOTES_DATE = re.compile(
    r"\s*(\d{1,4}[./-]\d{1,2}[./-]\d{2,4}) \d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?\s*(?:[A-Z]{3,4})?\s*", re.IGNORECASE
)


def labelled(line: str) -> tuple[Label, str] | None:
    """The kind and value of a header line; None for any other line."""
    if len(line) > LONGEST_LINE * 5:
        return None
    match = LABELLED.match(line)
    if match is None:
        return None
    kind = LABELS.get(match[1].strip().lower().replace("’", "'"))
    return (kind, match[2].strip(" |*\t\xa0")) if kind else None


def separator(line: str) -> bool:
    """True for a line like `-----Original Message-----`, `Begin forwarded message:` or a line of underscores."""
    if len(line) > LONGEST_LINE // 2:
        return False
    if FORWARDED_BY.match(line):
        return True
    bare = line.strip(" \t\xa0-_=*>:").lower().replace("’", "'")
    marked = line.strip().startswith(("--", "__", "==")) or line.strip().endswith(":")
    return marked and bare in ORIGINAL


def rule(line: str) -> bool:
    """True for a line of underscores or dashes, which Outlook draws above the headers of an earlier message."""
    bare = line.strip()
    return len(bare) >= 10 and not bare.strip("_-")


def block(lines: Sequence[str], first: int, end: int) -> Introduction | None:
    """The block of headers that begins with a line; None when there is none. It ends before the line `end`."""
    begun = labelled(lines[first])
    if begun is None:
        return _notes_block(lines, first, end)
    if begun[0] == "more":
        return None
    found: dict[Label, str] = {}
    last = first
    pause = 0
    for at in range(first, min(end, first + MOST_BLOCK_LINES)):
        stated = labelled(lines[at])
        if stated is not None:
            if stated[0] in found and stated[0] != "more":
                break
            found[stated[0]] = stated[1] or found.get(stated[0], "")
            last, pause = at, 0
            continue
        pause += 1
        if not lines[at].strip() and _is_whole(found):
            break
        is_list = bool(found) and (MAIL_ADDRESS.search(lines[at]) or ";" in lines[at] or lines[at][:1] in " \t")
        if pause > (MOST_BLOCK_LINES if is_list else 2):
            break
    if not _is_whole(found):
        return None
    return Introduction(
        first, last, QuotedWriter(named(found["from"]), _day_of(found.get("date", ""))), True, is_block=True
    )


def _is_whole(found: dict[Label, str]) -> bool:
    """True for headers that no letter or memorandum has by chance: a sender, a date or subject, and one more."""
    return bool(found.get("from")) and ("date" in found or "subject" in found) and len(found) >= 3


def _day_of(dated: str) -> str:
    stated = date_of(dated)
    return day(dated) or (spoken(stated) if stated else "")


def _notes_block(lines: Sequence[str], first: int, end: int) -> Introduction | None:
    """Lotus Notes: a name, the date below it, and labels on lines of their own; or its one-line abstract."""
    if len(lines[first]) > LONGEST_LINE * 2 or not lines[first].strip():
        return None
    abstract = NOTES_ABSTRACT.match(lines[first])
    if abstract is not None:
        return Introduction(first, first, QuotedWriter(named(abstract[1]), day(abstract[2])), True, is_block=True)
    if first + 1 >= end or len(lines[first]) > LONGEST_NAME or len(lines[first + 1]) > LONGEST_NAME:
        return None
    dated = NOTES_DATE.fullmatch(lines[first + 1])
    if dated is None:
        return None
    window = [lines[at].strip().lower() for at in range(first + 2, min(end, first + 20))]
    labels = [LABELS.get(line.rstrip(":")) for line in window]
    if "to" not in labels or "subject" not in labels:
        return None
    last = first + 2 + labels.index("subject")
    return Introduction(first, last, QuotedWriter(named(lines[first]), day(dated[1])), True, is_block=True)
