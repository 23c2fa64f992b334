"""A page for people to read: no script, no external content, fit for print, light and dark.

Its words may come from outside. Each goes through `plot.words`, which removes all markup. Should that ever fail, the
page's own policy lets nothing be loaded or run.
"""

from collections.abc import Iterable
from pathlib import Path

from pincite.evaluation.charts.drawing import words

STYLE = Path(__file__).with_name("page.css")

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What the browser may load or run for the page: nothing, except inline styles."""


def sheet(title: str, parts: Iterable[str]) -> str:
    """The whole page as HTML, to be written in UTF-8. `parts` are markup; the title is plain words."""
    style = STYLE.read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{words(title)}</title>\n<style>{style}</style>\n</head>\n"
        f"<body>\n{''.join(parts)}</body>\n</html>\n"
    )


def tile(name: str, value: str, note: str) -> str:
    """One figure at the top of a page; all three arguments are plain words."""
    return f"<div><dt>{words(name)}</dt><dd>{words(value)}<small>{words(note)}</small></dd></div>"
