# ruff: noqa: E501 - each page is written out on a line of its own
"""Further pages that hide words: by what a browser builds of bad markup, boxes, covers, filters and values it drops."""

from collections.abc import Iterator

from tests.hidden_words.page import page, ruled, styled
from tests.hidden_words.planted import Planted

HIDDEN: dict[str, bytes] = {
    "in a low box of no width that cuts off": page(
        '<div style="overflow:hidden;height:20px;width:0px"><p>SECRET</p><p>More words.</p></div>'
    ),
    "in a low box of no width in shares": page(
        '<div style="overflow:hidden;height:20px;max-width:calc(0px)"><b>SECRET</b></div>'
    ),
    "in a font of signs": page('<p style="font-family:Wingdings">SECRET</p>'),
    "in a font of signs around": page("<div style='font-family:\"Zapf Dingbats\", serif'><b>SECRET</b></div>"),
    "in a font of signs by all about it": page('<p style="font:italic 12px/1.2 Webdings">SECRET</p>'),
    "in a font of signs of old pages": page('<font face="Symbol">SECRET</font>'),
    "sepia: yellow on white": styled("color:#ff0;filter:grayscale(1)"),
    "saturate 0 yellow": styled("color:#ff0;filter:saturate(0)"),
    "around grayscale": styled("color:#ff0", around="filter:grayscale(1)"),
    "text fill inherits over color": page(
        '<div style="-webkit-text-fill-color:#fff"><p style="color:#000">SECRET</p></div>'
    ),
    "white on white svg bg": styled("color:#fff;background:#000 linear-gradient(#fff,#fff)"),
    "multiple backgrounds": styled("color:#fff;background:linear-gradient(#fff,#fff),linear-gradient(#000,#000)"),
    "gradient hard stop": styled("color:#fff;background:linear-gradient(90deg,#fff 0 95%,#000 95%)"),
    "gradient hard stop vertical": styled("color:#fff;background:linear-gradient(#000 1px,#fff 1px)"),
    "radial gradient corner": styled("color:#fff;background:radial-gradient(circle at 100% 100%,#000 1px,#fff 2px)"),
    "repeating gradient": styled("color:#fff;background:repeating-linear-gradient(#fff 0 50px,#000 50px 51px)"),
    "gradient on dark, letters the main colour": styled("color:#003;background:linear-gradient(90deg,#003 90%,#fff)"),
    "bottom -40 in overflow hidden": styled(
        "position:absolute;bottom:-40px", around="overflow:hidden;position:relative;height:40px"
    ),
    "top -60 in hidden": styled("position:absolute;top:-60px", around="overflow:hidden;position:relative;height:60px"),
    "margin-top -60 in hidden": styled("margin-top:-60px", around="overflow:hidden;height:60px"),
    "border-top in hidden": styled("border-top:60px solid #fff;height:60px;box-sizing:border-box;overflow:hidden"),
    "relative left -400": styled("position:relative;left:-500px;width:480px"),
    "rotate origin 50000": styled("transform:rotate(180deg);transform-origin:0 -50%"),
    "column hidden second": page(
        '<div style="column-width:600px;height:40px;column-fill:auto;overflow:hidden;width:600px"><p>Some words.</p><p>SECRET</p></div>'
    ),
    "flex shrink 0 off": page(
        '<div style="display:flex;width:400px;overflow:hidden"><div style="flex:0 0 400px">x</div><div style="flex:0 0 400px">SECRET</div></div>'
    ),
    "grid off": page(
        '<div style="display:grid;grid-template-columns:600px 600px;width:600px;overflow:hidden"><div>x</div><div>SECRET</div></div>'
    ),
    "after tall sibling in hidden box": page(
        '<div style="height:40px;overflow:hidden"><p>x</p><p>x</p><p>SECRET</p></div>'
    ),
    "after tall image in hidden": page(
        '<div style="height:40px;overflow:hidden"><img height=60 width=10><p>SECRET</p></div>'
    ),
    "after hr margin in hidden": page(
        '<div style="height:40px;overflow:hidden"><hr style="margin-bottom:60px"><p>SECRET</p></div>'
    ),
    "after big font in hidden": page(
        '<div style="height:40px;overflow:hidden"><p style="font-size:60px">x</p><p>SECRET</p></div>'
    ),
    "after sibling height by rule in hidden": ruled(
        ".a{height:40px;overflow:hidden}.s{height:50px}", "<div class=a><div class=s></div><p class=c>SECRET</p></div>"
    ),
    "after sibling pseudo content in hidden": ruled(
        ".a{height:40px;overflow:hidden}.a::before{content:'';display:block;height:60px}",
        "<div class=a><p class=c>SECRET</p></div>",
    ),
    "height % of small": styled("height:1%;overflow:hidden", around="height:40px"),
    "max-height % of small": styled("max-height:5%;overflow:hidden", around="height:40px"),
    "width % of small": styled("width:1%;overflow:hidden;white-space:nowrap", around="width:300px"),
    "clip path inset 10 lots": page(
        '<div style="clip-path:inset(0 0 14% 0);height:300px;position:relative"><p style="position:absolute;bottom:0;margin:0">SECRET</p></div>'
    ),
    "clip path inset px": page('<p style="clip-path:inset(12px 0 12px 0);margin:0;line-height:20px">SECRET</p>'),
    "details summary moved": page(
        '<details><summary style="position:absolute;left:-9999px">x</summary>SECRET</details>'
    ),
    "details summary white": page('<details><summary style="color:#fff;list-style:none">x</summary>SECRET</details>'),
    "details summary empty listless": page('<details><summary style="list-style:none"></summary>SECRET</details>'),
    "details name inert": page("<details inert><summary>x</summary>SECRET</details>"),
    "details pointer-events none around": page(
        '<div style="pointer-events:none"><details><summary>x</summary>SECRET</details></div>'
    ),
    "summary 0 size by rule": ruled(
        "summary{height:0;overflow:hidden}", "<details><summary>x</summary>SECRET</details>"
    ),
    "input size 1": page('<input type=text size=1 value="SECRET">'),
    "textarea cols 1 rows1": page("<textarea cols=1 rows=1>" + "x\n" * 20 + "SECRET</textarea>"),
    "table fixed zero width col": page(
        '<table style="table-layout:fixed;width:200px"><col style="width:0"><col><tr><td style="overflow:hidden;padding:0;white-space:nowrap">SECRET</td><td>x</td></tr></table>'
    ),
    "math mpadded 0": page('<math><mpadded width="0" height="0" depth="0"><mtext>SECRET</mtext></mpadded>x</math>'),
    "math mathbackground": page('<math><mtext mathcolor="#123" mathbackground="#123">SECRET</mtext></math>'),
    "dialog open default cover": page(
        '<p>SECRET</p><dialog open style="width:2000px;height:900px;margin:0;top:0;padding:0;border:0"></dialog>'
    ),
    "dialog abs over": page(
        '<div style="position:relative"><p>SECRET</p><dialog open style="top:0;left:0;right:0;margin:0;height:80px;width:100%">x</dialog></div>'
    ),
    "bgcolor table neg margin": page(
        '<p>SECRET</p><table bgcolor=white width=100% height=60 style="position:relative;top:-60px"><tr><td>x</table>'
    ),
    "bgcolor td rel": page(
        '<p>SECRET</p><div style="position:relative;top:-60px"><table bgcolor=white width=100% height=60><tr><td>x</table></div>'
    ),
    "cover child bg": page(
        '<p>SECRET</p><div style="position:relative;top:-60px"><div style="background:#fff;height:60px"></div></div>'
    ),
    "cover child bg margin": page(
        '<p>SECRET</p><div style="margin-top:-60px;position:relative"><div><p style="background:#fff;height:60px">x</p></div></div>'
    ),
    "abs cover child bg": page(
        '<div style="position:relative"><p>SECRET</p><div style="position:absolute;inset:0"><div style="background:#fff;height:100%"></div></div></div>'
    ),
    "abs cover child many": page(
        '<div style="position:relative"><p>SECRET</p><div style="position:absolute;inset:0"><table bgcolor="#ffffff" width=100% height=100%><tr><td>Other words</table></div></div>'
    ),
    "hr size color": page('<p>SECRET</p><hr size=60 color=white noshade style="position:relative;top:-70px">'),
    "hr size margin": page(
        '<p style="margin:0;height:0">SECRET</p><hr size=60 color=white style="position:relative;margin:0">'
    ),
    "pseudo cover margin": ruled(
        ".a::after{content:'';display:block;position:relative;margin-top:-60px;height:60px;background:#fff}"
    ),
    "block chars neg margin": page(
        '<p style="margin:0">SECRET</p><p style="margin:-18px 0 0;color:#fff;letter-spacing:-1px">████████████████████████████████████████████</p>'
    ),
    "stroke small .1em paint": styled("-webkit-text-stroke:.15em #fff"),
    "backdrop-filter over": page(
        '<div style="position:relative"><p>SECRET</p><div style="position:absolute;inset:0;backdrop-filter:blur(20px)"></div></div>'
    ),
    "body overflow hidden 100vh": page(
        '<style>html,body{overflow:hidden;height:100vh;margin:0}</style><div style="height:120vh"></div><p>SECRET</p>'
    ),
    "html overflow hidden and many brs": page("<style>html{overflow:hidden}</style>" + "<br>" * 80 + "<p>SECRET</p>"),
    "body overflow hidden margin": page('<style>body{overflow:hidden}</style><p style="margin-top:3000px">SECRET</p>'),
    "visibility nonsense": styled("visibility:hidden;visibility:shown"),
    "opacity nonsense": styled("opacity:0;opacity:full"),
    "transform nonsense": styled("transform:scale(0);transform:scale(1,1,1,1)"),
    "overflow nonsense": styled("height:0;overflow:hidden;overflow:vis"),
    "background nonsense2": styled("color:#fff;background:#fff;background:#000 nonsense foo"),
    "bg shorthand invalid dims": styled("color:#fff;background:#000 10px 10px 10px 10px 10px"),
    "misnested b": page('<b style="color:#fff"><p>SECRET</b></p>'),
    "formatting reconstruct": page("<p><font color=white>x</p><p>SECRET</p></font>"),
    "formatting reconstruct 2": page('<div><b style="font-size:1px">x</div><div>SECRET</div></b>'),
    "body in body style": b'<!doctype html><html><body><p>Seen before it.</p><body style="color:#fff"><p>The secret fee is ninety thousand dollars.</p></body></html>',
    "html second style": b'<!doctype html><html><body><p style="color:#000">Seen before it.</p><html style="color:#fff"><p>The secret fee is ninety thousand dollars.</p></body></html>',
    "frameset": b"<!doctype html><html><head></head><frameset><frame></frameset><p>The secret fee is ninety thousand dollars.</p></html>",
    "xhtml self closing div": page('<div style="display:none"/>SECRET'),
    "dir rtl margin-right": page('<div dir=rtl><p style="margin-right:-3000px;width:500px">SECRET</p></div>'),
    "dir rtl margin-right+": page('<div dir=rtl><p style="margin-right:3000px;width:500px">SECRET</p></div>'),
    "dir rtl left": page('<div dir=rtl><p style="position:relative;right:1500px">SECRET</p></div>'),
    "right align huge width -- overflow left": page(
        '<div style="display:flex;justify-content:flex-end;width:300px"><div style="flex:0 0 3000px">SECRET</div></div>'
    ),
    "flex center overflow left": page(
        '<div style="display:flex;justify-content:center;width:300px"><div style="flex:0 0 4000px">SECRET</div></div>'
    ),
    "flex row-reverse overflow": page(
        '<div style="display:flex;flex-direction:row-reverse;width:300px"><div style="flex:0 0 400px;margin-left:3px">x</div><div style="flex:0 0 800px">SECRET</div></div>'
    ),
    "vertical-align": page(
        '<div style="height:30px;overflow:hidden"><span style="vertical-align:-50px">SECRET</span></div>'
    ),
    "sup in overflow": page(
        '<div style="height:30px;overflow:hidden"><span style="position:relative;bottom:50px">SECRET</span></div>'
    ),
    "under signs that fill their place": page(
        '<div style="position:relative"><p style="margin:0">SECRET</p><span style="position:absolute;left:0;top:0;color:#fff">█████████████████████████████████</span></div>'
    ),
    "in a program closed by a slash": page("<script/>SECRET</script>"),
    "by a body's rule beside a program": page(
        "<script>1</script><style>body > p ~ p{display:none}</style><p>SECRET</p>"
    ),
    "a word too many for visibility": styled("visibility:hidden;visibility:visible visible"),
    "a unit at an opacity": styled("opacity:0;opacity:1px"),
    "a colour too many": styled("color:#fff;background:#fff;background:#000 #000"),
    "a length too many": styled("overflow:hidden;height:0;height:auto auto"),
}

SEEN: dict[str, bytes] = {
    "in a font of letters before one of signs": page('<p style="font-family:Arial, Symbol">SECRET</p>'),
    "in a font of letters within one of signs": page(
        '<p style="font-family:Symbol"><b style="font-family:Arial">SECRET</b></p>'
    ),
    "red made grey": styled("color:#a00;filter:grayscale(1)"),
    "white on a dark gradient": styled("color:#fff;background:linear-gradient(#000,#333)"),
    "white filled with black around it": page(
        '<div style="-webkit-text-fill-color:#000"><p style="color:#fff">SECRET</p></div>'
    ),
    "white on two dark layers": styled("color:#fff;background:linear-gradient(#111,#222),#000"),
    "in a box with room": page('<div style="height:200px;overflow:hidden"><p>x</p><p>SECRET</p></div>'),
    "alone in a low box": page('<div style="height:40px;overflow:hidden">SECRET</div>'),
    "in a row of parts": page('<div style="display:flex"><div style="flex:0 0 200px">x</div><div>SECRET</div></div>'),
    "moved a little to the left": styled("position:relative;left:-5px"),
    "in details with a styled summary": page(
        '<details open><summary style="color:#036;list-style:none">Open</summary>SECRET</details>'
    ),
    "in a column of a share": page('<table><col style="width:70%"><col><tr><td>SECRET<td>x</table>'),
    "in a wide field": page('<input type=text size=60 value="SECRET">'),
    "in a field of many columns": page("<textarea cols=60 rows=3>SECRET</textarea>"),
    "bold that is not nested": page("<b><p>SECRET</b></p>"),
    "in a dark font that is not closed": page("<p><font color=navy>x<p>SECRET</p>"),
    "behind an anchor closed by a slash": page('<a name="x"/>SECRET'),
    "behind a part closed by a slash": page('<div style="margin:1em"/>SECRET'),
    "from right to left with a margin": page('<div dir=rtl style="padding-right:30px"><p>SECRET</p></div>'),
    "in a short page that is not scrolled": page("<style>body{overflow:hidden}</style><p>SECRET</p>"),
    "over a thin rule": page("<p>SECRET</p><hr size=3>"),
    "under a part that is moved and paints nothing": page(
        '<p>SECRET</p><div style="position:relative;top:-2px">x</div>'
    ),
    "with a thin stroke": styled("-webkit-text-stroke:.3px #000"),
    "with values that browsers take": styled(
        "visibility:visible;opacity:1;overflow:visible;transform:rotate(1deg);background:#fff no-repeat 0 0"
    ),
    "clipped by nothing": styled("clip-path:inset(0)"),
    "with a backdrop of its own": styled("backdrop-filter:blur(2px)"),
}


def planted() -> Iterator[Planted]:
    """All of them."""
    for is_hidden, files in ((True, HIDDEN), (False, SEEN)):
        for name, content in files.items():
            yield Planted(name, f"odder{len(name)}.html", content, is_hidden)
