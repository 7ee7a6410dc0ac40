"""Values filled into form fields are read where the page contains them, and reported as missing otherwise."""

from __future__ import annotations

import pytest

from tests.documents.test_html_visibility import figure


@pytest.mark.parametrize(
    ("markup", "value", "note"),
    [
        ('<input value="15">', 15, None),
        ('<input type="text" readonly value=" 15 ">', 15, None),
        ('<input type="number" value=0>', 0, None),
        ('<p align="center"><input value="15"/></p>', 15, None),
        ("<textarea>15</textarea>", 15, None),
        ('<select><option>1<option selected>15<option value="3">3</select>', 15, None),
        ('<select><option>0</option><option selected label="15">x</option></select>', 15, None),
        ('<div contenteditable="true">15</div>', 15, None),
        ('<input type="hidden" value="7">15', 15, None),
        ("<input>", None, "field_empty"),
        ('<input type="text" value="">', None, "field_empty"),
        ('<input type="text" placeholder="0">', None, "field_empty"),
        ("<textarea></textarea>", None, "field_empty"),
        ("<select><option>0</option><option>1</option></select>", None, "field_empty"),
        ('<input type="radio" checked>0 <input type="radio">1', None, "field_empty"),
        ('<input type="range" value="5">', None, "field_empty"),
        ('<input value="15" style="display:none">', None, "blank"),
        ('1<input value="5">', None, "sight_unclear"),
        ('<input value="15"><button>+</button>', 15, None),
        ('<button type="button">修改</button><input value="15"><button>保存</button>', 15, None),
        ('<label for="a">件数</label><input id="a" value="15"><label>件</label>', 15, None),
        ('<label>件数</label><input value="">', None, "field_empty"),
        ('<input value="15"><label>20</label>', None, "sight_unclear"),
        ("<label>15</label>", 15, None),
        ("<button>15</button>", 15, None),
    ],
)
def test_form_fields_are_read_or_reported_as_unreadable(markup: str, value: int | None, note: str | None) -> None:
    assert figure(markup)[::2] == (value, note)
