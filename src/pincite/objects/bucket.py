"""Reads, writes, lists and deletes objects under one prefix of a bucket; whatever goes wrong is one sentence.

Each call waits for the network, and may come from any thread. What was put is whole and durable once the call returns:
the store shows an object whole or not at all.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pincite.errors import WorkspaceError
from pincite.objects.address import KEY, SECRET, TOKEN, Address

if TYPE_CHECKING:
    from obstore.store import S3Store

CONNECT_SECONDS: Final = 5

ANSWER_SECONDS: Final = 60.0
"""How long a request may take: an original of 200 MB at 30 Mbit/s. It is asked again a few times after that."""

TRIES: Final = 3

NOWHERE: Final = "http://127.0.0.1:9"
"""A proxy that is not there: the port to which everything is sent in vain (RFC 863). Both clients follow a store that
sends them elsewhere, with the token of their session; any host but the store's own is looked for behind this."""

ROLES: Final = ("169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254")
"""Where a machine of Amazon's is told the credentials of its role; beside these, its service for tokens."""

PROXIES: Final = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
"""Variables by which a machine reaches others through a proxy, in capitals or not."""

AMAZON: Final = "https://s3.{region}.amazonaws.com"
"""Amazon's server for a region, as both clients would name it."""

LARGEST: Final = 1_000_000_000
"""Bytes of an object that is read whole: a file that is sent has 512 MB at most, one that is read in some more."""

CODE: Final = re.compile(r"<Code>(\w{1,60})</Code>")
STATUS: Final = re.compile(r"status code: (\d{3})")

REASONS: Final[Mapping[str, str]] = {
    "NoSuchBucket": "there is no such bucket; make it, or correct objects in [store]",
    "InvalidAccessKeyId": "the store does not know the access key; correct the credentials",
    "SignatureDoesNotMatch": "the store refuses the credentials; correct them",
    "AccessDenied": "the store refuses the credentials; they need to read, write, list and delete there",
    "ExpiredToken": "the credentials have expired; renew them",
    "InvalidToken": "the store refuses the credentials; correct them",
    "RequestTimeTooSkewed": "the store's clock and this machine's differ; set the clock",
    "401": "the store refuses the credentials; correct them",
    "403": "the store refuses the credentials; they need to read, write, list and delete there",
    "QuotaExceeded": "the store is full; make room there",
    "InsufficientStorage": "the store is full; make room there",
    "XMinioStorageFull": "the store is full; make room there",
    "507": "the store is full; make room there",
    "503": "the store is overloaded or down; try again later",
    "SlowDown": "the store is overloaded; try again later",
}
"""What the codes and statuses mean that a person can do something about."""


def reason_of(error: BaseException) -> str:
    """What went wrong, in words without any secret. An answer's own text is not repeated, only its code."""
    text = str(error)
    for found in (CODE.search(text), STATUS.search(text)):
        if found is not None and found[1] in REASONS:
            return REASONS[found[1]]
    lowered = text.lower()
    if any(said in lowered for said in ("timed out", "timedout", "kind: timeout")):
        return "the store did not answer in time; see that it runs"
    found = CODE.search(text) or STATUS.search(text)
    if found is not None:
        return f"the store answered {found[1]}; see its log"
    if any(said in lowered for said in ("connect", "dns", "error sending request")):
        return "the store cannot be reached; see that it runs, and that objects_endpoint in [store] is right"
    if "credential" in lowered or "metadata" in lowered or "imds" in lowered:
        return "there are no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role"
    return "the store did not do it; see its log"


@dataclass(frozen=True)
class Bucket:
    """The objects under one prefix.

    `answer_seconds` is the longest that one request may take, `largest` the most bytes that are read of an object.
    """

    address: Address
    answer_seconds: float = ANSWER_SECONDS
    largest: int = LARGEST

    @property
    def name(self) -> str:
        """Where they are, for people."""
        return self.address.name

    def put(self, key: str, content: bytes) -> None:
        """Keep an object, in the place of one that has that name.

        Raises:
            WorkspaceError: it cannot be kept.
        """
        import obstore

        with self._reported(f"{key} cannot be kept"):
            obstore.put(self._store, self._named(key), content, use_multipart=False)

    def create(self, key: str, content: bytes) -> bool:
        """Keep an object under a name that none has yet; False if one has it. Of several at once, one wins.

        Raises:
            WorkspaceError: it cannot be kept.
        """
        import obstore
        from obstore.exceptions import AlreadyExistsError

        with self._reported(f"{key} cannot be kept"):
            try:
                obstore.put(self._store, self._named(key), content, mode="create", use_multipart=False)
            except AlreadyExistsError:
                return False
        return True

    def get(self, key: str) -> bytes | None:
        """An object's content; None if there is none of that name.

        Raises:
            WorkspaceError: it cannot be read, is larger than any of ours, or the bucket is missing.
        """
        import obstore

        with self._reported(f"{key} cannot be read"):
            try:
                found = obstore.get(self._store, self._named(key))
                if found.meta["size"] <= self.largest:
                    return bytes(found.bytes())
            except FileNotFoundError as error:
                if "NoSuchBucket" in str(error):
                    raise
                return None
        raise WorkspaceError(f"the objects in {self.name}: {key} is larger than any that pincite puts; take it away")

    def listed(self, below: str) -> Iterator[tuple[str, int]]:
        """Name and size in bytes of each object below a name that ends with a slash.

        Raises:
            WorkspaceError: they cannot be listed.
        """
        import obstore

        start = len(self._named(""))
        with self._reported(f"{below} cannot be listed"):
            for found in obstore.list(self._store, self._named(below), chunk_size=1000):
                for each in found:
                    yield each["path"][start:], each["size"]

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects; those that are not there are no error.

        Raises:
            WorkspaceError: one cannot be deleted.
        """
        import obstore

        listed = [self._named(key) for key in keys]
        with self._reported(f"{len(listed)} objects cannot be deleted"):
            for first in range(0, len(listed), 1000):
                obstore.delete(self._store, listed[first : first + 1000])

    def url(self, key: str) -> str:
        """The address of an object, or of all below a name."""
        return f"s3://{self.address.bucket}/{self._named(key)}".rstrip("/")

    def options(self) -> dict[str, str]:
        """The options by which LanceDB opens a table in this bucket; the credentials are among them.

        The server is always among them, and that it is spoken to by TLS: what is left out, LanceDB takes from variables
        of the environment that nobody has looked at, such as `AWS_ENDPOINT` and `AWS_ALLOW_HTTP`.
        """
        address, seconds = self.address, f"{self.answer_seconds:g}s"
        found = {
            "aws_region": address.region,
            "aws_endpoint": address.endpoint or AMAZON.format(region=address.region),
            "allow_http": str(_is_plain(address)).lower(),
            "allow_invalid_certificates": "false",
            "timeout": seconds,
            "connect_timeout": f"{CONNECT_SECONDS}s",
            "client_max_retries": str(TRIES),
            "client_retry_timeout": f"{max(1, round(self.answer_seconds))}",
        }
        if address.credentials is not None:
            found |= {KEY: address.credentials.key, SECRET: address.credentials.secret}
            if address.credentials.token:
                found[TOKEN] = address.credentials.token
        if not any(os.environ.get(name) or os.environ.get(name.lower()) for name in PROXIES):
            found |= {"proxy_url": NOWHERE, "proxy_excludes": ",".join(_hosts(address))}
        if address.kms_key is not None:
            found |= {"aws_server_side_encryption": "aws:kms", "aws_sse_kms_key_id": address.kms_key}
        return found

    def _named(self, key: str) -> str:
        return f"{self.address.prefix}/{key}".lstrip("/")

    @cached_property
    def _store(self) -> "S3Store":
        from obstore.store import S3Store

        return S3Store(
            self.address.bucket,
            config=_own(self.options()),  # type: ignore[arg-type]
            client_options={  # type: ignore[arg-type]
                "allow_http": _is_plain(self.address),
                "allow_invalid_certificates": False,
                "timeout": timedelta(seconds=self.answer_seconds),
                "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
                **{name: value for name, value in self.options().items() if name.startswith("proxy_")},
            },
            retry_config={"max_retries": TRIES, "retry_timeout": timedelta(seconds=self.answer_seconds)},
        )

    @contextmanager
    def _reported(self, what: str) -> Iterator[None]:
        from obstore.exceptions import BaseError

        try:
            yield
        except (BaseError, OSError, ValueError) as error:
            raise WorkspaceError(f"the objects in {self.name}: {what}, since {reason_of(error)}") from error


def _is_plain(address: Address) -> bool:
    return address.endpoint is not None and address.endpoint.startswith("http://")


def _hosts(address: Address) -> Iterator[str]:
    """The hosts that the clients may speak to."""
    yield urlsplit(address.endpoint or AMAZON.format(region=address.region)).hostname or ""
    if address.credentials is None:
        yield from ROLES
        yield f"sts.{address.region}.amazonaws.com"


def _own(options: Mapping[str, str]) -> dict[str, str]:
    """Those of LanceDB's options that say where and as whom; times are told otherwise."""
    return {name: value for name, value in options.items() if name.startswith("aws_")}
