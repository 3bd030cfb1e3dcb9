"""What a store says of the study it belongs to."""

from __future__ import annotations

import hashlib
import json
import platform
from typing import Any

import numba
import numpy as np

from simcommunity import __version__
from simcommunity.core.compilation import PACKAGE
from simcommunity.study.sweep.design import StudyDesign
from simcommunity.study.sweep.factors import Factor

_RULES = ("core", "results", "simulation", "data")  # folders


def manifest_of(design: StudyDesign, command: str) -> dict[str, Any]:
    """Return what a store says of its study."""
    scenario = design.base.scenario.model_dump(
        mode="json", by_alias=True, exclude={"title", "story", "seed", "days", "replicates"}
    )
    settings = {
        "design": design.kind,
        "samples": len(design.unit),
        "replicates": design.replicates,
        "days": design.horizon,
        "seed": design.seed,
        "vary": {factor.name: _spread(factor) for factor in design.factors},
        "scenario": scenario,
        **design.own,
    }
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
        # To say what another design changes; as it will be read again.
        "settings": json.loads(json.dumps(settings, default=str)),
    }


def _spread(factor: Factor) -> dict[str, Any]:
    if factor.is_range:
        log, whole = factor.log, factor.whole
        return {"low": factor.low, "high": factor.high, "log": log, "whole": whole}
    return {"values": factor.levels, "numeric": factor.numeric}


def rules_hash() -> str:
    """Return 16 hex digits over all sources and data that determine what a run comes to."""
    digest = hashlib.sha256()
    for folder in _RULES:
        for file in sorted((PACKAGE / folder).rglob("*")):
            if file.suffix in {".py", ".csv", ".yaml"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
