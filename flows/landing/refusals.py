"""What the system refused, in one line: in English for operators, in Chinese for supervisors and drafters.

Loads nothing.
"""

from __future__ import annotations

import errno
import os
import re

from flows.logs import redact

_NUMBER = re.compile(r"\[(?:[Ee]rrno|WinError) -?\d+\] ")
_LONGEST = 20_000
_CHINESE = {
    errno.ENOENT: "没有这个文件",
    errno.ENOTDIR: "没有这个文件",
    errno.EISDIR: "是文件夹，请写明其中的文件",
    errno.EACCES: "没有读写权限",
    errno.EPERM: "没有读写权限",
    errno.EROFS: "所在磁盘不能写入",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EFBIG: "文件太大，无法写入",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "文件名太长",
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
    """The same in Chinese, as far as there is a Chinese word for it; with the path that is given."""
    number = getattr(error, "errno", None)
    known = next((said for one, said in _CHINESE.items() if one == number or os.strerror(one) in str(error)), None)
    said = known or getattr(error, "strerror", None) or line(str(error))
    return f"{path}：{said}" if path else said


def line(said: str) -> str:
    """What a library or a server has said, in one line without passwords."""
    return redact(_NUMBER.sub("", " ".join(said[:_LONGEST].split())))
