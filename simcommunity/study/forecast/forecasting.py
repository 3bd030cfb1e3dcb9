"""From a group's log to what comes next, and to what another playbook would change.

Simulated groups that resemble the log so far are found by approximate Bayesian computation; their
futures are the forecast. Each is then lived again, with the same people and the same luck, under
every other playbook from the log's end on.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity import __version__
from simcommunity.core.arrays import Bools, Floats
from simcommunity.scenario import catalogue
from simcommunity.scenario.arguments import whole_numbers
from simcommunity.scenario.loader import scenario_of
from simcommunity.scenario.playbook import Playbook
from simcommunity.scenario.short_repr import Rows, ShortRepr
from simcommunity.study.fit.check import Caution, Check, cautions, check
from simcommunity.study.fit.numbers import put_in
from simcommunity.study.fit.one_log import Question, ask
from simcommunity.study.fit.own_story import changed_from, nobody_works
from simcommunity.study.fit.smc import Points, adjusted, sample
from simcommunity.study.forecast.bank import STORY
from simcommunity.study.forecast.conditioning import draw
from simcommunity.study.forecast.prior import shipped
from simcommunity.study.forecast.silence import WINDOW, quiet_days, silent_from, trailing
from simcommunity.study.logs.group_log import GroupLog, read_log

if TYPE_CHECKING:
    from simcommunity.scenario.loader import Changes, Source


AHEAD = (7, 14, 30, 60, 90)
BANDS = (0.5, 0.8, 0.95)
POINTS = 200
SIMULATIONS = 8000
DRAWS = 200
SEED = 7
JUDGED = 30  # days over which playbooks are compared
AS_NOW = "as_now"


@dataclass(frozen=True)
class Change:
    """What another playbook would change over the next thirty days, against going on as now.

    Attributes:
        name: of the shipped playbook.
        posters: mean difference in active posters a day, and its middle 95 % over draws.
        better: share of draws with more posters than as now (ties count half).
        best: share of draws in which it has the most of all, going on as now included.
        silent: chance to be silent within the thirty days.
    """

    name: str
    posters: tuple[float, float, float]
    better: float
    best: float
    silent: float


@dataclass(frozen=True, repr=False)
class Forecast(ShortRepr):
    """What comes next in a group.

    Attributes:
        question: what was asked of which log.
        points: simulated groups that resemble it.
        effective: how many groups the draws are worth, 1 / Σ w² (Kong, Liu & Wong 1994).
        last_week: poster-days of the log's last seven days, and the middle 80 % of those of the
            draws; None when none of them is known.
        silent: days ahead → chance that a silence has begun by then.
        quiet_now: days on end without anybody at the log's end.
        posters: of the days ahead, (draws, days).
        changes: playbooks, the best first; the first in `ranking` may be to go on as now.
        as_now_best: share of draws in which going on as now has the most posters.
        as_now_silent: chance of silence within thirty days when it goes on as now.
        lent_a_team: nobody works in the scenario, so the playbooks were given a helper.
        check: what the fitted scenario makes anew, beside the log.
    """

    question: Question
    points: Points
    effective: float
    last_week: tuple[float, float, float] | None
    silent: dict[int, float]
    quiet_now: int
    posters: Floats
    changes: tuple[Change, ...]
    as_now_best: float
    as_now_silent: float
    lent_a_team: bool
    check: Check

    @property
    def cautions(self) -> list[Caution]:
        """Why one should not lean on it."""
        out = cautions(self.question, self.check, min(self.effective, len(self.posters)))
        seen, low, high = map(round, self.last_week or (0, 0, 0))
        if not low <= seen <= high:
            out.append({"kind": "unlike", "seen": seen, "low": low, "high": high})
        return out

    @property
    def may_advise(self) -> bool:
        """Whether the scenario is one from which a playbook can be recommended."""
        return not {"wrong_scenario", "misfit"} & {one["kind"] for one in self.cautions}

    def _line(self) -> str:
        doubts = "".join(f", {one['kind']}" for one in self.cautions)
        log = self.question.log
        return f"{log.name}, {log.days} days, {self.posters.shape[1]} ahead{doubts}"

    def _rows(self) -> tuple[Sequence[str], Rows]:
        return ("days_ahead", "silent"), list(self.silent.items())

    def band(self, share: float) -> Floats:
        """Return the bounds of the middle `share` of draws for each day ahead, (2, days)."""
        return np.asarray(np.quantile(self.posters, [(1 - share) / 2, (1 + share) / 2], axis=0))

    @property
    def median(self) -> Floats:
        """The median of the draws for each day ahead, (days,)."""
        return np.asarray(np.median(self.posters, axis=0))

    def weeks(self) -> list[tuple[float, float, float]]:
        """Return median and 80 % band of the poster-days of each full week ahead."""
        full = self.posters.shape[1] // 7
        sums = self.posters[:, : 7 * full].reshape(len(self.posters), full, 7).sum(axis=2)
        low, middle, high = np.quantile(sums, (0.1, 0.5, 0.9), axis=0)
        return [(float(m), float(a), float(b)) for m, a, b in zip(middle, low, high, strict=True)]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of form "simcommunity.forecast/1"."""
        return {
            "schema": "simcommunity.forecast/1",
            "version": __version__,
            "log": self.question.log.name,
            "days": self.question.log.days,
            "scenario": self.question.scenario.title.en,
            "cautions": self.cautions,
            "seed": self.question.seed,
            "simulated": self.points.simulated,
            "effective_points": self.effective,
            "last_week": self.last_week
            and dict(zip(("log", "low_80", "high_80"), self.last_week, strict=True)),
            "quiet_days_now": self.quiet_now,
            "silent_within": {str(day): chance for day, chance in self.silent.items()},
            "active_posters": {
                "median": self.median.tolist(),
                **{f"band_{100 * b:.0f}": self.band(b).T.tolist() for b in BANDS},
            },
            "playbooks": [vars(change) for change in self.changes],
            "as_now": {"best": self.as_now_best, "silent": self.as_now_silent},
            "team_was_lent": self.lent_a_team,
        }


@whole_numbers
def forecast(
    log: GroupLog | str | Path,
    source: Source | None = None,
    changes: Changes = (),
    *,
    draws: int = DRAWS,
    simulations: int = SIMULATIONS,
    seed: int = SEED,
    jobs: int = 1,
    compare: bool = True,
) -> Forecast:
    """Return what comes next in a group.

    Args:
        log: of one group, from its first day on, or the file of it.
        source: the scenario, what is known of it: its name or file, a mapping, or a loaded one;
            without one it is taken for a group of people who found one another, and for as unlike
            others as real groups are.
        changes: of the scenario, as ``path=value`` or as a mapping of paths to values.
        draws: simulated futures.
        simulations: how many may be made to find groups that resemble it.
        compare: try the shipped playbooks from the log's end on.

    Raises:
        ScenarioError: when the log or the scenario is not sound.
    """
    if isinstance(log, str | Path):
        log = read_log(log)
    question = _question(log, source, changes, seed, jobs)
    found = sample(question.run, question.seen, numbers=len(question.names), points=POINTS,
                   simulations=simulations, seed=seed)  # fmt: skip
    reach = 1.001 * max(float(found.distance.max()), 1e-9)
    near = found.weight * (1 - (found.distance / reach) ** 2)
    near /= near.sum()
    rows = draw(near, draws)
    plans: dict[str, Playbook | None] = {AS_NOW: None}
    if compare:
        plans |= catalogue.playbooks()
    entire = _lives(question, found, rows, plans)
    lived = {name: (x[:, log.days :], m[:, log.days :]) for name, (x, m) in entire.items()}
    quiet = quiet_days(log.most_posters, log.counts.get("members"))
    before = _quiet_before(log, quiet, entire[AS_NOW])
    silent = {name: silent_from(before, x) for name, x in lived.items()}
    ahead = {name: x[0] for name, x in lived.items()}
    return Forecast(
        question=question,
        points=found,
        effective=float(1 / (near @ near)),
        last_week=_last_week(log, entire[AS_NOW][0]),
        silent={day: float((silent[AS_NOW] <= day).mean()) for day in AHEAD},
        quiet_now=trailing(quiet),
        posters=ahead[AS_NOW],
        changes=_changes(ahead, silent),
        as_now_best=_best(ahead)[AS_NOW],
        as_now_silent=float((silent[AS_NOW] <= JUDGED).mean()),
        lent_a_team=nobody_works(question.scenario),
        check=check(question, *adjusted(found, question.seen), POINTS),
    )


def _quiet_before(log: GroupLog, quiet: Bools, lived: tuple[Floats, Floats]) -> Bools:
    """Return the quiet days with which a silence may have begun, (draws, days).

    Of days that are not known each simulated group says for itself whether they were quiet.
    """
    unknown = np.isnan(log.most_posters)
    past = quiet_days(*(x[:, : log.days] for x in lived))
    maybe = log.days - trailing(quiet | unknown)
    return np.where(unknown, past, quiet)[:, maybe:]


def _last_week(log: GroupLog, posters: Floats) -> tuple[float, float, float] | None:
    """Return the poster-days of the known days of the last week, and those of the draws."""
    first = max(0, log.days - WINDOW)
    told = first + np.flatnonzero(~np.isnan(log.posters[first:]))
    if not len(told):
        return None
    low, high = np.quantile(posters[:, told].sum(axis=1), (0.1, 0.9))
    return float(log.posters[told].sum()), float(low), float(high)


def _question(
    log: GroupLog, source: Source | None, changes: Changes, seed: int, jobs: int
) -> Question:
    """Return what is asked: of a scenario that is told, or of groups as unlike as real ones."""
    if source is not None or changes:
        story = scenario_of(STORY if source is None else source, changes)
        return ask(log, story, seed=seed, jobs=jobs)
    horizon = log.days + max(AHEAD) + WINDOW
    story = scenario_of(STORY, {"days": min(3650, 10 * horizon)})
    question = ask(log, story, seed=seed, jobs=jobs)
    return Question(log, question.scenario, shipped().ranges(), seed, jobs)


def _lives(
    question: Question, found: Points, rows: Any, plans: dict[str, Playbook | None]
) -> dict[str, tuple[Floats, Floats]]:
    """Return playbook → active posters and members of the log's days and ahead, (draws, days)."""
    days = question.log.days
    horizon = days + max(AHEAD) + WINDOW
    once = sorted(set(rows.tolist()))

    def one(row: int) -> dict[str, tuple[Floats, Floats]]:
        index = int(found.index[row])
        story = put_in(question.scenario, question.values(found.unit[row]))
        out = {}
        first = None
        for name, plan in plans.items():
            changed = story if first is None else changed_from(story, plan, first + days)
            lived = question.log_of(changed, index, horizon)
            if lived is None:
                raise RuntimeError("a simulated group that spoke did not speak again")
            first = lived.first
            x, m = lived.counts["active_posters"], lived.counts["members"]
            out[name] = (x, m)
        return out

    with ThreadPoolExecutor(question.jobs) as pool:
        lives = dict(zip(once, pool.map(one, once), strict=True))
    return {
        name: (
            np.array([lives[row][name][0] for row in rows.tolist()]),
            np.array([lives[row][name][1] for row in rows.tolist()]),
        )
        for name in plans
    }


def _totals(ahead: dict[str, Floats]) -> dict[str, Floats]:
    return {name: x[:, :JUDGED].mean(axis=1) for name, x in ahead.items()}


def _best(ahead: dict[str, Floats]) -> dict[str, float]:
    """Return the share of draws in which each playbook has the most posters; ties are shared."""
    totals = _totals(ahead)
    table = np.array(list(totals.values()))
    top = table >= table.max(axis=0) - 1e-9
    share = (top / top.sum(axis=0)).mean(axis=1)
    return dict(zip(totals, map(float, share), strict=True))


def _changes(ahead: dict[str, Floats], silent: dict[str, Floats]) -> tuple[Change, ...]:
    """Return what each playbook changes, the most helpful first."""
    totals, best = _totals(ahead), _best(ahead)
    now = totals[AS_NOW]
    out = []
    for name, total in totals.items():
        if name == AS_NOW:
            continue
        gain = total - now
        low, high = np.quantile(gain, (0.025, 0.975))
        out.append(
            Change(
                name=name,
                posters=(float(gain.mean()), float(low), float(high)),
                better=float(((gain > 1e-9) + 0.5 * (np.abs(gain) <= 1e-9)).mean()),
                best=best[name],
                silent=float((silent[name] <= JUDGED).mean()),
            )
        )
    return tuple(sorted(out, key=lambda change: -change.posters[0]))
