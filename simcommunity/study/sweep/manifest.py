"""What a store says of the study it belongs to."""

from __future__ import annotations

import hashlib
import platform
from typing import TYPE_CHECKING, Any

import numba
import numpy as np

from simcommunity import __version__
from simcommunity.compilation import PACKAGE, TALK

if TYPE_CHECKING:
    from simcommunity.study.sweep.design import StudyDesign

_RULES = ("members/*.py", "operators/*.py", "engine/*.py", "data/*", "*.py")


def manifest_of(design: StudyDesign, command: str) -> dict[str, Any]:
    """Return what a store says of its study."""
    return {
        "design_hash": design.hash,
        "scenario_hash": design.base.hash,
        "rules_hash": rules_hash(),
        "versions": {
            "simcommunity": __version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "numba": numba.__version__,
        },
        "scenario": design.base.scenario.title.en,
        "design": design.kind,
        "factors": list(design.names),
        "points": len(design.points),
        "replicates": design.replicates,
        "runs": design.runs,
        "days": design.horizon,
        "seed": design.seed,
        "command": command,
    }


def rules_hash() -> str:
    """Return 16 hex digits over all sources and data that determine what a run comes to."""
    digest = hashlib.sha256()
    for pattern in _RULES:
        for file in sorted(PACKAGE.glob(pattern)):
            if file.is_file() and file.name not in TALK:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
