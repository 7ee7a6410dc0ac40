"""What a document says it is: the report, or something written about reports or for another body.

Applied only to documents with neither a figure of the form nor three of its headings: a page that was cut, split, or
copied without its tables says as clearly as a whole one that it is the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from flows.documents.folding import squeeze
from flows.reading.identity.agencies import begins_with_division, ends_like_agency
from flows.reading.identity.title_text import year_of
from flows.reading.identity.titles import Title, bodies_of, only_dates_between, titles_of
from flows.reading.notices.headings import Seen
from flows.reading.prose import NUMERALS, Prose
from flows.reading.wordings import words

_ANCHOR = "公开"
_LONGEST_HEADLINE = 80
_SHORTEST_SENTENCE = 20
_LEAD = re.compile(r"^(?:[^:《]{1,6}:|[\[(《])*")
_TAIL = re.compile(r"(?:\([^()]*\)|》)+$")
_REPORT = re.compile(r"公开.{0,10}(?:年度报告|工作报告|年报)")
_ISSUED = re.compile(r"的(?:通知|公告|公示|函|通报)(?:\([^()]*\))?$")
_NUMBERED = re.compile(rf"\n[{NUMERALS}]{{1,2}}[、.]([^\n。]{{2,40}})(?=[\n。])")
_BRACKETED = re.compile(rf"\n\([{NUMERALS}]{{1,2}}\)([^\n。]{{2,40}})(?=[\n。])")
_EXPLAINED = re.compile(r"(?:^|[:《\[\])懂解说]) *([^:《\[\]()]{2,30}公开.{0,10}(?:年度报告|工作报告|年报))")
_GROUND = re.compile("(?:根据|按照|依据|依照)[^。]{0,150}?(?:编制|编写|形成|报告)[^。]{0,150}")
_PART = re.compile(rf"\([{NUMERALS}]{{1,3}}\)|[{NUMERALS}]{{1,3}}、")
_COVERED = re.compile("统计(?:期[限间]|时[限间段])[自为从是]?20\\d\\d年")
_LAW = "政府信息公开条例"
_FILE = re.compile(r"\.(?:docx?|wps|pdf|ofd|xlsx?|rar|zip|jpe?g|png)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-—–~至]+(?:19|20)\d\d)?学?年?")


class _Headline(NamedTuple):
    """A line that says what is below it: `report`, `issued`, `explanation`, `other_form` or `other`."""

    at: int
    until: int
    kind: str
    title: Title | None = None


def other_than_report(prose: Prose, headings: Sequence[Seen], page_title: str | None) -> str | None:
    """What a document is instead of the report, a code of `reasons.csv`; None where it says that it is the report.

    Titles of several bodies or years make a list, and 解读 in the title an explanation, only where the document has no
    text of the report itself; a single heading of the form may be the explanation's own.
    """
    headlines = _headlines(prose)
    own = _above_text(prose, headlines)
    kind = (own.kind if own else _kind_of_page(page_title)) or _kind_by_ground(prose)
    ordinals = {seen.ordinal for seen in headings}
    parts = _parts(prose)
    if kind == "other_form" and not ordinals - {1}:
        return "other_form"
    if kind == "explanation" and (not ordinals or (len(ordinals) == 1 and not _has_preface(prose))):
        return "explanation"
    if _shows_report_text(prose, kind, ordinals, parts):
        return None
    if _is_list(prose, headlines, own):
        return "list_of_reports"
    if kind == "report" and own is not None and (_has_text(prose, own) or has_attachments(prose)):
        return None
    if kind == "issued" and has_attachments(prose):
        return "attachment_only"
    return "explanation" if kind == "explanation" else "not_a_report"


def is_own_title(prose: Prose) -> bool:
    """Whether the line above the text of a document is the title of a report with its agency and year."""
    own = _above_text(prose, _headlines(prose))
    title = own.title if own and own.kind == "report" else None
    return title is not None and title.agency is not None and title.year is not None


def explained(prose: Prose) -> str | None:
    """The title of the report that a document explains, without words such as 解读."""
    at = next((h.at for h in _headlines(prose) if h.kind == "explanation"), None)
    found = _EXPLAINED.search(prose.dated_line(at)) if at is not None else None
    return found[1] if found else None


def has_attachments(prose: Prose) -> bool:
    """Whether a line names a file, or says that something is attached."""
    found = {i for word in words("attachment") for i in prose.lines_with(word)}
    if any(len(prose.squeezed_line(i)) <= _LONGEST_HEADLINE for i in found):
        return True
    return _FILE.search(prose.squeezed) is not None


def old_parts(prose: Prose) -> int:
    """How many numbered lines are headings of the forms before 2019, or of this one."""
    return len(_parts(prose))


def _shows_report_text(prose: Prose, kind: str | None, ordinals: set[int], parts: set[str]) -> bool:
    """Whether the text itself is that of the report: by its headings, below no other title, or by its preface."""
    is_titled = kind in ("report", "issued", "explanation")
    if is_titled and (ordinals or len(parts) > 1):
        return True
    if kind in (None, "report") and (_has_preface(prose) or len(ordinals) > 1 or len(parts) > 2):
        return True
    if kind is None and ordinals:
        if _is_titled_otherwise(prose):
            return False
        is_stated = any(word in prose.squeezed for word in words("told_requests") if len(word) > 2)
        return is_stated or _COVERED.search(prose.dated) is not None
    return _has_preface(prose) and bool(ordinals or parts)


def _is_titled_otherwise(prose: Prose) -> bool:
    """Whether a line is the title of another report that every agency makes: 某某局2022年法治政府建设年度报告."""
    lines = (prose.squeezed_line(i) for word in words("other_report") for i in prose.lines_with(word))
    return any(len(line) <= _LONGEST_HEADLINE and line.endswith(("报告", "报表", "总结")) for line in lines)


def _kind_by_ground(prose: Prose) -> str | None:
    """`other_form` where the report follows the rules of universities or enterprises."""
    for i in (i for word in words("other_ground") for i in prose.lines_with(word)):
        text = prose.squeezed_line(i)
        made = _GROUND.search(text)
        if made and any(word in made[0] for word in words("other_ground")):
            return "other_form" if _LAW not in made[0] or "学年" in prose.squeezed else None
    return None


def _has_preface(prose: Prose) -> bool:
    """Whether a sentence says that this is the report: 本报告所列数据…, 现公布某某局2023年…年度报告."""
    if any(word in prose.squeezed for word in words("preface")):
        return True
    lines = {i for word in words("announced") for i in prose.lines_with(word)}
    return any(_REPORT.search(prose.squeezed_line(i)) and year_of(prose.squeezed_line(i)) for i in lines)


def _parts(prose: Prose) -> set[str]:
    """The numbered lines that name a part of a report, of whatever year's form."""
    text = f"\n{prose.squeezed}\n"
    lines = {m[1] for m in _NUMBERED.finditer(text)} or {m[1] for m in _BRACKETED.finditer(text)}
    return {line for line in lines if any(word in line for word in words("form_part"))}


def _headlines(prose: Prose) -> list[_Headline]:
    """Every line that says what a document is, in reading order."""
    titles = {title.at: title for title in titles_of(prose)}
    found = []
    for i in sorted({*prose.lines_with(_ANCHOR), *titles}):
        title = titles.get(i)
        text = prose.dated_line(i).strip("|")
        if title is None and len(text) > _LONGEST_HEADLINE:
            continue
        if kind := _kind(text, title):
            found.append(_Headline(i, title.until if title else i, kind, title))
    return found


@lru_cache(maxsize=4_096)
def _kind(text: str, title: Title | None) -> str | None:
    plain = _TAIL.sub("", _LEAD.sub("", text))
    if _is_explained(text, plain):
        return "explanation"
    if _is_of_other_form(text, plain):
        return "other_form"
    if title is not None:
        return "issued" if _ISSUED.search(text) else "report"
    if "。" in text or _PART.match(text) or not text.rstrip(")》").endswith(words("other_genre")):
        return None
    return "other" if _names_body(plain) or year_of(plain) or _REPORT.search(plain) else None


def _names_body(plain: str) -> bool:
    return begins_with_division(plain) or ends_like_agency(plain.partition("政府信息公开")[0])


def _is_explained(text: str, plain: str) -> bool:
    """Whether a title says that it explains a report: 一图读懂某某局2023年…报告, 《…报告》解读."""
    if not _REPORT.search(text) or "。" in text:
        return False
    after = re.split("》|报告|年报", text)[-1].strip("()[] ")
    before = re.split(r"《|(?=(?:19|20)\d\d)", text)[0]
    return any(word in after or word in before for word in words("not_a_report"))


def _is_of_other_form(text: str, plain: str) -> bool:
    """Whether a title names the form of another body: of a university, an enterprise, a court."""
    if not _REPORT.search(plain) or "。" in text:
        return False
    if any(word in plain for word in words("other_form")):
        return True
    name = _YEAR.split(plain.partition("信息公开")[0])[0]
    return "政府信息公开" not in plain and name.endswith(words("other_body"))


def _kind_of_page(page_title: str | None) -> str | None:
    lines = (part for part in re.split(r"[\n_|]|\s-\s", page_title or "") if _REPORT.search(squeeze(part)))
    return next((kind for line in lines if (kind := _kind(squeeze(line), None)) in ("explanation", "other_form")), None)


def _above_text(prose: Prose, headlines: Sequence[_Headline]) -> _Headline | None:
    """The headline nearest above the first sentence that is below one; the first headline if there is no sentence."""
    if not headlines:
        return None
    first = next((i for i in _sentences(prose) if i > headlines[0].until), None)
    if first is None:
        return headlines[0]
    return [headline for headline in headlines if headline.until < first][-1]


def _sentences(prose: Prose) -> Iterator[int]:
    """The lines with a sentence on disclosure, or with one on the body itself."""
    for i in dict.fromkeys(prose.lines_with("。")):
        text = prose.squeezed_line(i)
        if len(text) >= _SHORTEST_SENTENCE and (_ANCHOR in text or "申请" in text):
            yield i


def _has_text(prose: Prose, own: _Headline) -> bool:
    """Whether anything of a report is below its title."""
    return any(i > own.until for i in _sentences(prose)) or bool(_parts(prose))


def _is_list(prose: Prose, headlines: Sequence[_Headline], own: _Headline | None) -> bool:
    """Whether titles of several bodies or years are printed, without the text of a report below the nearest one."""
    if len(_listed(prose)) < 2:
        return False
    if own is None or own.kind != "report" or not _has_text(prose, own):
        return True
    after = [i for i in _sentences(prose) if i > own.until]
    return len(after) < 2 and any(_stand_together(prose, own, h) for h in headlines if h.title is not None)


def _listed(prose: Prose) -> set[str]:
    """The titles of reports in short lines, whatever follows them; one contained in another is the same."""
    found: set[str] = set()
    for i in prose.lines_with(_ANCHOR):
        text = prose.dated_line(i)
        title = _REPORT.search(text) if len(text) <= _LONGEST_HEADLINE and "。" not in text else None
        if title and _YEAR.search(text[: title.end()]):
            found.add(_LEAD.sub("", text[: title.end()].strip("|")))
    return {one for one in found if not any(one != other and one.endswith(other) for other in found)}


def _stand_together(prose: Prose, own: _Headline, other: _Headline) -> bool:
    """Whether two different titles follow one another, with nothing but dates between them."""
    titles = [h.title for h in sorted((own, other), key=lambda h: h.at) if h.title]
    if own is other or len(titles) < 2:
        return False
    is_same = titles[0].year == titles[1].year and len(bodies_of(titles)) < 2
    return not is_same and only_dates_between(prose, *titles)
