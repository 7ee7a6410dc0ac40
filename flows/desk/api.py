"""What the pages ask the desk, under `/api/`; every answer is JSON, an error one sentence in Chinese."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from flows.desk.desk import Desk
from flows.desk.passwords import LONGEST, PasswordError, users, verify
from flows.desk.sessions import Session
from flows.desk.uploads import uploads
from flows.messages import told
from flows.replies.accept import Reply

api = APIRouter(prefix="/api")


class Entered(BaseModel):
    """A decision as the page sends it; `by` only where nobody has to sign in.

    `message` and `before` are what the page shows of the finding: where it has become another one, or somebody else has
    decided on it, nothing is written.
    """

    finding_id: str
    state: str
    reason: str = ""
    by: str = ""
    message: str | None = None
    before: str | None = None


class SignIn(BaseModel):
    """Name and password of somebody who signs in."""

    name: str
    password: str


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _session(request: Request) -> Session:
    session: Session = request.scope["session"]
    return session


def _deciding(session: Annotated[Session, Depends(_session)]) -> Session:
    if session.role != "decide":
        raise HTTPException(403, told("desk_read_only"))
    return session


OfDesk = Annotated[Desk, Depends(_desk)]


@api.get("/session")
def get_session(session: Annotated[Session, Depends(_session)]) -> dict[str, Any]:
    """Who is signed in and may do what, and the token that every POST has to bring as `X-CSRF-Token`."""
    return session._asdict()


@api.post("/login")
async def login(entered: SignIn, request: Request, response: Response, desk: OfDesk) -> dict[str, str]:
    """Sign in. Wrong passwords make the address wait."""
    address = request.client.host if request.client else ""
    if desk.passwords is None:
        raise HTTPException(409, told("desk_no_sign_in"))
    if wait := desk.attempts.wait(address):
        raise HTTPException(429, told("desk_wait", seconds=f"{wait:.0f}"), {"Retry-After": f"{wait:.0f}"})
    try:
        user = users(desk.passwords).get(entered.name.strip())
    except (PasswordError, OSError) as error:
        raise HTTPException(500, told("desk_passwords")) from error
    if len(entered.password) > LONGEST or not await run_in_threadpool(verify, user, entered.password) or not user:
        raise HTTPException(403, told("desk_wrong_password"))
    desk.attempts.right(address)
    key = desk.sessions.start(user)
    response.set_cookie(desk.cookie, key, httponly=True, samesite="strict", path="/")
    return {"user": user.name, "role": user.role}


@api.post("/logout")
def logout(request: Request, response: Response, desk: OfDesk) -> dict[str, None]:
    """Sign out."""
    desk.sessions.end(request.scope["cookie"])
    response.delete_cookie(desk.cookie, path="/")
    return {"user": None}


@api.post("/check")
async def check(request: Request, desk: OfDesk) -> Response:
    """Check the draft `file`, with last year's report `previous` where it is given; nothing is kept."""
    with desk.readers as readers:
        files = (await uploads(request, "file", "previous")).files
        if "file" not in files:
            raise HTTPException(400, told("desk_no_draft"))
        answer = await readers.check(files["file"], files.get("previous"))
    return Response(answer, 422 if answer.startswith(b'{"error"') else 200, media_type="application/json")


@api.get("/decisions")
def get_decisions(desk: OfDesk) -> dict[str, Any]:
    """The decisions that the built pages do not show yet."""
    return {"decisions": desk.decisions.since_build()}


@api.post("/decisions")
def post_decision(entered: Entered, session: Annotated[Session, Depends(_deciding)], desk: OfDesk) -> dict[str, Any]:
    """Decide on a finding; the next build takes it over."""
    by = session.user or entered.by
    desk.decisions.check_seen(entered.finding_id, entered.message, entered.before)
    return desk.decisions.enter(entered.finding_id, entered.state, entered.reason, by)


@api.post("/replies")
async def post_replies(
    request: Request, session: Annotated[Session, Depends(_deciding)], desk: OfDesk
) -> dict[str, int]:
    """Take over the list of findings `file` that came back filled in, all rows or none; what decides is kept."""
    with desk.readers as readers:
        form = await uploads(request, "file", texts=["by"])
        if "file" not in form.files:
            raise HTTPException(400, told("desk_no_list"))
        reply, by = form.files["file"], session.user or form.texts.get("by", "")
        came = Reply(reply.name, reply.data, await readers.rows(reply))
        return {"recorded": await run_in_threadpool(desk.decisions.accept, came, by)}
