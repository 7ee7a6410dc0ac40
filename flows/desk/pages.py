"""The pages of the desk: the built site as it is, the page to sign in, and a word where there is no site yet."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from flows.desk.alone import DRAWN_WITH, page, piece
from flows.messages import told

_STATIC = Path(__file__).parent / "static"

pages = APIRouter()

_PACKAGED = StaticFiles(directory=DRAWN_WITH)


class Site(StaticFiles):
    """The files of a built site, and nothing beside it; until it is built, a page says how to build it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)
        self._folder = folder

    async def check_config(self) -> None:
        """It may be built while the desk is running."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file; raises HTTPException where there is none, or where it is hidden."""
        if any(part.startswith(".") and part != "." for part in path.split("/")):
            raise HTTPException(404)
        if not (self._folder / "index.html").is_file():
            return await self._alone(path, scope)
        return await super().get_response(path, scope)

    async def _alone(self, path: str, scope: Scope) -> Response:
        """What a desk without a built site shows: a word about it, and the page for drafts with what it needs."""
        if path == "draft.html":
            return HTMLResponse(page())
        if found := piece(path):
            return Response(found, media_type="text/javascript")
        if path == "." or path.endswith(".html"):
            return message(told("desk_no_site"), 200, told("desk_no_site_yet"), draft=True)
        if path.startswith("static/"):
            return await _PACKAGED.get_response(path.removeprefix("static/"), scope)
        raise HTTPException(404)


def message(text: str, status: int, more: str = "", draft: bool = False) -> HTMLResponse:
    """A page that says one thing, with a link to the page for drafts where that is all there is."""
    return HTMLResponse(_templates().get_template("message.html").render(text=text, more=more, draft=draft), status)


@pages.get("/login")
def login() -> HTMLResponse:
    """The page to sign in."""
    return HTMLResponse(_templates().get_template("login.html").render())


@pages.get("/login.js")
def login_script() -> FileResponse:
    """Its script."""
    return FileResponse(_STATIC / "login.js")


@pages.get("/login.css")
def login_style() -> FileResponse:
    """Its looks, and those of the page that says one thing."""
    return FileResponse(_STATIC / "login.css")


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(loader=PackageLoader("flows.desk"), autoescape=True, undefined=StrictUndefined)
