"""What decides the records that this installation makes of documents, to be compared with that of another one."""

from __future__ import annotations

import sys
from importlib import metadata

from flows.documents.word.legacy import program
from flows.landing.current import READER
from flows.landing.fingerprint import fingerprint

LIBRARIES = (
    "chardet", "lxml", "numpy", "onnxruntime", "opencv-python-headless", "pillow", "pyarrow", "pypdfium2",
    "python-calamine", "rapidocr", "rensa", "selectolax",
)  # fmt: skip
"""The packages by which documents are read and records made."""

Versions = dict[str, str]
"""The version of each part by its name; `none` where it is not installed."""


def versions() -> Versions:
    """Those of the reader, as a digest of its files, of Python and the libraries; whether LibreOffice is there."""
    python = "{}.{}".format(*sys.version_info)
    office = "installed" if program() else "none"
    parts = {"reader": fingerprint(READER), "Python": python, "LibreOffice": office}
    return parts | {name: _installed(name) for name in LIBRARIES}


def differences(there: Versions, here: Versions) -> str:
    """Where another installation differs from this one, in words; blank where it does not."""
    names = dict.fromkeys([*here, *there])
    return ", ".join(
        f"{name} {there.get(name, 'none')} instead of {here.get(name, 'none')}"
        for name in names
        if there.get(name) != here.get(name)
    )


def _installed(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"
