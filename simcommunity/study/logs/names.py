"""What columns, kinds of rows and the platform itself are called: the table `names.json`."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

# List of names by what they are for, the first one counts; names are as `key_of` writes them.
CALLED: dict[str, Any] = json.loads(
    files("simcommunity.study.logs").joinpath("names.json").read_text("utf-8")
)


def key_of(head: object) -> str:
    """Return the name of a column as it is compared: in small letters, without what joins words."""
    return re.sub(r"[\s_\-]", "", str(head)).strip('"').casefold()
