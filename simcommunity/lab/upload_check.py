"""A variant that was run, its results, and those of late."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcommunity.scenario.errors import Problem, ScenarioError
from simcommunity.simulation.running import Result, run

if TYPE_CHECKING:
    from collections.abc import Hashable

    from simcommunity.lab.one_group import Variant
    from simcommunity.results.replicate import Replicate
    from simcommunity.scenario.loader import Loaded

MOST_KEPT = 8
MOST_SECONDS = 30  # a file that somebody sent may ask for any number of messages


@dataclass(frozen=True)
class Trial:
    """A variant and what came of it."""

    variant: Variant
    result: Result


class Trials:
    """The variants one person tried of late; the same one is not run again."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[Hashable, Trial] = OrderedDict()

    def of(self, variant: Variant) -> Trial:
        """Return a variant's trial; raises ScenarioError when it is not sound."""
        loaded = variant.loaded()
        # The hash leaves out what a scenario is called and how long it runs.
        key = loaded.hash, loaded.scenario.title, variant.days
        if key not in self._kept:
            self._kept[key] = _tried(variant, loaded)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


def _tried(variant: Variant, loaded: Loaded) -> Trial:
    """Run a variant; raises ScenarioError when that takes too long."""
    latest = time.monotonic() + MOST_SECONDS

    def hear(_: Replicate) -> None:
        if time.monotonic() > latest:
            raise ScenarioError([Problem("lab_too_slow", details={"most": MOST_SECONDS})])

    return Trial(variant, run(loaded, on_replicate=hear))
