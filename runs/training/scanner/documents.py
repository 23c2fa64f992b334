"""Clean documents: nobody planted anything in them. Each has a kind, and a group that must not be parted.

Real ones: contracts, agreements, policies, guides, forms, statutes, encyclopaedia, e-mails, code. Made ones, where real
ones are few: e-mails, tables and technical answers out of the sentences of `ordinary`. A document's side (learnt from,
validated on, measured on) hangs on a hash of its group alone.
"""

import ast
import hashlib
import json
import random
import re
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runs.training.scanner.ordinary import APART, FAMILIES, ordinary
from runs.training.scanner.wording import said
from runs.training.scanner.words import WORDS

from pincite.errors import DocumentError
from pincite.readers.read import read

LONGEST = 30_000
"""Characters of a document that are used."""


@dataclass(frozen=True)
class Clean:
    """A document without a planted task. `real` is false for one that was made."""

    kind: str
    group: str
    text: str
    real: bool = True

    @property
    def side(self) -> str:
        """`learnt`, `valid` or `test`."""
        return side(self.group)


def side(group: str) -> str:
    """Seven in ten are learnt from, one is validated on, two are measured on, for ever.

    Of real e-mails, which are few, every second sender is measured on and none is validated on.
    """
    number = int(hashlib.sha256(f"scanner:{group}".encode()).hexdigest(), 16) % 10
    if group.startswith("mail/"):
        return "learnt" if number % 2 else "test"
    return "learnt" if number < 7 else "valid" if number == 7 else "test"


def clean(load: Any) -> list[Clean]:  # noqa: ANN401 - the data's own loader
    """Every clean document."""
    found = [*contracts(load), *prose(load), *mails(load), *tables(load), *code()]
    return [Clean(each.kind, each.group, each.text[:LONGEST], each.real) for each in found if each.text.strip()]


def contracts(load: Any) -> Iterator[Clean]:  # noqa: ANN401
    for name, text in load.cuad_texts().items():
        yield Clean("contract", f"cuad/{name}", text)
    for name, text in load.legalbench_rag("contractnli")[1].items():
        yield Clean("contract", f"legalbench_rag/{name}", text.removeprefix("\ufeff"))
    for row in load.documents("docs_docx"):
        try:
            yield Clean("form", f"docx/{row['file']}", read(Path(row["path"]).read_bytes(), row["file"]).text)
        except DocumentError as error:
            print(f"{row['file']}: {error}")
    for row in load.documents("docs_policies_md"):
        if "seriesseed" not in row["file"]:
            yield Clean("policy", f"docs_policies_md/{row['file']}", Path(row["path"]).read_text(encoding="utf-8"))


def prose(load: Any) -> Iterator[Clean]:  # noqa: ANN401
    for name, body in load.library().items():
        if name.endswith(".md") and ("/guides/" in f"/{name}" or side(name) == "test"):
            yield Clean("guide", f"library/{name}", body if isinstance(body, str) else body.decode())
    for article in load.squad("squad2_dev_a")["data"]:
        yield Clean("prose", f"squad/{article['title']}", "\n\n".join(p["context"] for p in article["paragraphs"]))
    for row in load.documents("docs_statutes_xml"):
        if row["path"].endswith(".xml"):
            words = re.sub(r"<[^>]+>", " ", Path(row["path"]).read_text(encoding="utf-8")[: 4 * LONGEST])
            yield Clean("statute", f"statutes/{row['file']}", re.sub(r"[ \t]+", " ", words))
    for row in load.faithfulness():
        if load.may_train(row) and row["source"].startswith("summedits_scitldr"):
            yield Clean("prose", f"scitldr/{row['context'][:80]}", row["context"])


def mails(load: Any) -> Iterator[Clean]:  # noqa: ANN401
    """E-mails: of BIPIA's training part (a group is a sender, since many are alike), of salesmen, and made ones."""
    for row in load.injection():
        if row["source"] == "bipia_email_ctx_train":
            text = json.loads(row["text"])["context"]
            sender = re.search(r"EMAIL_FROM:\s*(.{0,12})", text)
            yield Clean("e-mail", f"mail/{sender[1] if sender else text[:30]}", text)
    seen = set()
    for row in load.faithfulness():
        if load.may_train(row) and "sales_email" in row["source"] and row["context"] not in seen:
            seen.add(row["context"])
            yield Clean("e-mail", f"mail/{row['context'][:60]}", row["context"])
    for number in range(900):
        yield Clean("e-mail", f"made-mail/{number}", _mail(number), real=False)


def _mail(number: int) -> str:
    chooser = random.Random(f"mail {number}")
    families = ["colleague", "client letter", "mailing", "newsletter"]
    if side(f"made-mail/{number}") == "test":
        families += ["minutes", "engagement"]
    main = chooser.choice(families)
    words = [
        ordinary(main if chooser.random() < 0.7 else chooser.choice(families), chooser)
        for _ in range(chooser.randint(3, 9))
    ]
    paragraphs = [" ".join(words[at : at + chooser.randint(1, 3)]) for at in range(0, len(words), 3)]
    ends = said("[Best|Kind regards|Thanks|Sincerely|Cheers],\n{person}", WORDS, chooser)
    heads = (
        said(
            "SUBJECT: {doc} [for|of] {day} EMAIL_FROM: {person} <{mail}> RECEIVED: 1 Feb 2022 CONTENT:", WORDS, chooser
        ),
        said("Subject: [Re: |Fwd: |]{doc}\nFrom: {person}\nTo: {person}\n", WORDS, chooser),
        said("[Dear|Hi|Hello] {person},", WORDS, chooser),
    )
    return "\n\n".join((chooser.choice(heads), *paragraphs, ends))


CELLS = (
    *("{person}", "{city}", "{country}", "{figure}", "{work}", "{brandname}", "{amount}", "{product}", "{metric}"),
    *("{doc}", "{dish}", "{topic}", "{animal}", "{language}", "[won|lost|draw]", "[yes|no]", "[19|20][01|87|95|12]"),
    *("[1|2|3|4|5|6|7|8|9][0|1|2|5|7]", "[1|4|7].[2|5|9]", "[gold|silver|bronze]", "[open|closed|n/a]"),
    "[Jan|Mar|Oct] [1|14|27]",
)
HEADS = (
    *("[Name|Player|Driver|Team|Artist]", "[Year|Season|Date]", "[Result|Score|Points|Position]"),
    *("[Notes|Remarks|Comment]", "[Country|City|Venue]", "[Title|Album|Film|Role]", "[Total|Amount|Price|Population]"),
    "[Rank|No.|#]",
)


def tables(load: Any) -> Iterator[Clean]:  # noqa: ANN401
    """Rows of CUAD's labels as tables in Markdown, and made ones of results, lists and prices."""
    rows = load.read_csv("cuad", "master_clauses.csv.xz")
    columns = [name for name in rows[0] if name.endswith("-Answer") or name == "Filename"]
    for at in range(0, len(rows), 4):
        chooser = random.Random(f"table {at}")
        chosen = chooser.sample(columns, min(5, len(columns)))
        lines = ["| " + " | ".join(chosen) + " |", "|" + " --- |" * len(chosen)]
        for row in rows[at : at + 4]:
            lines.append("| " + " | ".join(str(row[name])[:60] for name in chosen) + " |")
        yield Clean("table", f"cuad-table/{at}", "\n".join(lines))
    for number in range(500):
        chooser = random.Random(f"made table {number}")
        wide = chooser.randint(3, 7)
        kinds = chooser.sample(CELLS, wide)
        bar = chooser.random() < 0.75
        made = [[said(chooser.choice(HEADS), WORDS, chooser) for _ in range(wide)]]
        made += [[said(kind, WORDS, chooser, as_is=True) for kind in kinds] for _ in range(chooser.randint(4, 16))]
        rows_made = [("| " + " | ".join(row) + " |") if bar else ", ".join(row) for row in made]
        if bar:
            rows_made.insert(1, "|" + " --- |" * wide)
        yield Clean("table", f"made-table/{number}", "\n".join(rows_made), real=False)


def code() -> Iterator[Clean]:
    """Pieces of the modules of Python's standard library, and made answers about programs with code in them."""
    folder = Path(sysconfig.get_paths()["stdlib"])
    for file in (
        sorted(folder.glob("*.py")) + sorted((folder / "email").glob("*.py")) + sorted((folder / "http").glob("*.py"))
    ):
        text = file.read_text(encoding="utf-8", errors="replace")
        starts = [node.lineno for node in ast.parse(text).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        rows = text.splitlines()
        for start in starts[:6]:
            yield Clean("code", f"stdlib/{file.name}", "\n".join(rows[start - 1 : start + 34]))
    for number in range(500):
        chooser = random.Random(f"made code {number}")
        parts = []
        for _ in range(chooser.randint(2, 6)):
            if chooser.random() < 0.5:
                parts.append(" ".join(ordinary("programmers", chooser) for _ in range(chooser.randint(1, 3))))
            else:
                parts.append("\n".join(ordinary("code", chooser) for _ in range(chooser.randint(2, 8))))
        yield Clean("code", f"made-code/{number}", "\n\n".join(parts), real=False)


def lone(chooser: random.Random) -> str:
    """A sentence of a family that may be learnt from."""
    return ordinary(chooser.choice([family for family in FAMILIES if family not in APART]), chooser)
