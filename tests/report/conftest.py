"""A small made-up result, shaped like a real one, so that reports are tested without a run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fake import FakeEstimate, FakeReplicate, FakeResult, fake_result, fake_replicates
