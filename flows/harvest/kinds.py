"""Whether what came is of a kind that can be a report or a list of reports."""

from __future__ import annotations

import re

from flows.documents.formats import is_binary
from flows.harvest.answers import Answer
from flows.harvest.errors import FetchError

_NEVER = re.compile(
    r"(audio|video|font|model)/|(text|application)/(css|(x-)?(java|ecma)script)$|application/(wasm|x-ms-?dos.*|x-dosexec"
    r"|x-msdownload|x-executable|vnd\.microsoft\.portable-executable|java-archive|vnd\.android\.package-archive)$"
)
_FILE = re.compile(r"\.(pdf|ofd|docx?|wps|rtf|xlsx?|xlsm|et|ods|odt|zip|rar|7z)$", re.IGNORECASE)
_BYTE_ORDER = (b"\xff\xfe", b"\xfe\xff")
_HEAD = 4_096


def is_page(answer: Answer) -> bool:
    """Whether an answer is a page, in which attachments may be linked."""
    return answer.media_type in ("text/html", "application/xhtml+xml", "") and not is_binary(answer.body)


def check_document(address: str, answer: Answer) -> None:
    """Raise FetchError where an answer cannot be a report, or is a page where the address names a file."""
    if not answer.body:
        raise FetchError("the answer is empty", passing=True)
    if _NEVER.match(answer.media_type):
        raise FetchError(f"of the type {answer.media_type}, which no report has")
    if is_binary(answer.body):
        return
    if not answer.body.startswith(_BYTE_ORDER) and b"\0" in answer.body[:_HEAD]:
        raise FetchError("of a type that is not known, and no text")
    named = _FILE.search(address.partition("?")[0])
    if named and is_page(answer):
        raise FetchError(f"a page came where the address promises a {named[0].lower()} file", passing=True)


def check_list(answer: Answer, most: int) -> None:
    """Raise FetchError where an answer cannot be a list of reports."""
    if len(answer.body) > most:
        raise FetchError(f"a list of more than {most} bytes")
    if is_binary(answer.body) or re.match(r"(image|audio|video|font)/", answer.media_type):
        raise FetchError(f"of the type {answer.media_type or 'of a file'}, which no list has")
