"""The sample matters: what the manifest promises stands in the files, and the script makes the same files again."""

import difflib
import email
import email.policy
import re
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from docx.text.run import Run
from lxml import etree

from pincite import samples
from pincite.samples import SampleQuestion

MANIFEST = samples.manifest()
FORMATS = {".pdf", ".docx", ".html", ".md", ".txt", ".eml", ".xml", ".xlsx", ".zip"}
ROOT = Path(__file__).parents[2]


def pdf_pages(path: Path) -> list[str]:
    pdf = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_bounded() for page in pdf]
    finally:
        pdf.close()


def visible_text(path: Path) -> str:
    """What a person sees in a file; that of a member of an archive when the path goes on into it."""
    if path.parent.suffix == ".zip":
        return seen_in(zipfile.ZipFile(path.parent).read(path.name), path.suffix)
    return "\n".join(pdf_pages(path)) if path.suffix == ".pdf" else seen_in(path.read_bytes(), path.suffix)


def seen_in(content: bytes, suffix: str) -> str:
    if suffix == ".docx":
        document = docx.Document(BytesIO(content))
        cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
        shown = [*document.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]
        runs = ([Run(run, paragraph) for run in paragraph._p.iter(qn("w:r"))] for paragraph in shown)
        return "\n".join("".join(run.text for run in part if not run.font.hidden) for part in runs)
    if suffix == ".html":
        return "".join(etree.HTML(content.decode()).xpath("//body//text()[not(ancestor::*[@style])]"))
    if suffix == ".xml":
        return "".join(etree.fromstring(content).itertext())
    if suffix == ".eml":
        message = email.message_from_bytes(content, policy=email.policy.default)
        return "\n".join(part.get_content() for part in message.walk() if part.get_content_maintype() == "text")
    return content.decode()


def squeezed(text: str) -> str:
    return " ".join(text.split())


def paths() -> list[Path]:
    return sorted(path for path in samples.folder().rglob("*") if path.suffix in FORMATS)


def names_of(user: str) -> set[str]:
    return {user, *(group for group, members in MANIFEST.groups.items() if user in members)}


def visible_matters(user: str) -> set[str]:
    """Folders that a user sees, worked out here from the manifest alone."""
    names = names_of(user)
    walled = {wall.matter for wall in MANIFEST.walls if wall.who in names}
    return {matter.folder for matter in MANIFEST.matters if names & set(matter.members) and matter.name not in walled}


def folder_of(question: SampleQuestion) -> str:
    assert question.document is not None
    return question.document.split("/")[0]


def test_everybody_and_everything_named_in_the_manifest_is_known() -> None:
    known = {*MANIFEST.users, *MANIFEST.groups}
    matters = {matter.name for matter in MANIFEST.matters}
    assert len(set(MANIFEST.users)) == len(MANIFEST.users)
    assert {user for members in MANIFEST.groups.values() for user in members} == set(MANIFEST.users)
    assert {name for matter in MANIFEST.matters for name in matter.members} <= known
    assert {wall.who for wall in MANIFEST.walls} <= known
    assert {wall.matter for wall in MANIFEST.walls} <= matters
    assert {question.asker for question in MANIFEST.questions} <= set(MANIFEST.users)
    assert {question.matter for question in MANIFEST.questions} <= {None, *matters}


def test_there_are_matters_and_documents_enough_in_every_format() -> None:
    assert len(MANIFEST.matters) >= 5
    assert len(paths()) >= 44
    assert {path.suffix for path in paths()} == FORMATS
    assert {path.parent.name for path in paths()} == {matter.folder for matter in MANIFEST.matters}
    assert sum(path.stat().st_size for path in paths()) <= 3_000_000


@pytest.mark.parametrize("folder", [matter.folder for matter in MANIFEST.matters])
def test_each_matter_mixes_formats(folder: str) -> None:
    assert len({path.suffix for path in (samples.folder() / folder).iterdir()}) >= 4


def test_there_are_questions_enough_of_each_kind() -> None:
    answerable = [question for question in MANIFEST.questions if question.is_answerable]
    walled_off = [question for question in MANIFEST.questions if question.is_walled_off]
    unanswerable = [question for question in MANIFEST.questions if question.document is None]
    assert len(answerable) >= 60
    assert len(unanswerable) >= 15
    assert len(walled_off) >= 6
    assert len(answerable) + len(unanswerable) + len(walled_off) == len(MANIFEST.questions)
    asked = [(question.question, question.asker) for question in MANIFEST.questions]
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("document", sorted({row.document for row in MANIFEST.questions if row.document}))
def test_quotes_stand_in_the_document(document: str) -> None:
    path = samples.folder() / document
    text = visible_text(path)
    quotes = [row.quote for row in MANIFEST.questions if row.document == document and row.quote is not None]
    assert quotes
    for quote in quotes:
        assert squeezed(quote) in squeezed(text)
        assert path.suffix not in (".txt", ".md") or quote in text


def test_who_is_to_be_answered_sees_the_document_and_who_is_walled_off_does_not() -> None:
    of_documents = [row for row in MANIFEST.questions if row.document is not None]
    assert {row.is_answerable for row in of_documents} == {True, False}
    for row in of_documents:
        assert (folder_of(row) in visible_matters(row.asker)) is row.is_answerable, row


def test_the_demonstration_has_one_lawyer_on_each_side_of_the_wall() -> None:
    shown = MANIFEST.demonstration
    folder = shown.document.split("/")[0]
    assert folder in visible_matters(shown.permitted)
    assert folder not in visible_matters(shown.walled_off)
    assert visible_matters(shown.walled_off)
    assert shown.quote in squeezed(visible_text(samples.folder() / shown.document))


def test_a_wall_stands_against_somebody_whom_a_group_would_let_in() -> None:
    halvorsen = next(matter for matter in MANIFEST.matters if matter.name == "Halvorsen")
    assert names_of("piers.okonjo") & set(halvorsen.members)
    assert "halvorsen" not in visible_matters("piers.okonjo")


def test_one_agreement_lies_on_both_sides_of_the_wall() -> None:
    name = "MSA-0031 Halvorsen - Brightwater.pdf"
    sides = [(samples.folder() / side / name).read_bytes() for side in ("halvorsen", "brightwater")]
    assert sides[0] == sides[1]


def test_a_page_in_an_ordinary_pdf_is_only_a_picture() -> None:
    pages = pdf_pages(samples.folder() / "halvorsen/INC-0207 Excursion report with delivery receipt.pdf")
    assert [bool(page.strip()) for page in pages] == [True, False, True]


@pytest.mark.parametrize(
    ("document", "running_head"),
    [
        ("halvorsen/MSA-0031 Halvorsen - Brightwater.pdf", "Master Services Agreement No. MSA-0031"),
        ("brightwater/CRA-0007 Credit Agreement Fennimore Strand.pdf", "Credit Agreement – Brightwater"),
        ("larkspur/SPA-0015 Stock Purchase Agreement.pdf", "Stock Purchase Agreement – Project Larkspur"),
    ],
    ids=["MSA", "CRA", "SPA"],
)
def test_sentences_run_across_page_breaks_between_running_head_and_foot(document: str, running_head: str) -> None:
    pages = pdf_pages(samples.folder() / document)
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert all(running_head in page for page in pages[1:])
    assert any(page.lstrip()[0].islower() for page in pages[1:])


@pytest.mark.parametrize(
    "document",
    ["larkspur/SUP-0026 Quenby Detectors supply terms.html", "larkspur/TSA-0025 Transition services quotation.docx"],
)
def test_instructions_to_the_assistant_are_in_the_file_and_out_of_sight(document: str) -> None:
    path = samples.folder() / document
    raw = zipfile.ZipFile(path).read("word/document.xml") if path.suffix == ".docx" else path.read_bytes()
    assert b"unlimited" in raw
    assert "unlimited" not in visible_text(path)


def test_the_eight_covenant_agreements_are_nearly_the_same() -> None:
    texts = [squeezed(visible_text(path)) for path in paths() if path.name.startswith("RCA-")]
    assert len(texts) == len(set(texts)) == 8
    words = [sorted(set(re.findall(r"[a-z]+", text.lower()))) for text in texts]
    assert all(difflib.SequenceMatcher(None, words[0], other).ratio() > 0.9 for other in words[1:])


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sample matters made twice, in processes that hash differently."""
    made = (tmp_path_factory.mktemp("once"), tmp_path_factory.mktemp("twice"))
    for seed, folder in enumerate(made):
        subprocess.run(
            [sys.executable, "-m", "runs.making.make_samples", "--to", str(folder)],
            cwd=ROOT,
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": str(seed), "PATH": ""},
        )
    return made


def test_making_them_again_gives_the_same_bytes(fresh: tuple[Path, Path]) -> None:
    once, twice = fresh
    names = sorted(path.relative_to(once) for path in once.rglob("*.*"))
    assert names == sorted(path.relative_to(twice) for path in twice.rglob("*.*"))
    assert [name for name in names if (once / name).read_bytes() != (twice / name).read_bytes()] == []


def test_the_shipped_files_are_what_the_script_makes(fresh: tuple[Path, Path]) -> None:
    """Compression and JPEG differ between machines, so PDF and what is packed are compared by what they hold."""
    made = sorted(path.relative_to(fresh[0]) for path in fresh[0].rglob("*.*"))
    shipped = [path.relative_to(samples.folder()) for path in samples.folder().rglob("*.*") if path.suffix != ".pyc"]
    assert made == sorted(path for path in shipped if path.name != "__init__.py")
    for name in made:
        if name.suffix == ".pdf":
            assert pdf_pages(fresh[0] / name) == pdf_pages(samples.folder() / name)
        elif name.suffix in (".docx", ".xlsx", ".zip"):
            new, old = zipfile.ZipFile(fresh[0] / name), zipfile.ZipFile(samples.folder() / name)
            assert {part: new.read(part) for part in new.namelist()} == {
                part: old.read(part) for part in old.namelist()
            }
        else:
            assert (fresh[0] / name).read_bytes() == (samples.folder() / name).read_bytes(), name
