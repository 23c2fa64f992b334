"""The server's own certificate."""

import ssl
import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from pincite.errors import WorkspaceError

WARNED_FROM: Final = timedelta(days=14)
"""Time before a certificate's end from which it is said: whatever renews them does so a month before."""


def end_of(certificate: Path) -> datetime:
    """When the certificate in a file ends: the server's own, which is the first there.

    Raises:
        WorkspaceError: the file cannot be read, or has none.
    """
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificates(certificate.read_bytes())[0].not_valid_after_utc
    except (OSError, ValueError) as error:
        raise WorkspaceError(f"{certificate} has no certificate that can be read ({error})") from error


def warning_of(end: datetime | None, now: datetime) -> str:
    """What is to be said of a certificate's end, empty as long as that is far away.

    >>> end = datetime(2026, 12, 1)
    >>> warning_of(end, datetime(2026, 11, 29)), warning_of(end, datetime(2026, 10, 1)), warning_of(None, end)
    ('the certificate ends in 2 days; renew it, and send the server SIGHUP', '', '')
    """
    if end is None or end - now > WARNED_FROM:
        return ""
    days = int((end - now) / timedelta(days=1))
    if end <= now:
        return "the certificate has ended, so no browser trusts this server; renew it, and send the server SIGHUP"
    when = "within a day" if days < 1 else "in 1 day" if days == 1 else f"in {days} days"
    return f"the certificate ends {when}; renew it, and send the server SIGHUP"


def context_of(certificate: Path, key: Path) -> ssl.SSLContext:
    """What a server needs for TLS: version 1.2 or later, with this certificate.

    Raises:
        WorkspaceError: one of the files cannot be read, the two do not belong together, the key has a passphrase, or
            every account of this machine may read it.
    """
    try:
        if key.stat().st_mode & stat.S_IROTH:
            raise WorkspaceError(f"every account of this machine may read the key {key}; run: chmod o= {key}")
        for file in (certificate, key):
            file.open("rb").close()
    except OSError as error:
        raise WorkspaceError(
            f"{error.filename} cannot be read ({error.strerror}); name the files of the certificate and its key in "
            "tls_certificate and tls_key"
        ) from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key, password=lambda: b"")  # a prompt would wait for ever
    except (ssl.SSLError, OSError) as error:
        why = getattr(error, "reason", None) or error.strerror or str(error)
        raise WorkspaceError(
            f"the certificate {certificate} cannot be used with the key {key} ({why}); both have to be PEM and of one "
            "pair, the key without a passphrase"
        ) from error
    return context
