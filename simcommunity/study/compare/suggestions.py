"""What to change: a few changes of a scenario on the same people with the same luck, ranked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simcommunity.i18n import LANGUAGES, t
from simcommunity.results.accumulator import estimates_of
from simcommunity.results.estimates import cautions_of, mean_interval
from simcommunity.results.metrics import GOAL
from simcommunity.results.replicate import Replicate
from simcommunity.scenario import catalogue
from simcommunity.scenario.playbook import CalendarEntry, Playbook
from simcommunity.scenario.schema import Scenario
from simcommunity.simulation.running import Result, run
from simcommunity.study.compare.candidates import Candidate, words_of
from simcommunity.study.compare.comparing import Arm, Comparison, judged
from simcommunity.study.compare.selection import select
from simcommunity.study.fit.own_story import with_playbook

NOW, NOTHING = "now", "nothing"
TRIED = ("benefit_led", "hands_off", "ip_led", "social_first", "topic_led")
THIRD = 3
SHORT_OF_HOURS = 0.01  # share of the planned messages that are cut
WAITING = 0.1  # share of the enquiries that nobody answers
QUICK_MEMBER_DAYS = (
    150_000_000  # days of members that take seconds, however short the run itself was
)
LEAST, MOST = 3, 20  # replicates


@dataclass(frozen=True)
class Change:
    """One thing that could be done instead.

    Attributes:
        name: of the arm; `NOTHING` is not to start at all.
        title: by language.
        profit: mean over replicates, ¥.
        profit_lo, profit_hi: 95 % interval of it alone; 0 where nothing is done.
        more: profit minus that of the scenario as it is, replicate by replicate, ¥.
        lo, hi: 95 % interval of it that holds together with those of all other changes that were
            run; of `NOTHING`, which was not, alone.
        better: probability that it earns more than the scenario as it is.
        pays: probability that its profit is above 0.
        metrics: name → mean over replicates; empty where nothing is done.
    """

    name: str
    title: dict[str, str]
    profit: float
    profit_lo: float
    profit_hi: float
    more: float
    lo: float
    hi: float
    better: float
    pays: float
    metrics: dict[str, float | None]


@dataclass(frozen=True)
class Changes:
    """What came of the changes that were tried.

    Attributes:
        ranked: the most profitable first, the scenario as it is (`NOW`) among them.
        candidates: what was run, by name.
        correct: probability that the first one is the best of those that were tried.
        rivals: names of those that none beats surely.
        replicates: of each.
    """

    ranked: tuple[Change, ...]
    candidates: dict[str, Candidate]
    correct: float
    rivals: tuple[str, ...]
    replicates: int

    @property
    def now(self) -> Change:
        """The scenario as it is."""
        return next(one for one in self.ranked if one.name == NOW)

    @property
    def cautions(self) -> list[dict[str, Any]]:
        """Why one should not lean on it."""
        return cautions_of(self.replicates)

    @property
    def first(self) -> Change | None:
        """The most profitable change that surely earns more than the scenario as it is, if any."""
        better = (one for one in self.ranked if self.surely(one) > 0 and one.name != NOTHING)
        return next(better, None)

    def surely(self, one: Change) -> int:
        """Return 1 if a change surely earns more than the scenario as it is, −1 if less, else 0."""
        return 0 if self.cautions else int(one.lo > 0) - int(one.hi < 0)

    @property
    def beside(self) -> Candidate:
        """The best of what was run, the scenario as it is left out."""
        names = (one.name for one in self.ranked if one.name not in (NOW, NOTHING))
        return self.candidates[next(names)]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of form "simcommunity.changes/1"."""
        return {
            "schema": "simcommunity.changes/1",
            "cautions": self.cautions,
            "goal": GOAL,
            "replicates": self.replicates,
            "correct": self.correct,
            "rivals": list(self.rivals),
            "ranked": [vars(one) for one in self.ranked],
        }


def changes(result: Result) -> list[Candidate]:
    """Return what may be tried in place of a scenario that was run, the scenario itself first."""
    story = result.scenario
    first = Candidate(NOW, _words("change.now"), story)
    now = (story.playbook, story.team)
    others = _changed(result)
    return [first, *(one for one in others if (one.scenario.playbook, one.scenario.team) != now)]


def affordable(result: Result, arms: int) -> int:
    """Return how many replicates of each arm may be run; 0 where too few would cost too much.

    They may take as many days of members as the run itself, or as take some seconds in any case.
    The number depends on nothing else, so that the same command gives the same numbers.
    """
    each = max(1.0, result.mean_members * result.days)
    count = int(max(QUICK_MEMBER_DAYS, each * result.replicates) // (each * max(1, arms)))
    return min(MOST, count) if count >= LEAST else 0


def known_already(result: Result, replicates: int) -> bool:
    """Say whether so many replicates of the scenario itself need not be run a second time."""
    return result.replicates >= replicates


def what_to_change(
    result: Result,
    *,
    jobs: int | None = None,
    on_replicate: Callable[[Replicate], None] | None = None,
) -> Changes | None:
    """Try what may be changed; None where nobody came, or where trying would cost too much."""
    arms = changes(result)
    replicates = affordable(result, len(arms))
    if len(arms) < 2 or not replicates or not result.mean_members:
        return None
    how: dict[str, Any] = {
        "replicates": replicates, "days": result.days, "seed": result.seed, "jobs": jobs,
        "on_replicate": on_replicate,
    }  # fmt: skip
    lived = known_already(result, replicates)
    runs = [_first(result, replicates)] if lived else []
    runs += [run(one.scenario, **how) for one in arms[len(runs) :]]
    both = zip(arms, runs, strict=True)
    comparison = judged([Arm(one.name, one.title, it) for one, it in both], (GOAL,), GOAL)
    ranked = sorted(_judged(comparison), key=lambda one: -one.profit)
    profits = [arm.result.per_replicate[GOAL] for arm in comparison.arms]
    names = [arm.name for arm in comparison.arms]
    best = select(GOAL, [*names, NOTHING], [*profits, 0.0 * profits[0]])
    return Changes(
        ranked=tuple(ranked),
        candidates={one.name: one for one in arms},
        correct=best.probability[ranked[0].name] if best else float("nan"),
        rivals=tuple(best.candidates) if best else (),
        replicates=replicates,
    )


def _first(result: Result, replicates: int) -> Result:
    """Return what the first replicates alone come to, in all that changes are judged by."""
    kept = {name: values[:replicates] for name, values in result.per_replicate.items()}
    times = {name: some[:replicates] for name, some in result.times.items()}
    seen = {name: some[:replicates] for name, some in result.last_seen.items()}
    return replace(
        result,
        replicates=replicates,
        mean_members=float(np.mean(kept["members"])),
        metrics=estimates_of(kept, times, seen),
        per_replicate=kept,
        times=times,
        last_seen=seen,
    )


def _judged(comparison: Comparison) -> Iterator[Change]:
    base, *others = comparison.arms
    now = base.result.per_replicate[GOAL]
    yield _change(base, now, (0.0, 0.0, 0.0), float("nan"))
    yield Change(
        name=NOTHING,
        title=_words("change.nothing"),
        profit=0.0,
        profit_lo=0.0,
        profit_hi=0.0,
        **dict(zip(("more", "lo", "hi"), mean_interval(-now), strict=True)),
        better=_better(now, 0 * now),
        pays=float("nan"),
        metrics={},
    )
    for arm, one in zip(others, comparison.differences, strict=True):
        more = one.mean, one.together_lo, one.together_hi
        yield _change(arm, now, more, _better(now, arm.result.per_replicate[GOAL]))


def _change(arm: Arm, now: Any, more: tuple[float, float, float], better: float) -> Change:
    """Return a change that was run; `now` is the profit of each replicate as it is."""
    profits = arm.result.per_replicate[GOAL]
    profit, lo, hi = mean_interval(profits)
    return Change(
        name=arm.name,
        title=arm.title,
        profit=profit,
        profit_lo=lo,
        profit_hi=hi,
        **dict(zip(("more", "lo", "hi"), more, strict=True)),
        better=better,
        pays=_better(0 * now, profits),
        metrics=_metrics(arm.result),
    )


def _better(now: Any, then: Any) -> float:
    chosen = select(GOAL, ["now", "then"], [now, then])
    return chosen.probability["then"] if chosen else float("nan")


def _metrics(result: Result) -> dict[str, float | None]:
    told = (
        "share_muted_at_end", "share_left_at_end", "share_dead_day_14", "share_dead_day_60",
        "orders_per_member", "staff_hours",
    )  # fmt: skip
    silent = result.metrics["death_day_silence"]
    return {name: result.metrics[name].mean for name in told} | {
        "gross_profit": result.gross_profit,
        "cost": result.gross_profit - (result.metrics[GOAL].mean or 0.0),
        "death_day_silence": silent.median if silent.n else None,
    }


def _changed(result: Result) -> Iterator[Candidate]:
    story = result.scenario
    if story.groups.chat:
        for name in TRIED:
            playbook = catalogue.playbook(name)
            if playbook.title is not None:
                yield Candidate(name, words_of(playbook.title), with_playbook(story, playbook))
    thinned = _fewer_adverts(story, story.playbook)
    title = _words("change.fewer_adverts")
    yield Candidate("fewer_adverts", title, with_playbook(story, thinned))
    unanswered = result.metrics["answered_share"].mean
    waiting = unanswered is not None and unanswered < 1 - WAITING
    if result.cut_share > SHORT_OF_HOURS or waiting:
        yield Candidate("twice_the_team", _words("change.twice_the_team"), _twice_the_team(story))


def _fewer_adverts(story: Scenario, plan: Playbook) -> Playbook:
    """Return a playbook with a third of the messages that sell and give nothing."""
    phases = tuple(
        phase.model_copy(update={"plan": _fewer_adverts(story, phase.plan)})
        for phase in plan.phases
    )
    calendar = {
        name: _rarer(entry) if _sells(story, entry.send) else entry
        for name, entry in plan.calendar.items()
    }
    return plan.model_copy(update={"phases": phases, "calendar": calendar})


def _sells(story: Scenario, kind: str) -> bool:
    message = story.messages[kind]
    return message.commercial > 0 and message.money <= 0


def _rarer(entry: CalendarEntry) -> CalendarEntry:
    """Return an entry that is sent about a third as often."""
    often: dict[str, Any] = {}
    if entry.per_day is not None and entry.per_day >= THIRD:
        often = {"per_day": round(entry.per_day / THIRD)}
    elif entry.per_day:
        often = {"per_day": None, "every": round(THIRD / entry.per_day)}
    elif entry.every is not None:
        often = {"every": THIRD * entry.every}
    elif entry.round is not None:
        often = {"round": THIRD * entry.round}
    elif entry.on is not None:
        often = {"on": entry.on[::THIRD]}
    elif entry.dates is not None:
        often = {"dates": entry.dates[::THIRD]}
    return entry.model_copy(update=often)


def _twice_the_team(story: Scenario) -> Scenario:
    team = story.team
    roles = {
        name: role.model_copy(update={"people": 2 * role.people})
        for name, role in team.roles.items()
    }
    update = {"people": 2 * team.people, "roles": roles, "ip": 2 * team.ip}
    return story.model_copy(update={"team": team.model_copy(update=update)})


def _words(key: str) -> dict[str, str]:
    return {lang: t(key, lang) for lang in LANGUAGES}
