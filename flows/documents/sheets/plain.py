"""The shared texts of a workbook whose XML is regular."""

from __future__ import annotations

import re

from flows.documents.markup import Irregular
from flows.documents.sheets.values import shown

_SPACED, _BEGIN, _END = '<t xml:space="preserve">', "<si><t>", "</t></si>"
_EDGES = ("<t> ", "<t>\t", "<t>\n", " </t>", "\t</t>", "\n</t>")
_TRIMMED = re.compile(r"<t>(?:[ \t\n]|[^<]*[ \t\n]</t>)")
_REFERENCES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


def plain_strings(xml: str) -> list[str]:
    """The shared texts as they are read. Raises Irregular where one is formatted, escaped or trimmed."""
    items, ended, rest = xml[xml.find("<si>") :].partition("</sst>")
    if any(edge in items for edge in _EDGES) and _TRIMMED.search(items):
        raise Irregular
    items = items.replace(_SPACED, "<t>")
    found = items.removeprefix(_BEGIN).removesuffix(_END).split(_END + _BEGIN)
    whole = items.startswith(_BEGIN) and items.endswith(_END) and items.count("<") == 4 * len(found)
    if not whole or not ended or rest.strip() or "_x" in items:
        raise Irregular
    if "&" in items:
        if items.count("&") != sum(items.count(reference) for reference, _ in _REFERENCES):
            raise Irregular
        for reference, character in _REFERENCES:
            found = [text.replace(reference, character) for text in found]
    return shown(found)
