"""Kinds of files: the reader of each, the extensions of its files, and the formats that are not read."""

from pathlib import PurePath
from typing import Literal

Kind = Literal[
    "pdf",
    "docx",
    "office",
    "html",
    "xml",
    "markdown",
    "text",
    "mail",
    "outlook",
    "mailbox",
    "zip",
    "delimited",
    "spreadsheet",
    "picture",
]
"""What selects the reader of a file; finer than a document's format: Outlook has its own way of saving e-mails."""

SOURCE_CODE = (
    *(".py", ".pyi", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".java", ".kt", ".kts", ".scala"),
    *(".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".cs", ".go", ".rs", ".swift", ".m", ".mm", ".zig"),
    *(".rb", ".php", ".pl", ".pm", ".lua", ".r", ".jl", ".dart", ".hs", ".ml", ".fs", ".ex", ".exs", ".erl", ".clj"),
    *(".sh", ".bash", ".ps1", ".bat", ".sql", ".vb", ".bas", ".cob", ".cbl", ".f90", ".asm", ".sol", ".proto"),
    *(".groovy", ".gradle", ".tf", ".css", ".scss", ".less", ".vue", ".svelte", ".json", ".yaml", ".yml", ".toml"),
)
"""Extensions of program and configuration files: plain text, even where one begins like a web page (PHP)."""

EXTENSIONS: dict[str, Kind] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".dotm": "docx",
    ".doc": "office",
    ".dot": "office",
    ".wpd": "office",
    ".rtf": "office",
    ".odt": "office",
    ".ott": "office",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".xml": "xml",
    ".uslm": "xml",
    ".txt": "text",
    ".text": "text",
    ".eml": "mail",
    ".msg": "outlook",
    ".mbox": "mailbox",
    ".mbx": "mailbox",
    ".zip": "zip",
    ".csv": "delimited",
    ".tsv": "delimited",
    ".xlsx": "spreadsheet",
    ".xlsm": "spreadsheet",
    ".xltx": "spreadsheet",
    ".xltm": "spreadsheet",
    ".xlsb": "spreadsheet",
    ".xls": "spreadsheet",
    ".xlt": "spreadsheet",
    ".ods": "spreadsheet",
    ".ots": "spreadsheet",
    ".png": "picture",
    ".jpg": "picture",
    ".jpeg": "picture",
    ".tif": "picture",
    ".tiff": "picture",
    ".bmp": "picture",
    ".gif": "picture",
    **dict.fromkeys(SOURCE_CODE, "text"),
}
"""The kind that an extension promises. Of several extensions of one kind, files are renamed to the first."""

NAMES: dict[Kind, str] = {
    "pdf": "PDF",
    "docx": "DOCX",
    "office": "an old office document",
    "html": "HTML",
    "xml": "XML",
    "markdown": "Markdown",
    "text": "plain text",
    "mail": "an e-mail",
    "outlook": "an Outlook e-mail",
    "mailbox": "a mailbox",
    "zip": "a ZIP archive",
    "delimited": "a table of separated values",
    "spreadsheet": "a spreadsheet",
    "picture": "a picture",
}

CONVERTED = {
    ".doc": "an old Word document",
    ".dot": "an old Word template",
    ".rtf": "an RTF document",
    ".wpd": "a WordPerfect document",
    ".odt": "an OpenDocument text",
    ".ott": "an OpenDocument text",
}
"""Formats that LibreOffice converts to one that is read, by extension."""

READ_NOW = (
    "PDF, DOCX, HTML, XML, Markdown, plain text, e-mails, spreadsheets, pictures and ZIP archives are read; "
    "old office documents where LibreOffice is installed"
)

NOT_READ = {
    ".pages": "a Pages document: export it as DOCX or PDF",
    ".numbers": "a Numbers spreadsheet: export it as XLSX or PDF",
    ".key": "a Keynote presentation: export it as PDF",
    ".ppt": "a presentation: save it as PDF",
    ".pptx": "a presentation: save it as PDF",
    ".odp": "a presentation: save it as PDF",
    ".vsd": "a drawing: save it as PDF",
    ".vsdx": "a drawing: save it as PDF",
    ".pst": "an Outlook archive: save its e-mails as MSG or EML",
    ".ost": "an Outlook archive: save its e-mails as MSG or EML",
    ".emlx": "an Apple Mail message: save it as EML or PDF",
    ".mht": "a web archive: save it as HTML or PDF",
    ".mhtml": "a web archive: save it as HTML or PDF",
    ".epub": "an e-book: save it as PDF",
    ".7z": "an archive: unpack it and ingest the folder, or pack it as ZIP",
    ".rar": "an archive: unpack it and ingest the folder, or pack it as ZIP",
    ".gz": "an archive: unpack it and ingest the folder, or pack it as ZIP",
    ".bz2": "an archive: unpack it and ingest the folder, or pack it as ZIP",
    ".xz": "an archive: unpack it and ingest the folder, or pack it as ZIP",
    ".tar": "an archive: unpack it and ingest the folder, or pack it as ZIP",
    ".heic": "a picture of a kind that is not read: save it as PNG, JPEG or PDF",
    ".webp": "a picture of a kind that is not read: save it as PNG, JPEG or PDF",
    ".svg": "a drawing: save it as PDF",
    ".mp3": "a sound recording: get its transcript",
    ".wav": "a sound recording: get its transcript",
    ".m4a": "a sound recording: get its transcript",
    ".mp4": "a film: get its transcript",
    ".mov": "a film: get its transcript",
}
"""Known extensions that are not read, with advice."""

WORDS: frozenset[Kind] = frozenset(("text", "markdown", "html", "xml", "mail", "mailbox", "delimited"))
"""Kinds that are text with or without markup. Content does not distinguish them with certainty, so the name decides."""


def is_source_code(name: str) -> bool:
    """True for a file whose name is that of a program or of its configuration.

    >>> is_source_code("Billing.JAVA"), is_source_code("Billing.docx")
    (True, False)
    """
    return PurePath(name).suffix.lower() in SOURCE_CODE
