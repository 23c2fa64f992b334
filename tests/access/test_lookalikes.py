"""Names that a reader could take for others: refused wherever a name is made known, and named where they stand."""

import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.accepting import accept
from tests.access.stores import ADAPTERS, in_file

from pincite.access.lettering import lettering
from pincite.access.lookalikes import like, skeleton, unclear
from pincite.access.port import AccessStore
from pincite.access.scope import Principal
from pincite.errors import AccessError

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

OWNER = Principal("olga", "olga")
NAMES = Path(__file__).with_name("legitimate_names.txt").read_text(encoding="utf-8").splitlines()

IMITATIONS = {
    "variation selector": ("Larkspur", "Lark\ufe0fspur"),
    "variation selector of plane 14": ("Larkspur", "Larkspur\U000e0101"),
    "Mongolian selector": ("Larkspur", "Lark\u180bspur"),
    "Hangul filler": ("Larkspur", "Larkspur\u3164"),
    "half-width Hangul filler": ("Larkspur", "Lark\uffa0spur"),
    "Hangul choseong filler": ("Larkspur", "\u115fLarkspur"),
    "Hangul jungseong filler": ("Larkspur", "Lark\u1160spur"),
    "combining joiner": ("Larkspur", "Lark\u034fspur"),
    "zero-width space": ("Larkspur", "Lark\u200bspur"),
    "zero-width non-joiner": ("Larkspur", "Lark\u200cspur"),
    "zero-width joiner": ("Larkspur", "Lark\u200dspur"),
    "word joiner": ("Larkspur", "Lark\u2060spur"),
    "byte order mark": ("Larkspur", "Larkspur\ufeff"),
    "soft hyphen": ("Larkspur", "Lark\u00adspur"),
    "right-to-left override": ("Larkspur", "\u202erupskraL"),
    "isolate": ("Larkspur", "Lark\u2066spur\u2069"),
    "Arabic letter mark": ("Larkspur", "Larkspur\u061c"),
    "tags": ("Larkspur", "Larkspur\U000e0041\U000e007f"),
    "invisible times": ("Larkspur", "Lark\u2062spur"),
    "Khmer inherent vowel": ("Larkspur", "Lark\u17b4spur"),
    "blank Braille": ("Larkspur", "Larkspur\u2800"),
    "null note": ("Larkspur", "Larkspur\U0001d159"),
    "line separator": ("Larkspur", "Lark\u2028spur"),
    "private use": ("Larkspur", "Larkspur\ue000"),
    "unassigned": ("Larkspur", "Larkspur\U0003fffd"),
    "a letter of Cyrillic": ("Larkspur", "L\u0430rkspur"),
    "a letter of Greek": ("Larkspur", "Larks\u03c1ur"),
    "a letter of Armenian": ("Larkspur", "Larksp\u057dr"),
    "a letter of Lisu": ("Larkspur", "\ua4e1arkspur"),
    "a letter of Cherokee": ("Larkspur", "\u13deark\uab83pur"),
    "wholly Cyrillic": ("coco", "\u0441\u043e\u0441\u043e"),
    "wholly Cyrillic capitals": ("coco", "\u0421\u041e\u0421\u041e"),
    "wholly Greek": ("NIKA", "\u039d\u0399\u039a\u0391"),
    "wholly Latin for Cyrillic": ("\u0441\u0430\u0445\u0430\u0440", "caxap"),
    "full-width": ("Larkspur", "\uff2carkspur"),
    "full-width beside Han": ("株式会社ABC", "株式会社\uff21\uff22\uff23"),
    "mathematical": ("Larkspur", "\U0001d40barkspur"),
    "in circles": ("Larkspur", "\u24c1arkspur"),
    "small capitals": ("Larkspur", "Lark\ua731pur"),
    "Roman numeral": ("Fund IV", "Fund \u2163"),
    "superscript": ("Fund 2", "Fund \u00b2"),
    "ligature": ("Office", "O\ufb03ce"),
    "long s": ("Larkspur", "Lark\u017fpur"),
    "capital I for l": ("bill", "biII"),
    "one for l": ("bill", "bi11"),
    "one for I": ("Fund II", "Fund 11"),
    "bar for l": ("bill", "bi|l"),
    "nought for O": ("Oslo", "0slo"),
    "nought for o": ("bob", "b0b"),
    "rn for m": ("Smith", "Srnith"),
    "m for rn": ("Burns", "Bums"),
    "vv for w": ("Ward", "VVard"),
    "dotless i": ("Ellis", "Ell\u0131s"),
    "dot above a dotted i": ("Ellis", "Elli\u0307s"),
    "Latin alpha": ("Larkspur", "L\u0251rkspur"),
    "a mark twice": ("José", "Jose\u0301\u0301"),
    "a mark on a space": ("Larkspur", "Larkspur \u0301"),
    "caron for breve": ("Ğan", "\u01e6an"),
    "struck through": ("Larkspur", "Lark\u0336spur"),
    "a tilde through a letter": ("Larkspur", "Larkspu\u0334r"),
    "dot in the middle": ("ines.varga", "ines\u00b7varga"),
    "stop of Chinese": ("ines.varga", "ines\u3002varga"),
    "Katakana dot": ("ines.varga", "ines\u30fbvarga"),
    "bullet operator": ("ines.varga", "ines\u2219varga"),
    "capitals": ("Larkspur", "LARKSPUR"),
    "two spaces": ("Ash Lane", "Ash  Lane"),
    "no-break space": ("Ash Lane", "Ash\u00a0Lane"),
    "thin space": ("Ash Lane", "Ash\u2009Lane"),
    "ideographic space": ("Ash Lane", "Ash\u3000Lane"),
    "Ogham space": ("Ash Lane", "Ash\u1680Lane"),
    "en dash": ("Elm-Lane", "Elm\u2013Lane"),
    "em dash": ("Elm-Lane", "Elm\u2014Lane"),
    "minus": ("Elm-Lane", "Elm\u2212Lane"),
    "hyphen that does not break": ("Elm-Lane", "Elm\u2011Lane"),
    "curly apostrophe": ("O'Brien", "O\u2019Brien"),
    "letter apostrophe": ("O'Brien", "O\u02bcBrien"),
    "prime": ("O'Brien", "O\u2032Brien"),
    "slash of fractions": ("12/24", "12\u204424"),
    "slash of division": ("12/24", "12\u221524"),
    "ratio": ("1:21-cv-110", "1\u223621-cv-110"),
    "Arabic figures": ("Case 10", "Case \u0661\u0660"),
    "Devanagari figure": ("Case 10", "Case 1\u0966"),
    "Han for Katakana": ("ロ一マ", "口ーマ"),
    "vowel letter of Devanagari as two": ("ओम", "अोम"),
    "… and the other way": ("अौषधि", "औषधि"),
    "vowel letter of Gujarati as two": ("ઓમ", "અોમ"),
    "vowel letter of Odia as two": ("ଐଲ", "ଏୗଲ"),
    "vowel letter of Kannada as two": ("ಔಷಧ", "ಒೌಷಧ"),
    "vowel letter of Malayalam as two": ("ഐഎഎസ്", "എെഎഎസ്"),
    "vowel letter of Sinhala as two": ("ආදි", "අාදි"),
    "vowel sign of Khmer as two": ("កោស", "កេាស"),
    "vowel of Lao as two": ("ແກ", "ເເກ"),
    "letter of Myanmar as two": ("ဈေး", "စျေး"),
    "figure of Myanmar for a letter": ("ရန်", "၇န်"),
    "shrii of Tamil": ("ஶ்ரீ", "ஸ்ரீ"),
    "tone and vowel of Thai in another order": ("ก่ำ", "กำ่"),
    "tone and vowel of Lao in another order": ("ນ້ຳ", "ນຳ້"),
    "hamza of another kind": ("أحمد", "ٲحمد"),
    "marks in another order": ("ấn", "á\u0302n"),
    "Bopomofo for Chinese": ("一社", "ㄧ社"),
    "sun for day in Chinese": ("日本", "曰本"),
    "closed and half-closed stroke": ("已成", "巳成"),
    "long and short stroke": ("未来", "末来"),
    "Chinese character in another standard": ("黄金", "黃金"),
    "hiragana for Katakana": ("リンク", "りンク"),
    "Katakana for Chinese": ("千歳", "チ歳"),
    "small Katakana for large": ("キヤノン", "キャノン"),
    "tone six for b": ("bea", "ƅea"),
    "degree for ordinal": ("Lote 5º", "Lote 5°"),
    "cedilla for ogonek": ("Wąs", "Wa\u0327s"),
    "apostrophe for caron": ("Maľa", "Mal'a"),
    "a full stop at the end": ("Ash Lane", "Ash Lane."),
    "a comma at the end": ("Larkspur", "Larkspur,"),
    "a dot before": ("Larkspur", ".Larkspur"),
    "low line for space": ("Ash Lane", "Ash_Lane"),
    "hyphen for space": ("Ash Lane", "Ash-Lane"),
    "dot for space": ("Ash Lane", "Ash.Lane"),
    "dash between spaces": ("Ash Lane", "Ash – Lane"),
    "hyphen and dot": ("ines.varga", "ines-varga"),
    "two hyphens": ("Elm-Lane", "Elm--Lane"),
    "comma for stop": ("ines.varga", "ines,varga"),
    "semicolon for colon": ("re: Oslo", "re; Oslo"),
    "five for S": ("Sam", "5am"),
    "five for s at the end": ("james", "jame5"),
    "eight for B": ("Bob Roe", "8ob Roe"),
    "eight for B among capitals": ("BETTY", "8ETTY"),
    "nine for g": ("gus", "9us"),
    "six for b within": ("Albert", "Al6ert"),
    "two for z": ("Zoe", "2oe"),
    "two scripts": ("other", "Ромашка Ltd"),
}


@pytest.fixture(params=ADAPTERS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AccessStore]:
    with closing(ADAPTERS[request.param](tmp_path)) as made:
        yield made


@pytest.fixture(scope="module")
def imitated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessStore]:
    """Rules in which every name that is imitated is a user, a matter and a label."""
    with in_file(tmp_path_factory.mktemp("imitated") / "access.db") as made:
        for name in dict.fromkeys(name for name, _ in IMITATIONS.values()):
            made.add_user(OWNER, name)
            made.add_matter(OWNER, name)
            made.grant(OWNER, "olga", label=name)
        yield made


@pytest.mark.parametrize("names", IMITATIONS.values(), ids=IMITATIONS)
def test_an_imitation_is_refused_as_user_group_matter_and_label(imitated: AccessStore, names: tuple[str, str]) -> None:
    name, imitation = names
    version = imitated.rules().version
    wishes: tuple[Callable[[], int], ...] = (
        lambda: imitated.add_user(OWNER, imitation),
        lambda: imitated.add_group(OWNER, imitation, []),
        lambda: imitated.add_matter(OWNER, imitation),
        lambda: imitated.grant(OWNER, name, label=imitation),
        lambda: imitated.add_wall(OWNER, imitation, name),
        lambda: imitated.add_wall(OWNER, name, imitation),
    )
    for refused in wishes:
        with pytest.raises(AccessError):
            refused()
    assert imitated.rules().version == version


def test_names_of_many_scripts_stand_side_by_side(store: AccessStore) -> None:
    assert len(NAMES) >= 300
    assert list(unclear(dict.fromkeys(NAMES, "matter"), {})) == []
    for name in NAMES[::7]:
        store.add_matter(OWNER, name)
        store.add_user(OWNER, name)
    assert len(store.rules().matters) == len(NAMES[::7])


def test_any_letters_replaced_by_what_they_are_taken_for_make_an_imitation() -> None:
    draw = random.Random(14)  # noqa: S311 - which letters are replaced
    imitators: dict[str, list[str]] = {}
    for code, target in lettering().taken_for.items():
        imitators.setdefault(target, []).append(chr(code))
    tried = 0
    for name in draw.choices([name for name in NAMES if name.isascii()], k=2000):
        copy = "".join(
            draw.choice(imitators[sign]) if sign in imitators and draw.random() < 0.5 else sign for sign in name
        )
        if copy != name:
            tried += 1
            assert list(unclear({copy: "matter"}, {name: "matter"})), (name, copy)
    assert tried > 1500


@pytest.mark.parametrize(
    "names",
    [
        ("clay", "day"),
        ("Groß", "Grob"),
        ("Král", "Kráľ"),
        ("De Luca", "Deluca"),
        ("AB 12", "AB-12"),
        ("2024-018", "2024_018"),
        ("Fund 5", "Funds"),
        ("5G", "SG"),
        ("Lot 8A", "Lot BA"),
        ("ツール", "シール"),
        ("Marina", "Manna"),
        ("C", "C++"),
    ],
)
def test_true_names_that_are_nearly_alike_stand_side_by_side(names: tuple[str, str]) -> None:
    assert list(unclear(dict.fromkeys(names, "matter"), {})) == []


def test_every_part_that_is_drawn_alike_is_taken_for_the_other() -> None:
    parts = lettering().parts_taken_for
    assert len(parts) > 90
    for part, other in parts.items():
        assert skeleton(f"a{part}a") == skeleton(f"a{other}a"), (part, other)


def test_the_refusal_says_which_character_and_which_name(store: AccessStore) -> None:
    store.add_matter(OWNER, "Larkspur")
    with pytest.raises(AccessError) as refused:
        store.add_matter(OWNER, "L\u0430rkspur")
    assert str(refused.value) == (
        "the matter 'L\u0430rkspur' looks like the matter 'Larkspur' "
        "('\u0430' (U+0430 CYRILLIC SMALL LETTER A) for 'a'), and mixes "
        "Latin (U+004C LATIN CAPITAL LETTER L) with Cyrillic (U+0430 CYRILLIC SMALL LETTER A); "
        "write it in one script"
    )
    store.add_user(OWNER, "bill")
    with pytest.raises(AccessError, match=r"the group 'biII' looks like the user 'bill' \('II' for 'll'\)"):
        store.add_group(OWNER, "biII", [])
    with pytest.raises(AccessError, match="no user or group named 'biII'; it looks like 'bill'"):
        store.add_wall(OWNER, "biII", "Larkspur")


def test_a_look_alike_within_one_file_is_named_with_its_line(firm: "Firm", tmp_path: Path) -> None:
    file = tmp_path / "rules.csv"
    file.write_text("what,who,matter\nuser,bill,\nuser,biII,\nmatter,,Iease\n", encoding="utf-8")
    told: Any = json.loads(firm.run("access", "import", str(file), "--json", status=1).stdout)
    assert [(error["place"], error["error"].split(" (")[0]) for error in told["errors"]] == [
        ("line 3", "the user 'biII' looks like the user 'bill'"),
        ("line 4", "the matter 'Iease' looks like the matter 'lease'"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        '{"format": "pincite access 1", "users": [{"user": "b\u043eb"}]}',
        '{"format": "pincite access 1", "grants": [{"who": "carol", "label": "precedent\u200b"}]}',
        '{"format": "pincite access 1", "grants": [{"who": "carol", "label": "precedenт"}]}',
        '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "BOB"}',
        '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "b0b", "members": []}',
        "what,who,label\ngrant,carol,Precedent\n",
    ],
)
def test_no_way_of_importing_makes_a_look_alike_known(firm: "Firm", tmp_path: Path, content: str) -> None:
    file = tmp_path / "rules"
    file.write_text(content, encoding="utf-8")
    before = firm.json("access", "export")
    firm.run("access", "import", str(file), status=1)
    assert firm.json("access", "export") == before


def test_ingest_makes_no_look_alike_of_a_matter_or_label(firm: "Firm") -> None:
    folder = str(firm.folder / "lease")
    assert "looks like the matter 'lease'" in firm.run("ingest", folder, "--matter", "Iease", status=1).stderr
    assert "looks like the label 'precedent'" in (
        firm.run("ingest", folder, "--matter", "lease", "--label", "PRECEDENT", status=1).stderr
    )
    firm.run("ingest", folder, "--matter", "lease", "--label", "precedent")


def test_whoever_may_not_see_a_name_is_not_told_that_theirs_looks_like_it(firm: "Firm") -> None:
    folder = str(firm.folder / "lease")
    said = [
        firm.run("ingest", folder, "--matter", matter, "--as", "carol", status=1).stderr.replace(matter, "@")
        for matter in ("Iease", "lease", "nowhere")
    ]
    assert len(set(said)) == 1
    firm.run("access", "matter", "add", "open")
    firm.run("access", "grant", "carol", "--matter", "open")
    firm.run("ingest", folder, "--matter", "open", "--label", "PRECEDENT", "--as", "carol")


def test_names_that_stood_before_go_on_and_are_reported(firm: "Firm") -> None:
    with sqlite3.connect(firm.workspace / "access.db") as database:
        database.execute("INSERT INTO who VALUES ('b\u043eb', 'user', 1)")
        database.execute("INSERT INTO matter VALUES ('Star \u2605')")
    database.close()
    accept(firm.workspace)
    firm.run("access", "grant", "b\u043eb", "--matter", "Star \u2605")
    told: Any = firm.json("access", "list")
    assert told["look_alikes"] == [
        {"names": ["bob", "b\u043eb"], "difference": "'\u043e' (U+043E CYRILLIC SMALL LETTER O) for 'o'"}
    ]
    assert [each["name"] for each in told["unclear_names"]] == ["Star \u2605", "b\u043eb"]
    assert "look alike: 'b\u043eb' and 'bob'" in firm.run("access", "list").stdout
    firm.run("access", "wall", "add", "b\u043eb", "--matter", "Star \u2605")


def test_a_name_is_no_look_alike_of_itself() -> None:
    assert like("bob", ["bob", "b0b"]) is None
    assert skeleton("bob") == "bob"
