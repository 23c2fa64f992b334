"""Pages: templates filled with views, and nothing that was not escaped."""

import re
from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from pincite.answering.sureness import how_sure
from pincite.views.carried import counts_said, looked_through
from pincite.views.days import day_of, in_words
from pincite.views.printed import visible
from pincite.views.wording import CLOSEST, FOUND, FOUND_SO_FAR, HAVING, LACKS, as_quoted, counted, dollars
from pincite.web.assets import address

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context
    from markupsafe import Markup

    from pincite.web.server import Visitor

FRAGMENT = "hx-request"
"""The header by which htmx says that it wants a part of a page."""


class Pages:
    """The templates of all pages."""

    @cached_property
    def templates(self) -> "Environment":
        """The environment in which they are filled: whatever a template prints is escaped."""
        from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context

        @pass_context
        def sentence(context: "Context", text: str) -> str:
            return _sentence(text, *(name for name in (context.get("user"), context.get("who")) if name))

        made = Environment(
            loader=PackageLoader("pincite.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        made.filters |= {
            "visible": visible,
            "named": _named,
            "counted": _counted,
            "quoted": as_quoted,
            "how_sure": how_sure,
            "counts_said": counts_said,
            "looked": lambda turn: _capital(looked_through(turn)),
            "day": _day,
            "date": day_of,
            "moment": _moment,
            "seconds": _seconds,
            "dollars": dollars,
            "sentence": sentence,
            "capital": _capital,
        }
        made.globals |= {
            "static": address,
            "closest_words": CLOSEST.rstrip(":"),
            "found_words": FOUND.rstrip(":"),
            "found_so_far_words": FOUND_SO_FAR.rstrip(":"),
            "lacks_words": LACKS.rstrip(":"),
            "having_words": HAVING.rstrip(":"),
        }
        return made

    def text(self, template: str, visitor: "Visitor | None", **values: object) -> str:
        """A template, filled."""
        return self.templates.get_template(template).render(
            user=visitor.user if visitor is not None else None,
            form_token=visitor.browser.form_token if visitor is not None else None,
            **values,
        )

    def page(
        self, template: str, visitor: "Visitor | None" = None, status: HTTPStatus = HTTPStatus.OK, **values: object
    ) -> Response:
        """A page."""
        return HTMLResponse(self.text(template, visitor, **values), status)

    def failure(self, request: Request, status: HTTPStatus, sentence: str) -> Response:
        """A page that says in one sentence what failed; a part of one where only a part was asked for."""
        template = "failure_part.html" if FRAGMENT in request.headers else "failure.html"
        visitor: Visitor | None = getattr(request.state, "visitor", None)
        said = _sentence(sentence, *([visitor.user] if visitor is not None else []))
        return self.page(template, visitor, status, number=status.value, sentence=said)


PAGES = Pages()

_NAME = re.compile(r"\S*\w[.@_/\\]\w")
"""What begins with a user's name, an address or the name of a file, as its first word shows by the sign within it."""


def _named(words: str, name: str) -> "Markup":
    """Words that may begin with a name: one in Hebrew or Arabic keeps its direction to itself.

    Otherwise the figures behind it would stand before it: "§ 2" of a document comes after what it is called.
    """
    from markupsafe import Markup, escape

    shown, called = visible(words), visible(name)
    if not (called and shown.startswith(called) and any(bidirectional(letter) in ("R", "AL") for letter in called)):
        return escape(shown)
    return Markup("<bdi>{}</bdi>{}").format(called, shown[len(called) :])


def _sentence(text: str, *names: str) -> str:
    """A message as a sentence of its own: with a full stop, and a capital unless it begins with a name.

    >>> _sentence("vera is a member already", "vera"), _sentence("nobody may")
    ('vera is a member already.', 'Nobody may.')
    >>> _sentence("maud.ellery cannot do this")
    'maud.ellery cannot do this.'
    """
    text = text.strip()
    if not (_NAME.match(text) or any(re.match(rf"{re.escape(name)}(?!\w)", text) for name in names)):
        text = _capital(text)
    return text + ("" if text[-1:] in ".?!" else ".")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _counted(number: int, thing: str) -> str:
    return counted(number, thing)


def _day(moment: str) -> str:
    return in_words(datetime.fromisoformat(moment))


def _moment(moment: str) -> str:
    """A time as a page without a script shows it; the script puts it in the reader's own time zone."""
    return f"{_day(moment)}, {datetime.fromisoformat(moment):%H:%M} UTC"


def _seconds(seconds: float) -> str:
    """A time that is left, as roughly as it is known."""
    if seconds < 10:
        return "a few seconds"
    if seconds < 90:
        return f"{round(seconds, -1):.0f} seconds"
    return counted(round(seconds / 60), "minute")
