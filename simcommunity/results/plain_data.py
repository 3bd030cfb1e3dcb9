"""Results as plain data that any reader of JSON takes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np


def plain_data(value: Any) -> Any:
    """Return dicts, lists, texts and numbers; None for a number that is not finite."""
    if isinstance(value, Mapping):
        return {str(key): plain_data(one) for key, one in value.items()}
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        plain = value.item() if isinstance(value, np.generic) else value
        return None if isinstance(plain, float) and not math.isfinite(plain) else plain
    return [plain_data(one) for one in value]
