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

_STATIC = Path(__file__).parent / "static"

pages = APIRouter()


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
        if path in (".", "index.html") and not (self._folder / "index.html").is_file():
            return message("还没有可查看的数据", 200, "请先运行 gouji run，完成后刷新本页。")
        return await super().get_response(path, scope)


def message(text: str, status: int, more: str = "") -> HTMLResponse:
    """A page that says one thing."""
    return HTMLResponse(_templates().get_template("message.html").render(text=text, more=more), status)


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
