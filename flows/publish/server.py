"""One session with a PostgreSQL server: statements, queries and bulk copies, with errors of one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pyarrow as pa
from adbc_driver_manager import Error
from adbc_driver_postgresql import dbapi

from flows.landing.refusals import line
from flows.publish.built import ServerError

# A server that is not there, or disappears, is noticed within half a minute instead of a quarter of an hour.
_DEFAULTS = {"application_name": "gouji publish", "connect_timeout": "10", "tcp_user_timeout": "30000"}
_REASON = re.compile(r"(?:ERROR|FATAL|PANIC):\s+(.+)|failed: (.+)|\[libpq\] (.+)")


class Server:
    """A session in which every statement is a transaction, unless they are executed within `transaction`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        # Without user and password, and without options, which can have a password too.
        self.place = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
        options = _DEFAULTS | dict(parse_qsl(parts.query, keep_blank_values=True))
        with self._in_one_line():
            uri = urlunsplit(parts._replace(query=urlencode(options)))
            self._connection = dbapi.connect(uri, autocommit=True)

    def close(self) -> None:
        """End the session, and with it all that only a session holds."""
        self._connection.close()

    def execute(self, *statements: str) -> None:
        """Execute statements that have no result, one after the other."""
        with self._in_one_line(), self._connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self._in_one_line(), self._connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    def copy(self, schema: str, table: str, batches: pa.RecordBatchReader) -> None:
        """Append batches to a table, without holding more than a few of them."""
        with self._in_one_line(), self._connection.cursor() as cursor:
            cursor.adbc_ingest(table, batches, mode="append", db_schema_name=schema)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is executed within takes effect at once, or not at all."""
        self.execute("begin")
        try:
            yield
            self.execute("commit")
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        try:
            self.execute("rollback")
        except ServerError:
            # The server is gone, and the transaction with it.
            return

    @contextmanager
    def _in_one_line(self) -> Iterator[None]:
        try:
            yield
        except Error as error:
            found = _REASON.search(str(error))
            reason = line(next(filter(None, found.groups())) if found else str(error))
            raise ServerError(f"{self.place}: {reason}; nothing is half published", error.sqlstate) from error
