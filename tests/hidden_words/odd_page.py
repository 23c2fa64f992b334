# ruff: noqa: E501 - each page is written out on a line of its own
"""Pages that hide words in ways that had not been thought of, and pages that look like them and show theirs."""

from collections.abc import Iterator

from tests.hidden_words.page import page, ruled, styled
from tests.hidden_words.planted import AFTER, BEFORE, SECRET, Planted

OLD = "<html><style>.HIDE{{display:none}}#xx{{color:#fff}}</style><p>{}</p><p {}>{}</p><p>{}</p></html>"

HIDDEN: dict[str, bytes] = {
    "of no contrast on its own paper": styled("background:#fff;filter:contrast(0)"),
    "mixed away by overlay": styled("color:#808080;mix-blend-mode:overlay", around="background:#fff"),
    "mixed away by soft light": styled("color:#808080;mix-blend-mode:soft-light", around="background:#fff"),
    "mixed away by hue": styled("color:#000;mix-blend-mode:hue", around="background:#fff"),
    "mixed away by saturation": styled("color:#333;mix-blend-mode:saturation", around="background:#fff"),
    "far behind the page": styled("transform:perspective(1px) translateZ(-9999px)"),
    "behind whoever looks": styled("transform:translateZ(2000px)", around="perspective:100px"),
    "far behind the page by rules": ruled(".a{perspective:200px}.b{transform:translate3d(0,0,-99999px)}"),
    "far behind the page by a property": styled("translate:0 0 -9999px", around="perspective:1px"),
    "under the shadow of a line": page(
        '<p>SECRET</p><div style="height:1px;box-shadow:0 -40px 0 40px #fff;position:relative"></div>'
    ),
    "under a wide shadow": page(
        '<div style="position:relative;width:10px;height:10px;box-shadow:0 0 0 900px #fff"></div><p style="position:relative;z-index:-1">SECRET</p>'
    ),
    "under a thick border": page(
        '<p style="height:20px">SECRET</p><div style="position:relative;top:-60px;border-top:60px solid #fff"></div>'
    ),
    "under a thick outline": page(
        '<p>SECRET</p><div style="position:relative;outline:60px solid white;height:1px"></div>'
    ),
    "under a thick border below": page(
        '<p>SECRET</p><div style="position:relative;margin-top:-50px;border-bottom:60px solid white"></div>'
    ),
    "a colour for dark windows": styled("color:light-dark(#000,#fff);color-scheme:dark;background:#fff"),
    "the system's letters of a dark window": styled("color-scheme:dark;color:CanvasText;background:#fff"),
    "a colour for dark windows only": page(
        '<div style="color-scheme:only dark"><p style="color:light-dark(#000,#fefefe)">SECRET</p></div>'
    ),
    "the system's letters in a dark part": page(
        '<div style="color-scheme:dark"><p style="color:CanvasText;background:#fff">SECRET</p></div>'
    ),
    "on a mixture of its own colour": styled("color:#135;background:color-mix(in srgb,currentColor 98%,white)"),
    "of a size by its container": styled("font-size:.01cqw"),
    "adjusted to nothing": styled("font-size-adjust:.01"),
    "in lines that lie on one another": page(
        '<div style="line-height:0">SECRET<br>Other words lie here all along.</div>'
    ),
    "in paragraphs that lie on one another": ruled(
        ".a{line-height:0}.a p{margin:0}", "<div class=a><p>SECRET</p><p>Other words stand here.</p></div>"
    ),
    "white by what refers to itself": styled("--a:var(--b);--b:var(--a);color:var(--a,#fff)"),
    "white by rules that refer to one another": ruled(":root{--a:var(--b);--b:var(--a)}.b{color:var(--a,white)}"),
    "above the page": styled("position:absolute;bottom:2000px"),
    "moved out of a low box": styled("transform:translateY(200%)", around="height:20px;overflow:hidden"),
    "moved out of a low box by a rule": ruled(".a{height:20px;overflow:hidden}.b{margin-top:40px}"),
    "moved out of a low box in two steps": ruled(
        ".a{height:24px;overflow:hidden}.b{padding-top:15px}.b span{display:block;padding-top:15px}"
    ),
    "moved out of a narrow box": ruled(".a{width:200px;height:30px;overflow:hidden}.b{position:relative;left:220px}"),
    "moved out of a low box by a property": ruled(".a{height:24px;overflow:clip}.b{translate:0 110%}"),
    "in a field of no height": page('<textarea style="height:0;padding:0;border:0">SECRET</textarea>'),
    "in a field of no width": page('<input type=text size=1 style="width:2px" value="SECRET">'),
    "adjusted to a hundredth": styled("-webkit-text-size-adjust:1%;text-size-adjust:1%"),
    "clear with a shadow far away": styled("color:transparent;text-shadow:9000px 0 #000"),
    "clear with a hazy shadow": styled("color:transparent;text-shadow:0 0 90px #000"),
    "white on a gradient of no size": styled("color:#fff;background:linear-gradient(#000,#000) no-repeat 0 0/0 0"),
    "white on a gradient that lies elsewhere": styled(
        "color:#fff;background:linear-gradient(#000,#000) no-repeat -900px 0"
    ),
    "white beside its narrow paper": styled(
        "color:#fff;background:#000;background-clip:content-box;width:0;overflow:visible;white-space:nowrap"
    ),
    "white beyond its paper": styled("color:#fff;background:#000;width:2px;white-space:nowrap"),
    "white on paper of no height": styled("color:#fff;background:#000;height:0"),
    "white on low paper around": ruled(".a{background:#000;max-height:2px}.b{color:#fff}"),
    "white on a picture that may be missing": styled("color:#fff;background:url(x.png)"),
    "white on paper that is not drawn": styled("display:contents;background:#000;color:#fff"),
    "white below the paper of a line": page(
        '<span style="background:#000"><div style="color:#fff;position:relative;top:100px">SECRET</div></span>'
    ),
    "white in a block in a line with paper": page(
        '<span style="background:#000"><div style="color:#fff">SECRET</div></span>'
    ),
    "white outside of its dark box": page(
        '<div style="background:#000;width:100px;height:20px"><p style="position:absolute;top:300px;color:#fff">SECRET</p></div>'
    ),
    "white in a dark box without height": page(
        '<div style="background:#000"><p style="position:absolute;color:#fff">SECRET</p></div>'
    ),
    "white beside a dark box without height": page(
        '<div style="background:#000"><p style="float:left;color:#fff">SECRET</p></div>'
    ),
    "white moved out of its dark box": page(
        '<div style="background:#000;height:30px"><p style="position:relative;top:200px;color:#fff">SECRET</p></div>'
    ),
    "white moved out of its dark box by a transformation": page(
        '<div style="background:#000"><p style="transform:translateY(300px);color:#fff">SECRET</p></div>'
    ),
    "of no contrast by what is around": page(
        '<div style="filter:contrast(0);background:#fff"><p style="color:#000">SECRET</p></div>'
    ),
    "behind everything": page(
        '<p style="position:absolute;z-index:-5">SECRET</p><div style="background:#fff;height:300px">x</div>'
    ),
    "in what nobody can open": page('<details><summary style="display:none">x</summary>SECRET</details>'),
    "white by an earlier layer": ruled("@layer a{.b{color:#fff}}@layer b{.b{color:revert-layer}}"),
    "off the right side": styled("float:right;margin-right:-2000px"),
    "indented off the right side": styled("padding-left:3000px"),
    "at the end of an endless line": styled("width:99999px;text-align:right"),
    "behind spaces that run off": page(
        '<p style="white-space:nowrap;overflow:hidden">' + "&nbsp;" * 900 + "SECRET</p>"
    ),
    "white in a formula": page('<math><mtext mathcolor="#fff">SECRET</mtext></math>'),
    "tiny in a formula": page('<math><mtext mathsize="1px">SECRET</mtext></math>'),
    "by a class in other letters in an old page": OLD.format(BEFORE, "class=hide", SECRET, AFTER).encode(),
    "by a name in other letters in an old page": OLD.format(BEFORE, "id=XX", SECRET, AFTER).encode(),
}

SEEN: dict[str, bytes] = {
    "black made bright": styled("filter:brightness(100)", around="background:#fff"),
    "grey on white": styled("filter:contrast(0)", around=""),
    "in one column": styled("columns:1;height:20px;column-fill:auto;overflow:hidden", around=""),
    "with words that only parts before and after take": page(
        '<style>.q{content:"Something else"}</style><p class=q>SECRET</p>'
    ),
    "out of a box of no width": styled("width:0"),
    "over a border that fills its box": styled("border-image:linear-gradient(#fff,#fff) 1 fill / 90px"),
    "white on black, whatever a picture's size": styled("color:#fff;background:#000;background-size:0 0"),
    "in full kana": styled("text-transform:full-size-kana"),
    "with a margin that counts for nothing": styled("direction:rtl;margin-right:-9999px;width:300px"),
    "by a class in other letters": ruled(".B{display:none}"),
    "white in a dark box with room": page(
        '<div style="background:#003;padding:20px;width:600px"><p style="color:#fff">SECRET</p></div>'
    ),
    "white in a dark box placed in it": page(
        '<div style="background:#003;position:relative;height:200px">x<p style="position:absolute;left:20px;top:20px;color:#fff">SECRET</p></div>'
    ),
    "white in a dark line": page('<p>x <span style="background:#003;color:#fff">SECRET</span></p>'),
    "under a hazy shadow": page(
        '<p>SECRET</p><div style="position:relative;box-shadow:0 4px 24px 2px rgba(0,0,0,.2)">x</div>'
    ),
    "in a low box, moved a little": ruled(".a{height:60px;overflow:hidden}.b{margin-top:20px}"),
}


def planted() -> Iterator[Planted]:
    """All of them."""
    for is_hidden, files in ((True, HIDDEN), (False, SEEN)):
        for name, content in files.items():
            yield Planted(name, f"{len(name)}.html", content, is_hidden)
