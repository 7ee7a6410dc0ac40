"""What tells whether a document has changed: its bytes, but for what certainly says nothing in a page.

That is a counter of readers or the day of the visit in a line of its own, a token against forged forms, and a comment.
"""

from __future__ import annotations

import hashlib
import re

from flows.documents import Unreadable, limits
from flows.documents.decoding import decode
from flows.harvest.answers import Answer
from flows.harvest.finding.tokens import Tag, tokens
from flows.harvest.kinds import is_page

_LINE = re.compile(
    r"(?<=>)\s*+(?:"
    r"(?:浏览|点击|阅读)(?:次数|数)\s*+[:：]\s*+(?:<(?:span|em|b|i|strong|font)\b[^<>]*+>\s*+)?\d{1,9}+\s*+(?:次\s*+)?"
    r"|今天是\s*+[:：]?\s*+\d{4}年\d{1,2}月\d{1,2}日\s*+(?:星期[一二三四五六日天]\s*+)?"
    r")(?=<)"
)
# Within a script, what looks like the beginning of a comment is none: one with a tag in it is left alone.
_COMMENT = re.compile(r"<!--[^<>]{0,300}-->")
_TAG = re.compile(r"<(?:input|meta|script|style|link)\b[^<>]*+>", re.IGNORECASE)
_FORGERY = re.compile(r"__(?:VIEWSTATE|VIEWSTATEGENERATOR|EVENTVALIDATION)|.{0,40}(?:csrf|nonce|token).{0,40}", re.I)


def digest_of(answer: Answer) -> str:
    """The SHA-256 of the document in an answer; of a page with parts that say nothing, that of its address and rest.

    Two addresses have one digest only if their bytes are the same.
    """
    data = answer.body
    if is_page(answer) and len(data) <= limits.TEXT_BYTES:
        try:
            text, _ = decode(data)
        except Unreadable:
            text = ""
        said = _COMMENT.sub("", _LINE.sub("", _TAG.sub(_without_token, text)))
        if said != text:
            data = f"{answer.url}\n{said}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()


def _without_token(found: re.Match[str]) -> str:
    tag = next(tokens(found[0]))
    assert isinstance(tag, Tag)
    attributes = tag.attributes
    is_token = _FORGERY.fullmatch(attributes.get("name", "")) is not None
    if tag.name == "input" and is_token and attributes.get("type", "").strip().lower() == "hidden":
        return f"<input {attributes['name']}>"
    if tag.name == "meta" and is_token:
        return f"<meta {attributes['name']}>"
    if tag.name in ("script", "style", "link") and "nonce" in attributes:
        return f"<{tag.name} {sorted((name, value) for name, value in attributes.items() if name != 'nonce')}>"
    return found[0]
