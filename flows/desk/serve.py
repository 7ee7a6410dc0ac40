"""Runs the desk until it is stopped."""

from __future__ import annotations

import argparse
import getpass
import socket
import sys
from pathlib import Path
from threading import Thread

import uvicorn

from flows.desk.app import create
from flows.desk.guard import is_loopback
from flows.desk.passwords import PasswordError, users
from flows.desk.passwords import add as add_user
from flows.desk.patience import Connection
from flows.desk.readers import prepare
from flows.landing.refusals import in_chinese, in_english
from flows.messages import told

_ENDING, _CONNECTIONS = 5, 500


class ServeError(ValueError):
    """A desk that cannot be opened as asked; the message says what to do."""


def run(options: argparse.Namespace) -> None:
    """Do what the options of `flows.desk.options` ask for. Raises ServeError."""
    if options.add_user is None:
        serve(options.raw, options.warehouse, options.host, options.port, options.passwords)
    elif options.passwords is None:
        raise ServeError("--add-user: name the file to write to with --passwords FILE")
    else:
        add(options.passwords, options.add_user, options.role)


def serve(raw: Path, warehouse: Path, host: str, port: int, passwords: Path | None) -> None:
    """Open the desk and print its address. Raises ServeError where it may not be opened, or cannot."""
    if passwords is None and not is_loopback(host):
        raise ServeError(f"--host {host}: others can reach it; name those who may with --passwords FILE")
    try:
        if passwords is not None:
            users(passwords)
        listening = _bound(host, port)
    except (PasswordError, OSError) as error:
        raise ServeError(in_english(error)) from error
    with listening:
        bound = listening.getsockname()[1]
        app = create(raw, warehouse, passwords, host, bound)
        # No line for a request: it would name the drafts.
        config = uvicorn.Config(
            app, http=Connection, log_level="warning", access_log=False, server_header=False, proxy_headers=False,
            ws="none", lifespan="off", timeout_graceful_shutdown=_ENDING, limit_concurrency=_CONNECTIONS,
        )  # fmt: skip
        Thread(target=prepare, daemon=True).start()
        address = f"http://{f'[{host}]' if ':' in host else host}:{bound}/"
        sys.stdout.write(f"{told('desk_address', address=address)}\n")
        sys.stdout.flush()
        uvicorn.Server(config).run(sockets=[listening])


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise ServeError(told("desk_port", address=f"{host}:{port}", why=_why(error))) from error


def _why(error: Exception) -> str:
    """What is refused is a port or a name here, not a file."""
    if isinstance(error, PermissionError):
        return told("desk_port_rights")
    # `create_server` raises another error for it.
    return told("desk_port_name") if isinstance(error.__context__, socket.gaierror) else in_chinese(error)


def add(passwords: Path, name: str, role: str) -> None:
    """Ask for a password twice, or read it from a pipe, and write it down. Raises ServeError."""
    if sys.stdin.isatty():
        password = getpass.getpass(f"password of {name}: ")
        if getpass.getpass("once more: ") != password:
            raise ServeError("the two passwords differ; nothing was written")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    try:
        add_user(passwords, name, role, password)
    except PasswordError as error:
        raise ServeError(str(error)) from error
