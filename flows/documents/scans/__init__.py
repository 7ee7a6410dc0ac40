"""Recognises the text and tables in pictures of pages."""

from __future__ import annotations

import os

# The recogniser's runtime tells its maker of the machine and of each model it loads, unless this is set before it is
# loaded: it then sends nothing, and leaves no identifier behind.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
