"""A provider outside the firm, as the settings have one: the shipped fake, reached by https on 127.0.0.1."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.web.certificates import make_certificate

from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.fake_wires import FakeRequest

OUTSIDE = "leaves_firm = true\ntrust_env = true\n"
"""What the table of such a model says of it, so that words count as gone and its certificate is believed."""


@contextmanager
def remote(folder: Path, reply: Callable[[FakeRequest], str]) -> Iterator[FakeProvider]:
    """The provider, with a certificate that this process and what it starts believe."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = make_certificate(folder, "127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with pytest.MonkeyPatch.context() as patch, running(FakeProvider(reply, tls=context)) as provider:
        patch.setenv("SSL_CERT_FILE", str(certificate))
        yield provider
