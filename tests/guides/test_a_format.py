"""The guide "A file format" in CONTRIBUTING.md, followed: a format nobody has heard of is read from end to end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows.documents import Unreadable, open_document
from flows.documents.formats import FORMATS
from flows.reading.document import read
from tests.corpus import Sample, corpus
from tests.guides.boxes import FORMAT, MEDIA_TYPE, boxes
from tests.rendering import judging, printing


@pytest.fixture
def samples() -> Iterator[list[Sample]]:
    """Reports in the made-up format, while it stands in the registry and among the printers."""
    FORMATS.insert(0, FORMAT)
    printing.FORMATS["boxes"] = {"boxes": boxes}
    yield list(corpus(5, 20, ["boxes"], ()))
    FORMATS.remove(FORMAT)
    del printing.FORMATS["boxes"]


def test_every_figure_of_a_report_in_a_new_format_is_read(samples: list[Sample]) -> None:
    for sample in samples:
        found = read(sample.data, sample.name)
        assert (found.status, found.media_type) == ("extracted", MEDIA_TYPE)
        assert found.report and (found.report.year, found.report.edition) == (
            sample.identity.year,
            sample.identity.edition,
        )
        assert not judging.wrong(found, sample.cells) and not judging.missed(found, sample.cells)


def test_a_damaged_file_in_a_new_format_is_rejected_with_a_reason(samples: list[Sample]) -> None:
    data = samples[0].data[:-1]
    with pytest.raises(Unreadable, match="damaged_file"):
        open_document(data)
    found = read(data, "")
    assert (found.status, found.cells) == ("rejected", ()) and found.reason


def test_without_its_line_in_the_registry_the_format_is_text() -> None:
    assert open_document('"boxes 1"\n"规章"'.encode()).media_type == "text/plain"
