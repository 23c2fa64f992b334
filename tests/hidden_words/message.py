"""E-mails whose plain text or rich text spells out what their page hides."""

from collections.abc import Iterator

from tests.hidden_words.planted import AFTER, BEFORE, SECRET, Planted

PAGE = "<html><body><p>{}</p>{}<p>{}</p></body></html>"


def mail(markup: str, plain: str | None = None) -> bytes:
    """A message with this in its page; `plain` is the text beside it."""
    head = "From: a@a.example\r\nTo: b@b.example\r\nSubject: Terms\r\nMIME-Version: 1.0\r\n"
    page = f"Content-Type: text/html; charset=utf-8\r\n\r\n{PAGE.format(BEFORE, markup, AFTER)}\r\n"
    if plain is None:
        return (head + page).encode()
    text = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{BEFORE}\r\n\r\n{plain}\r\n\r\n{AFTER}\r\n"
    return (
        f'{head}Content-Type: multipart/alternative; boundary="x"\r\n\r\n--x\r\n{text}--x\r\n{page}--x--\r\n'
    ).encode()


HIDDEN: dict[str, bytes] = {
    "not displayed": mail(f'<p style="display:none">{SECRET}</p>'),
    "white in a font": mail(f'<font color="#ffffff">{SECRET}</font>'),
    "white by a sheet": mail(f"<style>td p{{color:#fff}}</style><table><tr><td><p>{SECRET}</p></table>"),
    "by a rule in a rule": mail(f"<style>.a{{.b{{display:none}}}}</style><div class=a><p class=b>{SECRET}</p></div>"),
    "in what pops up": mail(f"<div popover>{SECRET}</div>"),
    "hidden for Outlook": mail(f'<span style="mso-hide:all;display:none">{SECRET}</span>'),
    "a line before the text": mail(f'<div style="max-height:0;overflow:hidden;font-size:1px">{SECRET}</div>'),
    "spelled out in the plain text": mail(f'<p style="display:none">{SECRET}</p>', SECRET),
    "white, and spelled out in the plain text": mail(f'<p style="color:white">{SECRET}</p>', SECRET),
}
SEEN: dict[str, bytes] = {
    "plain": mail(f"<p>{SECRET}</p>"),
    "in both": mail(f'<p style="color:#333">{SECRET}</p>', SECRET),
    "white on a dark row": mail(f'<table><tr><td bgcolor="#003366" style="color:#fff">{SECRET}</td></tr></table>'),
}


def planted() -> Iterator[Planted]:
    """All of them."""
    for is_hidden, files in ((True, HIDDEN), (False, SEEN)):
        for name, content in files.items():
            yield Planted(name, f"{len(name)}.eml", content, is_hidden)
