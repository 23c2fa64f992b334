"""Markdown and XML that hide or show words."""

from collections.abc import Iterator

from tests.hidden_words.planted import AFTER, BEFORE, SECRET, Planted


def markdown(middle: str) -> bytes:
    return f"# Terms\n\n{BEFORE}\n\n{middle}\n\n{AFTER}\n".encode()


def xml(middle: str) -> bytes:
    return f'<?xml version="1.0"?><doc><para>{BEFORE}</para>{middle}<para>{AFTER}</para></doc>'.encode()


TAGS = "".join(chr(0xE0000 + ord(sign)) for sign in SECRET)

MARKDOWN_HIDDEN: dict[str, bytes] = {
    "a comment": markdown(f"<!-- {SECRET} -->"),
    "a definition that leads nowhere": markdown(f"[//]: # ({SECRET})"),
    "not displayed": markdown(f'<span style="display:none">{SECRET}</span>'),
    "white": markdown(f'Words <span style="color:#fff">{SECRET}</span> and more.'),
    "an attribute": markdown(f"<div hidden>\n\n{SECRET}\n\n</div>"),
    "a font": markdown(f'<font color="white" size="1">{SECRET}</font>'),
    "by a class": markdown(f'<style>.x {{ font-size: 0 }}</style>\n\n<p class="x">{SECRET}</p>'),
    "by a child": markdown(f"<style>#a > p {{ text-indent: -9000px }}</style>\n\n<div id='a'><p>{SECRET}</p></div>"),
    "by what stands alone": markdown(f"<style>main i:only-child{{opacity:0}}</style>\n\n<main><i>{SECRET}</i></main>"),
    "by what comes before": markdown(f"<style>b + i{{display:none}}</style>\n\n<p><b>x</b><i>{SECRET}</i></p>"),
    "in a template": markdown(f"<template>{SECRET}</template>"),
    "a sign in an attribute before": markdown(f'<span title="a > b" style="display:none">{SECRET}</span>'),
    "a part that nobody can open": markdown(
        f'<details><summary style="display:none">x</summary>\n\n{SECRET}\n\n</details>'
    ),
    "what pops up": markdown(f"<div popover>{SECRET}</div>"),
    "for browsers without programs": markdown(f"<noscript>{SECRET}</noscript>"),
    "in the place of a film": markdown(f"<video>{SECRET}</video>"),
    "in a drawing": markdown(f"<svg width=0 height=0><text>{SECRET}</text></svg>"),
    "other words for a picture in a tag": markdown(f'<img alt="{SECRET}">'),
    "a declaration": markdown(f"<!X {SECRET} >"),
    "covered by a box": markdown(
        f'<div style="position:relative">{SECRET}<div style="position:absolute;inset:0;background:#fff"></div></div>'
    ),
    "by a sheet in an address": markdown(
        f'<link rel=stylesheet href="data:text/css,p%7Bdisplay:none%7D"><p>{SECRET}</p>'
    ),
    "a tag of its own": markdown(f'<x-y style="display:none">{SECRET}</x-y>'),
    "a slash for a space": markdown(f'<span/style="display:none">{SECRET}</span>'),
    "spelled with figures": markdown(f'<span style="display&#58;none">{SECRET}</span>'),
    "the first of two styles": markdown(f'<span style="display:none" style="color:red">{SECRET}</span>'),
    "very deep": markdown(f'{"<div>" * 250}<p style="display:none">{SECRET}</p>'),
    "smaller and smaller": markdown(f"{'<sub>' * 14}{SECRET}"),
    "in a tag with a long attribute": markdown(f'<span data-a="{"x" * 3000}" style="display:none">{SECRET}</span>'),
    "deep in a part that is clear": markdown(f'<div style="opacity:0"><p><b>{SECRET}</b></p></div>'),
}
MARKDOWN_SEEN: dict[str, bytes] = {
    "in code that looks like a tag": markdown(f'`<span style="display:none">` {SECRET}'),
    "beside a tag with a link": markdown(f'<a href="http://a.b/c" title="x">x</a> {SECRET}'),
    "in a part that is opened": markdown(f"<details><summary>x</summary>\n\n{SECRET}\n\n</details>"),
    "plain": markdown(SECRET),
    "no child": markdown(f"<style>#a > i {{ display: none }}</style>\n\n<div id='a'><p><i>{SECRET}</i></p></div>"),
    "not alone": markdown(f"<style>main i:only-child{{opacity:0}}</style>\n\n<main><i>{SECRET}</i><i>x</i></main>"),
    "in code": markdown(f'`<span style="display:none">` {SECRET} `</span>`'),
    "in a fence": markdown(f"```html\n<p hidden>{SECRET}</p>\n```"),
    "grey": markdown(f'<span style="color:#888">{SECRET}</span>'),
    "behind what is hidden": markdown(f"<span hidden>x</span> {SECRET}"),
    "white on dark": markdown(f'<div style="background:#000;color:#fff">{SECRET}</div>'),
}
XML_HIDDEN: dict[str, bytes] = {
    "not displayed": xml(f'<para style="display:none">{SECRET}</para>'),
    "hidden": xml(f'<para hidden="true">{SECRET}</para>'),
    "not visible": xml(f'<part visibility="hidden"><para>{SECRET}</para></part>'),
    "white": xml(f'<block xmlns="http://www.w3.org/1999/XSL/Format" color="#ffffff">{SECRET}</block>'),
    "of no size": xml(f'<para>A word <e font-size="0pt">{SECRET}</e> more.</para>'),
}
XML_SEEN: dict[str, bytes] = {
    "plain": xml(f"<para>{SECRET}</para>"),
    "black": xml(f'<para color="#000000">{SECRET}</para>'),
    "a style of its own": xml(f'<para style="-uslm-lc:I658182">{SECRET}</para>'),
}


def planted() -> Iterator[Planted]:
    """All of them."""
    tables = (
        ("md", True, MARKDOWN_HIDDEN),
        ("md", False, MARKDOWN_SEEN),
        ("xml", True, XML_HIDDEN),
        ("xml", False, XML_SEEN),
    )
    for ending, is_hidden, files in tables:
        for name, content in files.items():
            yield Planted(name, f"{len(name)}.{ending}", content, is_hidden)
    for ending in ("txt", "md"):
        yield Planted("words in tags", f"tags.{ending}", f"{BEFORE} {TAGS} {AFTER}".encode(), is_hidden=True)
