"""A variant that was run: its results, what was gathered of them, and those of late."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcommunity.report.tally import Tally
from simcommunity.run import Result, run

if TYPE_CHECKING:
    from simcommunity.lab.bench import Variant

KEPT = 8


@dataclass(frozen=True)
class Trial:
    """A variant and what came of it."""

    variant: Variant
    result: Result
    tally: Tally


class Trials:
    """The variants one person tried of late; the same one is not run again."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[str, Trial] = OrderedDict()

    def of(self, variant: Variant) -> Trial:
        """Return a variant's trial; raises ScenarioError when it is not sound."""
        loaded = variant.loaded()
        if loaded.hash not in self._kept:
            tally = Tally(loaded.scenario)
            result = run(loaded, on_replicate=tally.add)
            self._kept[loaded.hash] = Trial(variant, result, tally)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(loaded.hash)
        return self._kept[loaded.hash]
