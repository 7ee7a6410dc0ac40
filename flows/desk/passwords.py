"""Who may sign in: a file with a line `name:role:hash` for each, written by `gouji serve --add-user`."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import NamedTuple

from flows.landing.replacing import replace

ROLES = ("read", "decide")
"""`read` sees the site and checks drafts; `decide` also decides on findings."""

SHORTEST, LONGEST = 8, 200
# 16 MB and a twentieth of a second each: what an attacker has to spend on every guess.
_COST = {"n": 1 << 14, "r": 8, "p": 1}
_SALT = 16


class PasswordError(ValueError):
    """A password file or an entry of it that cannot be used; the message says which line and why."""


class User(NamedTuple):
    """Somebody who may sign in."""

    name: str
    role: str
    hash: str


def users(path: Path) -> dict[str, User]:
    """Everybody in the file, by name. Raises PasswordError with the line that is wrong, OSError without the file."""
    found: dict[str, User] = {}
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise PasswordError(f"{path}: is not UTF-8, nor what gouji serve --add-user writes") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            user = _user(f"{path}:{number}", line.strip())
            found[user.name] = user
    if not found:
        raise PasswordError(f"{path}: names nobody; add somebody with gouji serve --add-user")
    return found


def _user(place: str, line: str) -> User:
    name, _, rest = line.partition(":")
    role, _, hashed = rest.partition(":")
    if not name or role not in ROLES or not hashed.startswith("scrypt$") or hashed.count("$") != 2:
        raise PasswordError(f"{place}: is not name:role:hash as gouji serve --add-user writes it")
    return User(name, role, hashed)


def add(path: Path, name: str, role: str, password: str) -> None:
    """Add somebody to the file, or give them another role and password. Raises PasswordError."""
    if not name.strip() or not name.isprintable() or ":" in name or len(name) > LONGEST:
        raise PasswordError(f"{name!a}: a name is printable, without a colon, and not blank")
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordError(f"a password has {SHORTEST} to {LONGEST} characters")
    known = users(path) if path.exists() else {}
    known[name.strip()] = User(name.strip(), role, hash_of(password))
    content = "".join(":".join(user) + "\n" for user in known.values()).encode()
    # Nobody else has to read it, not even for a moment.
    usual = os.umask(0o077)
    try:
        replace(path, content)
    finally:
        os.umask(usual)


def hash_of(password: str) -> str:
    """What is kept of a password."""
    salt = os.urandom(_SALT)
    return "$".join(("scrypt", _text(salt), _text(_key(password, salt))))


def verify(user: User | None, password: str) -> bool:
    """Whether the password is this user's; for nobody it takes as long, so that names cannot be found out."""
    _, salt, key = (user.hash if user else _NOBODY).split("$")
    same = hmac.compare_digest(_key(password, base64.b64decode(salt)), base64.b64decode(key))
    return same and user is not None


def _key(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, **_COST)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


_NOBODY = "$".join(("scrypt", _text(secrets.token_bytes(_SALT)), _text(secrets.token_bytes(64))))
