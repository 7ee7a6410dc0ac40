"""The desk as a web application: guard, API, pages."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from flows.desk.api import api
from flows.desk.decisions import Decisions, EntryError
from flows.desk.desk import Desk
from flows.desk.guard import Guard
from flows.desk.pages import Site, message, pages
from flows.desk.readers import BusyError, ReadError, Readers
from flows.desk.sessions import Attempts, Sessions
from flows.messages import told

_CODES = {401: "desk_file_forbidden", 404: "desk_no_page", 405: "desk_no_method"}


def create(raw: Path, warehouse: Path, passwords: Path | None, host: str, port: int) -> ASGIApp:
    """The desk over the site and the decisions of a warehouse, bound to `host` and `port`."""
    site = warehouse / "site"
    # Browsers share the cookies of one host among its ports.
    cookie = f"gouji-{port}"
    desk = Desk(host, site, passwords, cookie, Decisions(raw, warehouse), Readers(), Sessions(passwords), Attempts())
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.desk = desk
    app.include_router(api)
    app.include_router(pages)
    app.mount("/", Site(site))
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _incomplete)
    app.add_exception_handler(EntryError, _not_entered)
    app.add_exception_handler(ReadError, _not_read)
    app.add_exception_handler(BusyError, _busy)
    app.add_exception_handler(ClientDisconnect, _incomplete)
    app.add_exception_handler(Exception, _failed)
    return Guard(app, host, cookie, desk.sessions, passwords is not None)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code)
    text = told(code) if code else error.detail
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": text}, error.status_code, error.headers)
    return message(text, error.status_code)


def _incomplete(_: Request, __: Exception) -> Response:
    return JSONResponse({"error": told("desk_incomplete")}, 422)


def _not_entered(_: Request, error: Exception) -> Response:
    assert isinstance(error, EntryError)
    return JSONResponse({"error": str(error)}, error.status)


def _not_read(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 422)


def _busy(_: Request, __: Exception) -> Response:
    return JSONResponse({"error": told("desk_readers_busy")}, 503)


def _failed(_: Request, __: Exception) -> Response:
    return JSONResponse({"error": told("desk_failed")}, 500)
