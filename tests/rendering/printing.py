"""Every format and layout a report is printed in, and which of its cells each of them shows beyond doubt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from tests.rendering import distorted, dumps, harm_visibility, markdown, pdf_file, sheet_file, text, word_file
from tests.rendering.draft import Draft
from tests.rendering.figures import row_is
from tests.rendering.markup import STYLES, page
from tests.rendering.pieces import Document, Key, Printed
from tests.rendering.site import site_page
from tests.rendering.word import word_page

Render = Callable[[Document, Random], Printed | bytes]

_HTML: dict[str, Render] = {
    "site": site_page,
    "word": word_page,
    **distorted.PAGES,
    **{name: lambda document, choice, name=name: page(document, name) for name in STYLES if "hidden" not in name},
}
_TEXT: dict[str, Render] = {
    **{name: lambda document, choice, name=name: text.printed(document, name) for name in text.LAYOUTS},
    **{name: lambda document, choice, name=name: dumps.dump(document, choice, name) for name in dumps.NAMES},
}
_MARKDOWN: dict[str, Render] = {
    name: lambda document, choice, name=name: markdown.markdown(document, choice, name) for name in markdown.TABLES
}
FORMATS: dict[str, Mapping[str, Render]] = {
    "html": _HTML,
    "text": _TEXT,
    "markdown": _MARKDOWN,
    "docx": word_file.WRITERS,
    "xlsx": sheet_file.WRITERS,
    "pdf": pdf_file.WRITERS,
}

_HIDES_BLANKS = frozenset(
    (
        *("pre", "divs", "pages", "aligned", "padded", "pandoc", "markdownify", "bold_labels"),
        *(name for name, layout in text.LAYOUTS.items() if not layout.shows_blanks),
    )
)


def render(draft: Draft, choice: Random) -> Printed | bytes:
    """The report as text with its cells, or as the bytes of a binary format."""
    printed = FORMATS[draft.format][draft.layout](draft.document, choice)
    if not isinstance(printed, Printed):
        return printed
    lines = (line._replace(text=harm_visibility.in_page(line.text, choice)) for line in printed.lines)
    return distorted.joined(Printed(tuple(lines)), choice)


def provable(draft: Draft, printed: Printed | bytes) -> frozenset[Key]:
    """The cells printed whose place the layout shows: not next to a blank without a mark, not glued to others."""
    keys = {key for line in printed.lines for key in line.keys} if isinstance(printed, Printed) else draft.truth
    found = frozenset(key for key in keys if key in draft.truth)
    if draft.layout in _HIDES_BLANKS:
        found = frozenset(key for key in found if not row_is(draft.truth, key, ["", " ", "\u00a0", "\u3000"]))
    if draft.layout == "glued":
        zeros = {figure.text for figure in draft.truth.values()} - {"0"}
        found = frozenset(key for key in found if not row_is(draft.truth, key, list(zeros)))
    return found
