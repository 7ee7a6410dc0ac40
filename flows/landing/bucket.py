"""The object store that holds documents and results, where GOUJI_STORE names one; its library is loaded only then.

Any store that speaks the protocol of S3 will do. Where it is and who may use it is said by the usual variables, such as
AWS_ENDPOINT_URL and AWS_ACCESS_KEY_ID. Requests that fail on their way are made again, later each time.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flows.landing.files import LandingError
from flows.landing.refusals import line

if TYPE_CHECKING:
    from obstore.store import S3Store

SETTING = "GOUJI_STORE"
_ADDRESS = re.compile(r"s3://[a-z0-9][a-z0-9.-]*(/[^?#@]*)?")
_RETRIES, _PATIENCE = 6, dt.timedelta(minutes=2)
# A large object takes its time.
_WITHIN, _CONNECT_WITHIN = dt.timedelta(minutes=15), dt.timedelta(seconds=10)
_CODE = re.compile(r"<Code>(\w+)</Code>(?:.*?<Message>([^<]+)</Message>)?", re.DOTALL)
_ATTEMPT = re.compile(r"(Error performing \w+) \S+ in [^,\s]+(, after .*?retry_timeout: \w+)?")


class StoreError(LandingError):
    """The store cannot be used as it should; the message says what is wrong with which place in it."""


class MissingError(StoreError):
    """There is no such object."""


class Object(NamedTuple):
    """An object in the store: its key, its size in bytes, and what differs between any two contents of that key."""

    key: str
    size: int
    version: str


def configured() -> Bucket | None:
    """The store that is named; None where everything is on the local disk. Raises StoreError for one that is none."""
    address = os.environ.get(SETTING, "")
    return _opened(address) if address else None


@lru_cache(maxsize=1)
def _opened(address: str) -> Bucket:
    return Bucket(address)


class Bucket:
    """A store, seen from the place in it that an address names; keys are below that place."""

    def __init__(self, address: str) -> None:
        if not _ADDRESS.fullmatch(address):
            raise StoreError(f"{SETTING}: {line(address)} is no address such as s3://bucket/prefix")
        self.address = address.rstrip("/")
        try:
            import obstore
        except ImportError as error:
            raise StoreError(f"{SETTING}: the package obstore is not installed; install gouji[scale]") from error
        self._library = obstore
        self._store = self._connected()

    def _connected(self) -> S3Store:
        from obstore.store import S3Store

        # Without TLS only where somebody has named such an address.
        endpoint = os.environ.get("AWS_ENDPOINT_URL", os.environ.get("AWS_ENDPOINT", ""))
        allowed = endpoint.startswith("http://")
        with self._asking(""):
            return S3Store.from_url(
                self.address,
                client_options={"allow_http": allowed, "timeout": _WITHIN, "connect_timeout": _CONNECT_WITHIN},
                retry_config={"max_retries": _RETRIES, "retry_timeout": _PATIENCE},
            )

    def objects(self, folder: str) -> Iterator[Object]:
        """All objects below a folder, in no order."""
        with self._asking(folder):
            for found in self._library.list(self._store, folder):
                for one in found:
                    version = f"{one['e_tag']} {one['version']} {one['last_modified'].timestamp()}"
                    yield Object(one["path"], one["size"], version)

    def read(self, key: str) -> bytes:
        """The content of an object. Raises MissingError."""
        with self._asking(key):
            return bytes(self._library.get(self._store, key).bytes())

    def stream(self, key: str) -> Iterator[bytes]:
        """The content of an object, piece by piece. Raises MissingError."""
        with self._asking(key):
            for piece in self._library.get(self._store, key).stream():
                yield bytes(piece)

    def put(self, key: str, content: bytes | Path) -> None:
        """Put an object, all of it or nothing."""
        with self._asking(key):
            self._library.put(self._store, key, content)

    def create(self, key: str, content: bytes | Path) -> bool:
        """Put an object where there is none; False where there is one, which is left as it is."""
        from obstore.exceptions import AlreadyExistsError

        with self._asking(key):
            try:
                self._library.put(self._store, key, content, mode="create")
            except AlreadyExistsError:
                return False
        return True

    def remove(self, keys: Sequence[str]) -> None:
        """Remove objects."""
        with self._asking(""):
            self._library.delete(self._store, list(keys))

    @contextmanager
    def _asking(self, key: str) -> Iterator[None]:
        """Raise what the library raises as an error of one line, which names the place."""
        from obstore.exceptions import BaseError

        place = f"{self.address}/{key}".rstrip("/")
        try:
            yield
        except FileNotFoundError as error:
            # That there is no bucket is said of an object, too.
            kind = StoreError if "NoSuchBucket" in str(error) else MissingError
            raise kind(f"{place}: {_said(error)}") from None
        except (BaseError, ValueError) as error:
            raise StoreError(f"{place}: {_said(error)}") from None


def _said(error: Exception) -> str:
    """What a store has said, without the request and what the library shows for its makers."""
    said = str(error).partition("Debug source:")[0]
    if code := _CODE.search(said):
        return line(f"the store refuses ({code[1]}): {code[2] or ''}").rstrip(": ")
    return line(_ATTEMPT.sub(r"\1", said))
