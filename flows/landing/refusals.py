"""What the system refused, in one line: in English for operators, in Chinese for supervisors and drafters.

Loads no library.
"""

from __future__ import annotations

import errno
import os
import re

from flows.logs import redact
from flows.messages import told

_NUMBER = re.compile(r"\[(?:[Ee]rrno|WinError) -?\d+\] ")
_LONGEST = 20_000
_CHINESE = {
    errno.ENOENT: "refused_none",
    errno.ENOTDIR: "refused_none",
    errno.EISDIR: "refused_folder",
    errno.EEXIST: "refused_exists",
    errno.EACCES: "refused_rights",
    errno.EPERM: "refused_rights",
    errno.EROFS: "refused_read_only",
    errno.ENOSPC: "refused_full",
    errno.EDQUOT: "refused_quota",
    errno.EFBIG: "refused_too_large",
    errno.EIO: "refused_disk",
    errno.ENAMETOOLONG: "refused_name",
    errno.EADDRINUSE: "refused_port",
    errno.EADDRNOTAVAIL: "refused_address",
}
_WITH_REMEDY = {
    "refused_full": "refused_full_there",
    "refused_quota": "refused_quota_there",
    "refused_rights": "refused_rights_there",
}
_REMEDIES = {
    errno.EACCES: "let this user read and write there",
    errno.EPERM: "let this user read and write there",
    errno.EEXIST: "a file is where a folder has to be; name another place",
    errno.ENOTDIR: "a file is where a folder has to be; name another place",
    errno.EROFS: "name a place that can be written",
    errno.ENOSPC: "make room there, then try again",
    errno.EDQUOT: "make room there, then try again",
}


def in_english(error: BaseException) -> str:
    """What went wrong, with the path, and what to do where that is known.

    Never the number of an error, nor a password.
    """
    if not isinstance(error, OSError) or not error.strerror:
        return line(str(error)) or type(error).__name__
    place = error.filename2 or error.filename
    said = ": ".join(str(part) for part in (place, error.strerror) if part)
    return "; ".join(filter(None, (line(said), _REMEDIES.get(error.errno or 0))))


def in_chinese(error: Exception, path: object = None) -> str:
    """The same in Chinese; what there is no Chinese word for is quoted.

    With a path it is a sentence, which says what to do where that is known; without one it is a part of another one.
    """
    number = getattr(error, "errno", None)
    known = next((code for one, code in _CHINESE.items() if one == number or os.strerror(one) in str(error)), None)
    said = getattr(error, "strerror", None) or line(str(error)) or type(error).__name__
    if known and path:
        known = _WITH_REMEDY.get(known, known)
    why = told(known) if known else told("refused_other", said=said)
    return told("refused", place=path, why=why) if path else why


def line(said: str) -> str:
    """What a library or a server has said, in one line without passwords."""
    return redact(_NUMBER.sub("", " ".join(said[:_LONGEST].split())))
