"""The server's own certificate."""

import ssl
import stat
from pathlib import Path

from pincite.errors import WorkspaceError


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
