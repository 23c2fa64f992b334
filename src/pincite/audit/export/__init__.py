"""The record for somebody else: which records, and in what form (CSV, PDF; JSON lines are the verbs' own form)."""

from importlib.util import find_spec

from pincite.errors import RecordError


def require_pdf() -> None:
    """Refuse, before anything is recorded, if no PDF can be made.

    Raises:
        RecordError: reportlab is not installed; it comes with the extra `export`.
    """
    if find_spec("reportlab") is None:
        raise RecordError(
            "the record cannot be written as a PDF: the package reportlab is not installed; run: "
            "pip install 'pincite[export]', or take --format csv"
        )
