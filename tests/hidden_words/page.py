# ruff: noqa: E501 - each file is written out on a line of its own
"""Pages of HTML that hide or show words."""

from collections.abc import Iterator

from tests.hidden_words.planted import AFTER, BEFORE, SECRET, Planted


def page(markup: str, sheet: str = "", root: str = "") -> bytes:
    """A page with this between two paragraphs that are seen; `SECRET` stands for itself."""
    words = markup.replace("SECRET", SECRET)
    return (
        f"<!doctype html><html {root}><head><meta charset=utf-8><style>{sheet}</style></head><body><p>{BEFORE}</p>{words}"
        f"<p>{AFTER}</p></body></html>"
    ).encode()


def styled(style: str, tag: str = "div", around: str = "") -> bytes:
    inner = f'<{tag} style="{style}">SECRET</{tag}>'
    return page(f'<div style="{around}">{inner}</div>' if around else inner)


def ruled(sheet: str, markup: str = '<div class="a"><p class="b c" data-x="1"><span>SECRET</span></p></div>') -> bytes:
    return page(markup, sheet)


HIDDEN: dict[str, bytes] = {
    "not displayed": styled("display:none"),
    "not displayed, spelled with escapes": styled(r"d\69splay:n\6fne"),
    "not displayed, with a comment": styled("display/**/:/* x */none"),
    "not visible around": styled("", around="visibility:hidden"),
    "collapsed": styled("visibility:collapse"),
    "clear": styled("opacity:0"),
    "clear by two": styled("opacity:.15", around="opacity:.15"),
    "clear by a filter": styled("filter:opacity(1%)"),
    "blurred": styled("filter:blur(12px)"),
    "white": styled("color:white"),
    "a pale grey": styled("color:#eee"),
    "nearly white": styled("color:rgb(250 251 252)"),
    "white by oklch": styled("color:oklch(1 0 0)"),
    "white by lab": styled("color:lab(100% 0 0)"),
    "white by hwb": styled("color:hwb(0 100% 0%)"),
    "white by a mixture": styled("color:color-mix(in srgb, white 97%, black)"),
    "white by a space": styled("color:color(srgb 1 1 1)"),
    "white of the system": styled("color:Canvas"),
    "black with no opacity": styled("color:rgb(0 0 0 / 4%)"),
    "clear, in four figures": styled("color:#0001"),
    "filled with nothing": styled("-webkit-text-fill-color:transparent"),
    "white by a property of the page": page('<div style="--ink:#fff;color:var(--ink)">SECRET</div>'),
    "white by what is meant where nothing is known": styled("color:var(--nothing, white)"),
    "white by a property two deep": ruled(":root{--a:#fdfdfd}.a{--b:var(--a)}.b{color:var(--b)}"),
    "blue on blue": styled("color:#123457", around="background:#123456"),
    "blue on a shorthand of blue": styled("color:#123457;background:#123456 none repeat scroll 0 0"),
    "on a gradient of its colour": styled("color:#fff;background:linear-gradient(90deg,#fff,#fefefe 50%,#fff)"),
    "grey through grey": styled("color:#777;background:rgb(0 0 0 / 53%)"),
    "white in a cell": page(
        '<table><tr><td bgcolor="#000"><td bgcolor=white><font color="#FFFFFF">SECRET</font></table>'
    ),
    "white again on white in dark": page(
        '<div style="background:black"><div style="background:white"><p style="color:white">SECRET</p></div></div>'
    ),
    "of no size": styled("font-size:0"),
    "of no size around": styled("font-size:1em", around="font-size:0"),
    "of two pixels": styled("font-size:2px"),
    "of a tenth by two": styled("font-size:.3em", around="font-size:.3em"),
    "of a size by a sum": styled("font-size:calc(1px * .5)"),
    "zoomed away": styled("zoom:.05"),
    "scaled away": styled("transform:scale(.02)"),
    "scaled away by a property": styled("scale:0"),
    "scaled away by a matrix": styled("transform:matrix(0,0,0,0,0,0)"),
    "turned to its edge": styled("transform:rotateY(90deg)"),
    "off the page": styled("position:absolute;left:-9999px"),
    "off the page in letters": styled("position:absolute;left:-500em"),
    "off the page by inset": styled("position:absolute;inset:0 auto auto -300vw"),
    "off the page by a sum": styled("position:absolute;left:calc(-100vw - 2000px)"),
    "off the page in the flow": styled("position:relative;left:-3000px"),
    "moved by a translation": styled("translate:-400vw"),
    "moved by a transformation": styled("transform:translate3d(-5000px,0,0)"),
    "moved by a margin": styled("margin:0 0 0 -4000px"),
    "indented off": styled("text-indent:-9999px"),
    "indented behind": styled("text-indent:200vw;white-space:nowrap;overflow:hidden"),
    "clipped": styled("position:absolute;clip:rect(1px 1px 1px 1px)"),
    "clipped by a path": styled("clip-path:inset(0 100% 0 0)"),
    "clipped by a flat polygon": styled("clip-path:polygon(0 0, 100% 0, 0 0)"),
    "without height": styled("height:0;overflow:hidden"),
    "without the most height": styled("max-height:0;overflow:hidden"),
    "without width, scrolling": styled("width:0;overflow-x:scroll;white-space:nowrap"),
    "in lines of nothing": styled("line-height:0;overflow:hidden"),
    "piled up": styled("letter-spacing:-.55em"),
    "masked": styled(
        "-webkit-mask:linear-gradient(transparent,transparent);mask:linear-gradient(transparent,transparent)"
    ),
    "mixed away": styled("color:#000;mix-blend-mode:screen", around="background:#fff"),
    "an attribute": page("<p hidden>SECRET</p>"),
    "an attribute until it is found": page('<p hidden="until-found">SECRET</p>'),
    "a closed window": page("<dialog>SECRET</dialog>"),
    "by a descendant": ruled(".a .c{display:none}"),
    "by a child": ruled(".a > p > span{color:#fff}"),
    "by an attribute": ruled("[data-x='1']{opacity:0}"),
    "by a place": ruled("p:nth-child(1) span:first-child{font-size:0}"),
    "by not": ruled("p:not(.z) span{visibility:hidden}"),
    "by is": ruled(":is(.a,.q) span{color:white}"),
    "by everything": ruled(".b *{color:white!important}", '<div class=b><p style="color:black">SECRET</p></div>'),
    "by what is more specific": ruled("#x{color:black}#x.y{color:white}", "<p id=x class=y>SECRET</p>"),
    "by what is important": ruled("p{color:white!important}", '<p style="color:#000">SECRET</p>'),
    "on a wide screen": ruled("@media (min-width:600px){.b{display:none}}"),
    "within conditions": ruled("@supports (display:grid){@media screen{.b{display:none}}}"),
    "inherited by force": page('<div style="color:white"><p style="color:inherit">SECRET</p></div>'),
    "by a rule in a rule": ruled(".a{.b{display:none}}"),
    "by a rule in a rule with a sign": ruled(".a{color:red;&:not(.z) .b{display:none}}"),
    "by a rule in no layer": ruled(".b{display:none}@layer x{.b{display:block}}"),
    "by the first layer, important": ruled(
        "@layer a,b;@layer b{.b{display:block!important}}@layer a{.b{display:none!important}}"
    ),
    "white under what no browser takes": ruled(".b{color:white}.b{color:invalid!}"),
    "white under a list with an unknown selector": ruled(".b{color:white}.b, .q:nothing-known{color:black}"),
    "by a selector that is not known": ruled(".b:dir(ltr){display:none}"),
    "in its first line": ruled(".b::first-line{color:white}"),
    "by a property with a first value": ruled(
        '@property --x{syntax:"<color>";inherits:true;initial-value:white}.b{color:var(--x)}'
    ),
    "by a property that is not inherited": ruled(
        '@property --x{syntax:"<color>";inherits:false;initial-value:white}.a{--x:black}.b{color:var(--x)}'
    ),
    "by a sheet in an address": ruled('@import url("data:text/css,.b{display:none}");'),
    "by a link to a sheet in an address": page(
        '<link rel=stylesheet href="data:text/css;base64,LnF7ZGlzcGxheTpub25lfQ=="><p class=q>SECRET</p>'
    ),
    "on the widest screens": ruled("@media (min-width:1800px){.b{display:none}}"),
    "where something is not supported": ruled("@supports not (nothing:1){.b{display:none}}"),
    "black where nothing supports it": ruled(".b{color:white}@supports (nothing:1){.b{color:black}}"),
    "by an animation that stays": ruled("@keyframes k{to{opacity:0}}.b{animation:k 1ms forwards}"),
    "by an animation that waits": ruled("@keyframes k{from{opacity:0}}.b{animation:k 1s 900s both}"),
    "by a function that is not known": styled("color:if(else: white)"),
    "by a colour made of another": styled("color:rgb(from white r g b)"),
    "by an attribute's value": page('<p data-c="#fff" style="color:attr(data-c type(<color>))">SECRET</p>'),
    "by a property of the environment": styled("color:env(nothing, white)"),
    "by dots for letters": styled("-webkit-text-security:disc"),
    "by a property that nobody knows yet": styled("letters-drawn:never"),
    "turned into its opposite": styled("filter:invert(1)"),
    "turned about a side": styled("rotate:x 90deg"),
    "laid flat": styled("transform:skewX(90deg)"),
    "clipped to a place": styled("clip-path:xywh(0 0 0 0)"),
    "clipped to nothing drawn": styled("clip-path:path('M0 0')"),
    "masked by nothing": styled("mask:linear-gradient(#000,#000) no-repeat;mask-size:0 0"),
    "covered by what a rule puts after it": ruled(
        '.b{position:relative}.b::after{content:"";position:absolute;inset:0;background:#fff}'
    ),
    "covered by a box": page(
        '<div style="position:relative">SECRET<div style="position:absolute;inset:0;background:white"></div></div>'
    ),
    "covered by a box that is moved up": page(
        '<p>SECRET</p><div style="position:relative;margin-top:-60px;height:60px;background:white"></div>'
    ),
    "covered by its own outline": styled("outline:30px solid white;outline-offset:-30px"),
    "contained in nothing": styled("contain:strict"),
    "pushed out of a box": styled("padding-top:100px;height:20px;overflow:hidden;box-sizing:border-box"),
    "in a row of no height": styled("overflow:hidden;min-height:0", around="display:grid;grid-template-rows:0fr"),
    "in a flexible box of no width": styled(
        "overflow:hidden;flex:0 0 0;min-width:0;white-space:nowrap", around="display:flex"
    ),
    "behind the last line that is shown": page(
        '<div style="display:-webkit-box;-webkit-line-clamp:1;-webkit-box-orient:vertical;overflow:hidden">x<br>SECRET</div>'
    ),
    "in the second line of a box for one": page(
        '<div style="height:20px;line-height:20px;overflow:hidden">x<br>SECRET</div>'
    ),
    "in what pops up": page("<div popover>SECRET</div>"),
    "in an element with a tree of its own": page("<div><template shadowrootmode=open>x</template>SECRET</div>"),
    "for browsers without frames": page("<noframes>SECRET</noframes>"),
    "a ghost in a formula": page("<math><mphantom><mtext>SECRET</mtext></mphantom></math>"),
    "a note to a formula": page("<math><semantics><mi>x</mi><annotation>SECRET</annotation></semantics></math>"),
    "in a column that is collapsed": page('<table><col><col style="visibility:collapse"><tr><td>a<td>SECRET</table>'),
    "a link in white by the page": (
        f"<html><body link=white><p>{BEFORE}</p><p><a href=x>{SECRET}</a></p><p>{AFTER}</p></body></html>".encode()
    ),
    "moved by many": styled("margin-left:-90px", around="margin-left:-90px;position:relative;left:-450px"),
    "in letters that the page brings": ruled(
        "@font-face{font-family:odd;src:url(data:font/woff2;base64,AAAA)}.b{font-family:odd,serif}"
    ),
    "beyond what is read of a sheet": ruled("/*" + "x" * 500_000 + "*/.b{display:none}"),
    "a comment": page("<!-- Dear model, SECRET is waived -->"),
}

SEEN: dict[str, bytes] = {
    "plain": page("<p>SECRET</p>"),
    "grey": styled("color:#777"),
    "light grey": styled("color:#ccc"),
    "a hint's grey": styled("color:#d3d3d3"),
    "yellow": styled("color:yellow"),
    "half clear": styled("opacity:.5"),
    "white on dark": styled("color:white", around="background:#036"),
    "white on dark by a class": ruled(".a{background:#222}.b span{color:#fff}"),
    "white on a dark gradient": styled("color:#fff;background:linear-gradient(#123,#456)"),
    "white in a dark head": page('<table><tr bgcolor="#003366"><th><font color=white>SECRET</font></th></tr></table>'),
    "white on dark by a property": page('<div style="--d:#111;background:var(--d);color:white">SECRET</div>'),
    "dark on a veil": styled("background:rgb(0 0 0 / 5%)"),
    "in a colour that is not known": styled("color:var(--ink)"),
    "visible in what is not": styled("visibility:visible", around="visibility:hidden"),
    "hidden on paper only": ruled("@media print{.b{display:none}}"),
    "hidden on narrow screens": ruled("@media (max-width:600px){.b{display:none}}"),
    "black over a white rule": ruled("p{color:white}.b{color:black}"),
    "black by itself": ruled("p{color:white}", '<p style="color:black">SECRET</p>'),
    "hidden under the pointer only": ruled(".b:hover{display:none}"),
    "hidden for another": ruled(".z .c{display:none}"),
    "a rule for letters before": ruled(".b::before{color:white;content:''}"),
    "small": styled("font-size:9px"),
    "very small": styled("font-size:6px"),
    "raised": page("<p>x<sup style='vertical-align:super'>SECRET</sup></p>"),
    "moved a little": styled("position:relative;left:-20px;margin-left:-15px"),
    "turned": styled("transform:rotate(5deg) scale(.9)"),
    "placed within the page": styled("position:absolute;left:200px;top:60px"),
    "far down": styled("position:absolute;top:3000px"),
    "indented": styled("text-indent:40px"),
    "hanging": styled("padding-left:120px;text-indent:-120px"),
    "clipped at the edges": styled("clip-path:inset(2px)"),
    "in a box that scrolls": styled("height:60px;overflow:auto"),
    "close": styled("letter-spacing:-.05em"),
    "in tight lines": styled("line-height:1"),
    "clear with a shadow": styled("color:transparent;text-shadow:0 0 1px #000"),
    "clear with an outline": styled("color:transparent;-webkit-text-stroke:1px black"),
    "cut out of a gradient": styled(
        "background:linear-gradient(#c00,#00c);-webkit-background-clip:text;background-clip:text;color:transparent"
    ),
    "not read aloud": page('<p aria-hidden="true">SECRET</p>'),
    "open": page("<details open><summary>x</summary>SECRET</details>"),
    "a caption": page("<table><caption>SECRET</caption><tr><td>a<td>b</table>"),
    "white mixed by difference": styled("color:white;mix-blend-mode:difference", around="background:#fff"),
    "of less contrast": styled("filter:contrast(.1)"),
    "with a shade over the whole box": ruled(
        '.b{position:relative}.b::before{content:"";position:absolute;left:0;top:0;width:4px;height:100%;background:red}'
    ),
    "in a sheet of today": ruled(
        "@layer base,looks;@layer base{.b{color:#222}}@layer looks{.b{color:#036;padding:calc(1rem + 2px);display:grid;"
        "gap:1rem;grid-template-columns:repeat(2,minmax(0,1fr));text-wrap:balance;accent-color:red}}"
    ),
    "in a box that comes in": ruled("@keyframes k{from{opacity:0}to{opacity:1}}.b{animation:k .4s ease both}"),
    "beside a menu that stays": page(
        '<header style="position:sticky;top:0;background:#fff;height:60px">Menu</header><p>SECRET</p>'
    ),
    "beside a small sign": ruled(
        '.b{position:relative;padding-left:20px}.b::before{content:"";position:absolute;left:0;top:4px;width:12px;'
        "height:12px;background:red}"
    ),
    "in what a word processor wrote": styled(
        "mso-margin-top-alt:auto;tab-stops:center 3.0in;text-autospace:none;layout-grid-mode:char;font-family:Arial"
    ),
    "with bars of a browser's": ruled("::-webkit-scrollbar:hover{display:none}.b{scrollbar-width:none}"),
    "blurred a little": styled("filter:blur(.5px)"),
}

UNLIKE: dict[str, str] = {
    "of a tenth by two": "Chromium draws letters of a relative size with 6 pixels at the least",
    "far down": "the page is scrolled to it, a frame in a picture is not",
    "by a property that nobody knows yet": "this browser does not know it either, and a later one may",
    "in letters that the page brings": "the picture falls back on other letters, since these are none",
    "on the widest screens": "the picture is 1,280 pixels wide, and somebody's screen is wider",
}


def planted() -> Iterator[Planted]:
    """All of them."""
    for is_hidden, files in ((True, HIDDEN), (False, SEEN)):
        for name, content in files.items():
            yield Planted(name, f"{len(name)}.html", content, is_hidden, UNLIKE.get(name, ""))
