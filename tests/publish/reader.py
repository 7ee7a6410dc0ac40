"""A reader in a process of its own: asks one question again and again until it is told to stop.

Prints every answer once, and how often it asked. `python -m tests.publish.reader TARGET QUERY`, ended by closing its
input; TARGET is a database file, or a server that is asked in one long session and in a new one each time.
"""

from __future__ import annotations

import json
import select
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

import duckdb
from adbc_driver_postgresql import dbapi


def ask_file(path: str, query: str) -> list[Any]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(query).fetchall()


def ask_session(connection: dbapi.Connection, query: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def ask_server(url: str, query: str) -> list[Any]:
    with closing(dbapi.connect(url, autocommit=True)) as connection:
        return ask_session(connection, query)


def main(target: str, query: str) -> None:
    asked: list[Callable[[], list[Any]]] = [lambda: ask_file(target, query)]
    if "://" in target:
        session = dbapi.connect(target, autocommit=True)
        asked = [lambda: ask_session(session, query), lambda: ask_server(target, query)]
    answers, count = set(), 0
    while not select.select([sys.stdin], [], [], 0)[0]:
        for ask in asked:
            answers |= set(ask())
            count += 1
            if count == 1:
                sys.stdout.write("reading\n")
                sys.stdout.flush()
    sys.stdout.write(json.dumps({"answers": sorted(answers), "count": count}))


if __name__ == "__main__":
    main(*sys.argv[1:])
