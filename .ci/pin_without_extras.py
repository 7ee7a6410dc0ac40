"""Repeats each pin `name[extra]==version` of lock files as `name==version`, with the same hashes.

pip 23.2 takes a requirement with extras and the same one without for two, and refuses the one that is not
pinned; `uv pip compile` writes only one of them.
"""

import re
import sys
from pathlib import Path

for path in map(Path, sys.argv[1:]):
    pins = re.split(r"(?m)^(?=[A-Za-z0-9])", path.read_text("utf-8"))
    plain = [re.sub(r"^([A-Za-z0-9_.-]+)\[[^\]]*\]", r"\1", pin, count=1) for pin in pins]
    path.write_text("".join(pin if pin == bare else pin + bare for pin, bare in zip(pins, plain, strict=True)), "utf-8")
