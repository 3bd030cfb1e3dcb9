"""What one person does in the lab, and what came of it; nothing of it is anybody else's."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, replace

from simcommunity.i18n import LANGUAGES, t
from simcommunity.lab.one_group import OneGroup, Variant
from simcommunity.report.comparison_page import COMPARISON
from simcommunity.report.run_page import RunReport, report
from simcommunity.results.replicate import Replicate
from simcommunity.scenario.errors import Problem, ScenarioError
from simcommunity.scenario.loader import Loaded
from simcommunity.simulation.running import Result, run
from simcommunity.study.compare.comparing import DEFAULT_METRICS, Arm, Comparison, judged

FILE, PINNED_FILE = "lab.yaml", "pinned.yaml"
DRAWING = threading.Lock()  # matplotlib's settings belong to the whole process
MOST_KEPT = 8
MOST_SECONDS = 30  # a file that somebody sent may ask for any number of messages
GOAL = "profit"


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


@dataclass(frozen=True)
class Shown:
    """What is on the page: a trial, and the pinned one with what differs from it."""

    trial: Trial
    pinned: Trial | None
    comparison: Comparison | None

    @property
    def differs(self) -> bool:
        """Whether the two did not come to the same in everything."""
        return self.pinned is not None and self.pinned.result.digest != self.trial.result.digest


class Session:
    """A variant of the group on the bench, and the one that is pinned.

    Args:
        bench: a scenario, cut down to one group.
        lang: "zh" or "en".
    """

    def __init__(self, bench: OneGroup, lang: str) -> None:
        """Begin with the scenario as it is."""
        self.lang = lang
        self.variant = bench.under()
        self.pinned: Variant | None = None
        self._beside: Trial | None = None  # the pinned one, run
        self._trials = Trials()

    def put(self, bench: OneGroup) -> None:
        """Put another scenario on the bench, as it is."""
        self.variant = replace(bench.under(), days=self.variant.days)

    def choose(self, playbook: str | None) -> None:
        """Take another playbook; what was moved in the old one is moved back."""
        self.variant = self.variant.under(playbook)

    def move(self, lever: str, value: float) -> None:
        """Move a lever."""
        self.variant = replace(self.variant, moved={**self.variant.moved, lever: value})

    def change(self, **how: object) -> None:
        """Change gate, mix or days; see `Variant`."""
        self.variant = replace(self.variant, **how)  # type: ignore[arg-type]

    def pin(self) -> None:
        """Keep the variant to compare others with."""
        self.pinned, self._beside = self.variant, None

    def run(self) -> Shown:
        """Run the variant, and the pinned one over as many days; raises ScenarioError."""
        trial = self._trials.of(self.variant)
        if self.pinned is None:
            return Shown(trial, None, None)
        if self._beside is None or self._beside.result.days != self.variant.days:
            self._beside = self._trials.of(replace(self.pinned, days=self.variant.days))
        return Shown(trial, self._beside, comparison(self._beside, trial))

    def report(self) -> str:
        """Return the report of the variant as a page."""
        trial = self._trials.of(self.variant)
        with DRAWING:
            told = RunReport(trial.result, f"simcommunity run {FILE}")
            return report(told, self.lang)

    def comparison(self) -> str:
        """Return the report of the variant beside the pinned one as a page."""
        shown = self.run()
        assert shown.comparison is not None  # noqa: S101 (there is no button before)
        command = f"simcommunity compare {PINNED_FILE} --with {FILE}"
        with DRAWING:
            return COMPARISON.page(shown.comparison, command, self.lang)


def _tried(variant: Variant, loaded: Loaded) -> Trial:
    """Run a variant; raises ScenarioError when that takes too long."""
    latest = time.monotonic() + MOST_SECONDS

    def hear(_: Replicate) -> None:
        if time.monotonic() > latest:
            raise ScenarioError([Problem("lab_too_slow", details={"most": MOST_SECONDS})])

    return Trial(variant, run(loaded, on_replicate=hear))


def comparison(pinned: Trial, trial: Trial) -> Comparison:
    """Return the variant against the pinned one, in all metrics shown, judged together."""
    arms = [
        Arm(name, {lang: t(f"lab.{name}", lang) for lang in LANGUAGES}, one.result)
        for name, one in (("pinned", pinned), ("now", trial))
    ]
    return judged(arms, DEFAULT_METRICS, GOAL)
