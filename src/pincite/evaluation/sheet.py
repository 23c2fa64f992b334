"""A page that a person reads: no script, nothing from elsewhere, fit for print, light and dark.

What stands in it may come from elsewhere. Each word goes through `plot.words`, which leaves no markup in it, and the
page's own policy lets nothing be loaded or run, should that ever fail.
"""

from collections.abc import Iterable
from pathlib import Path

from pincite.evaluation.plot import words

STYLE = Path(__file__).with_name("page.css")

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What the browser may load or run for the page: nothing; styles may stand in it."""


def sheet(title: str, parts: Iterable[str]) -> str:
    """The whole page as HTML, in UTF-8 when written; `parts` are markup, the title is words."""
    style = STYLE.read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{words(title)}</title>\n<style>{style}</style>\n</head>\n"
        f"<body>\n{''.join(parts)}</body>\n</html>\n"
    )


def tile(name: str, value: str, note: str) -> str:
    """One figure at the head of a page; all three are words."""
    return f"<div><dt>{words(name)}</dt><dd>{words(value)}<small>{words(note)}</small></dd></div>"
