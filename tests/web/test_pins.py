"""How a page names the place of a sentence below the name of its document."""

import re

import pytest

from pincite.views.turn import Pin, Said
from pincite.web.pages import PAGES

NAME = "Hosting Agreement, Centrack (6 Apr 1999)"


@pytest.mark.parametrize(
    ("cite", "heading", "shown", "beside"),
    [
        (f"{NAME} § 11", "Term", "§ 11", "Term"),
        (NAME, "TERM AND TERMINATION", "TERM AND TERMINATION", ""),
        (NAME, "", "In the document", ""),
    ],
)
def test_a_row_of_a_list_does_not_say_its_document_twice(cite: str, heading: str, shown: str, beside: str) -> None:
    pin = Pin("d", "v", 0, 9, cite, heading, "“Either party may end it.”", "", name=NAME)
    said = Said(1, "q.1", "Either party may end it.", True, (pin,), document=NAME)
    page = PAGES.text("said.html", None, said=said, identity="q", cite=None)
    [link] = re.findall(r'<a class="pin"[^>]*>(.*?)</a>(?: <i>(.*?)</i>)?', page)
    assert link == (shown, beside)
    assert f'aria-label="{cite}' in page


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("הסכם שכירות", "<bdi>הסכם שכירות</bdi> § 2, p. 3"),
        ("Lease <b>", "Lease &lt;b&gt; § 2, p. 3"),
    ],
    ids=["Hebrew", "Latin"],
)
def test_a_name_that_runs_from_right_to_left_leaves_the_section_behind_it(name: str, shown: str) -> None:
    pin = Pin("d", "v", 0, 9, f"{name} § 2, p. 3", "", "“The tenant pays.”", "", name=name)
    said = Said(1, "q.1", "The tenant pays.", True, (pin,))
    assert f">{shown}</a>" in PAGES.text("said.html", None, said=said, identity="q", cite=None)
