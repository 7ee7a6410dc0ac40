"""What every request passes first: which host it names, who sends it, whether it may write, and how much it brings."""

from __future__ import annotations

import hmac
import ipaddress
import socket
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

import anyio
from h11 import LocalProtocolError
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows.desk.sessions import Session, Sessions, session
from flows.desk.uploads import FORM_BYTES, LIST_BYTES, counted
from flows.messages import told

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; worker-src blob:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OPEN = {"/login", "/login.js", "/login.css", "/api/session", "/api/login"}
"""What those may see who have not signed in."""

_UPLOADS, _BODY_BYTES = {"/api/check": FORM_BYTES, "/api/replies": LIST_BYTES}, 64_000
_DRAIN_SECONDS = 2
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Guard:
    """Refuses what the desk must not answer, and gives every answer its headers.

    `request.scope["session"]` is the session of the browser. With `passwords`, only `OPEN` is shown to those who have
    not signed in; without, everybody may decide.
    """

    def __init__(self, app: ASGIApp, host: str, cookie: str, sessions: Sessions, passwords: bool) -> None:
        self._app, self._cookie, self._sessions = app, cookie, sessions
        self._hosts = _names(host)
        self._nobody = session(None, None if passwords else "decide")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        sending = _with_headers(scope["path"], send)
        try:
            self._check_host(scope, headers)
            scope["cookie"] = self._cookie_of(headers)
            scope["session"] = self._sessions.find(scope["cookie"]) or self._nobody
            if scope["session"].role is None and scope["path"] not in OPEN:
                await _sign_in(scope["path"])(scope, receive, sending)
                return
            if scope["method"] not in ("GET", "HEAD"):
                _check_write(scope["session"], headers)
            receive = counted(scope, receive, _UPLOADS.get(scope["path"], _BODY_BYTES))
        except HTTPException as error:
            await _drain(receive)
            refused = JSONResponse({"error": error.detail}, error.status_code, {"Connection": "close"})
            await refused(scope, receive, sending)
            return
        await self._app(scope, receive, sending)

    def _check_host(self, scope: Scope, headers: Headers) -> None:
        """A foreign page can make its own name lead here, but then it sends that name."""
        try:
            named = urlsplit(f"//{headers.get('host', '')}")
            address, port = scope["server"]
            known = named.hostname in self._hosts or named.hostname == str(address).partition("%")[0]
            if known and (named.port or 80) == port:
                return
        except ValueError:
            pass
        raise HTTPException(421, told("desk_host"))

    def _cookie_of(self, headers: Headers) -> str:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            return ""
        return found.value if found else ""


def _names(host: str) -> set[str]:
    """The names under which this machine is reached when the server is bound to `host`."""
    if is_loopback(host):
        return {*_LOOPBACK, host}
    return {host.lower(), socket.gethostname().lower(), socket.getfqdn().lower()}


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server bound to `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _check_write(session: Session, headers: Headers) -> None:
    """Only our own pages know the token, and a browser tells where a request comes from."""
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != headers.get("host"):
        raise HTTPException(403, told("desk_foreign"))
    if not hmac.compare_digest(headers.get("x-csrf-token", "").encode(), session.csrf.encode()):
        raise HTTPException(403, told("desk_stale"))


async def _drain(receive: Receive) -> None:
    """Take what a refused request brings, if it is small: else its sender might never see the answer."""
    size = 0
    with anyio.move_on_after(_DRAIN_SECONDS):
        while size <= _BODY_BYTES:
            message = await receive()
            size += len(message.get("body", b""))
            if message["type"] != "http.request" or not message.get("more_body"):
                return


def _sign_in(path: str) -> JSONResponse | RedirectResponse:
    if path.startswith("/api/"):
        return JSONResponse({"error": told("desk_sign_in")}, 401)
    return RedirectResponse("/login", 303)


def _with_headers(path: str, send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            headers["Cache-Control"] = "no-store" if path.startswith(("/api/", "/login")) else "no-cache"
        # Whoever sends nonsense behind a request has been told so, and the connection is closed.
        with suppress(LocalProtocolError):
            await send(message)

    return sending
