"""`gouji publish`: what was asked for, and where it goes."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import duckdb

from flows.landing.refusals import in_english
from flows.publish.built import PublishError
from flows.publish.files import FORMATS, Tell
from flows.publish.folder import publish_folder
from flows.warehouse.publishing import DATABASE

_SERVER = ("postgresql://", "postgres://")


class UsageError(ValueError):
    """An order that makes no sense; the message says why."""


class Order(NamedTuple):
    """A database, and a folder with some formats or a server with a role that may read."""

    database: Path
    to: str
    formats: tuple[str, ...]
    role: str | None


def order(warehouse: Path, to: str, formats: str | None, role: str | None) -> Order:
    """The order that these arguments of the command make. Raises UsageError where they contradict one another."""
    database, to_server = warehouse / DATABASE, to.startswith(_SERVER)
    chosen = tuple(formats.split(",")) if formats is not None else FORMATS
    if "://" in to and not to_server:
        raise UsageError("--to takes a folder or postgresql://user@host/database")
    if to_server and has_password(to):
        raise UsageError("--to: leave the password out, as everybody here can see the arguments of a command; "
                         "PGPASSWORD, ~/.pgpass or a service has it, as for psql")  # fmt: skip
    if to_server and formats is not None:
        raise UsageError("--format is for a folder; PostgreSQL has one")
    if role is not None and not to_server:
        raise UsageError("--role is for PostgreSQL; who may read a folder is set on the folder")
    if unknown := set(chosen) - set(FORMATS):
        raise UsageError(f"--format: {', '.join(sorted(unknown))}: there are {', '.join(FORMATS)}")
    if not database.is_file():
        raise UsageError(f"{database}: there is no warehouse yet; run `gouji run` first")
    return Order(database, to, chosen, role)


def has_password(to: str) -> bool:
    """Whether the address of a server holds a password, which whoever stores or lists the address would show.

    Raises UsageError for an address that is none.
    """
    try:
        parts = urlsplit(to)
    except ValueError as error:
        raise UsageError("--to takes a folder or postgresql://user@host/database") from error
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    is_given = ":" in parts.netloc.rpartition("@")[0] or not options.keys().isdisjoint(("password", "sslpassword"))
    return to.startswith(_SERVER) and is_given


def publish(order: Order, tell: Tell) -> int:
    """Publish as ordered; returns how many marts there are. Raises PublishError, and BusyError for a folder."""
    try:
        if not order.to.startswith(_SERVER):
            return publish_folder(order.database, Path(order.to), order.formats, tell)
        # The driver is loaded only where there is a server to talk to.
        from flows.publish.postgres import publish_to_server

        return publish_to_server(order.database, order.to, order.role, tell)
    except duckdb.Error as error:
        raise PublishError(f"{in_english(error)}; what was published is unchanged") from error
    except OSError as error:
        raise PublishError(f"{in_english(error)}; what was published is unchanged") from error
