"""Word formats older than DOCX (.doc, .wps, .rtf), converted by LibreOffice where it is installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from flows.documents import limits
from flows.documents.model import Document, Unreadable
from flows.documents.word.document import read_docx

_OLE, _WORD, _RTF = b"\xd0\xcf\x11\xe0", "application/msword", "application/rtf"
# No link is followed and no macro is run, whatever the document asks for.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse">
<value>2</value></prop></item>
</oor:items>
"""


_ENDING_WITH_US = (
    "sh",
    "-c",
    'exec 3<&0; "$@" </dev/null 3<&- & program=$!; (read -r _; kill -9 0) <&3 & exec 3<&-; wait $program',
    "sh",
)
"""Runs a program, and ends its process group when standard input ends."""


def program() -> str | None:
    """The path of LibreOffice; None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def read_legacy(data: bytes) -> Document:
    """Read a document as LibreOffice converts it.

    Raises Unreadable where LibreOffice is not installed, fails, or takes longer than the limit.
    """
    office = program()
    if office is None:
        raise Unreadable("needs_libreoffice")
    media_type, suffix = (_WORD, "doc") if data.startswith(_OLE) else (_RTF, "rtf")
    with tempfile.TemporaryDirectory(prefix="gouji-") as folder:
        converted = _converted(office, Path(folder), data, suffix)
    return read_docx(converted)._replace(media_type=media_type)


def _converted(office: str, folder: Path, data: bytes, suffix: str) -> bytes:
    source, settings = folder / f"source.{suffix}", folder / "profile" / "user" / "registrymodifications.xcu"
    source.write_bytes(data)
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS, encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--headless", "--norestore", "--nolockcheck", "--nodefault", profile]
    target = ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), str(source)]
    _run([office, *options, *target], folder)
    result = folder / "out" / "source.docx"
    if not result.is_file():
        raise Unreadable("not_converted")
    if result.stat().st_size > limits.BYTES:
        raise Unreadable("too_large", f"{result.stat().st_size} > {limits.BYTES}")
    return result.read_bytes()


def _run(command: list[str], folder: Path) -> None:
    """Run a program that may start others; none of them outlives the call, or this process if that is killed."""
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder)}
    process = subprocess.Popen(
        [*_ENDING_WITH_US, *command],
        cwd=folder,
        env=environment,
        # Nothing is ever written to it: it ends when this process does.
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(limits.OFFICE_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Unreadable("reader_timeout", f"> {limits.OFFICE_SECONDS} s") from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
