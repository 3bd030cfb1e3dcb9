"""How good the forecasts are on groups that were not seen, against plain laws of decay.

Communities are left out one by one: what is learned about groups in general is learned from the
others only. From each group's first two weeks come distributions of its poster-days in weeks 3–6.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.scenario.arguments import whole_numbers
from simcommunity.scenario.errors import Problem, ScenarioError
from simcommunity.study.fit.summaries import summarise
from simcommunity.study.forecast.bank import Bank, simulate_bank
from simcommunity.study.forecast.baselines import NAMES, curve, spread
from simcommunity.study.forecast.conditioning import draw, moved, weights
from simcommunity.study.forecast.prior import UNKNOWN, Prior, learn, shipped
from simcommunity.study.logs.group_log import GroupLog, read_logs

SEEN, WEEKS, WEEK = 14, 4, 7
HORIZON = SEEN + WEEKS * WEEK
OURS = "simulated"
METHODS = (OURS, *NAMES)
SAMPLES = 200
WIDTH = 0.5  # of the kernel by which whole groups teach the prior
DRAWS = 8192
SEED = 20240
RESAMPLES = 2000
SCORES = ("error", "error_of_likely", "crps", "crps_log")


@dataclass(frozen=True)
class Skill:
    """How each method did.

    Attributes:
        groups, communities: how many there were.
        scores: method → score of `SCORES` → value, low and high of 95 %. `error` is the median
            |log(1 + point) − log(1 + truth)| of the median forecast, for a baseline that of its
            curve or of its median, whichever is less; `error_of_likely` that of the point which
            suits this score, for all methods alike.
        beaten: baseline → score → how much ours is lower, low and high of 95 %.
        cover: method → share of the 80 % bands that held the truth, low and high.
        by_community: method → community → (groups, error, CRPS).
        learned: the prior learned from all communities.
    """

    groups: int
    communities: int
    scores: dict[str, dict[str, tuple[float, float, float]]]
    beaten: dict[str, dict[str, tuple[float, float, float]]]
    cover: dict[str, tuple[float, float, float]]
    by_community: dict[str, dict[str, tuple[int, float, float]]]
    learned: Prior

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of form "simcommunity.forecast_skill/1"."""
        out = {name: value for name, value in vars(self).items() if name != "learned"}
        return {"schema": "simcommunity.forecast_skill/1", **out}


@whole_numbers
def forecast_skill(
    path: str | Path,
    *,
    learn_prior: bool = True,
    draws: int = DRAWS,
    seed: int = SEED,
    jobs: int = 1,
    advance: Callable[[], None] | None = None,
) -> Skill:
    """Return how good forecasts of the groups in a file are.

    Args:
        path: CSV with `group_id, day, active_posters, messages`; a missing day is zero. What
            stands before the last `_` of a group's id is its community.
        learn_prior: learn what groups are like from the other communities; else use what is
            shipped, and nothing of the file.
        draws: of unknown numbers for the simulated groups, a power of two.

    Raises:
        ScenarioError: when the file is not such a file, or no group was seen for six weeks.
    """
    logs = whole(read_logs(path, "zero"), str(path))
    owner = np.array([log.name.rpartition("_")[0] or log.name for log in logs])
    if learn_prior and len(set(owner)) < 2:
        raise ScenarioError([Problem("skill_one_community", str(path))])
    bank = simulate_bank(draws, HORIZON, seed, jobs=jobs, advance=advance)
    truth = np.array([weeks_of(log.posters) for log in logs])
    samples, learned = _simulated(logs, owner, bank, truth, learn_prior=learn_prior)
    curves = {name: np.array([curve(name, log.posters[:SEEN], WEEKS) for log in logs])
              for name in NAMES}  # fmt: skip
    points = {OURS: np.median(samples, axis=0)}
    by_method = {OURS: np.round(samples)}
    for name in NAMES:
        by_method[name] = np.empty_like(samples)
        for one in set(owner):
            other = owner != one if learn_prior else np.ones(len(owner), bool)
            like = spread(curves[name][other], truth[other])
            by_method[name][:, ~other if learn_prior else owner == one] = like.quantiles(
                curves[name][~other if learn_prior else owner == one], SAMPLES
            )
        plain, middle = curves[name], np.median(by_method[name], axis=0)
        errors = [float(np.median(log_error(point, truth))) for point in (plain, middle)]
        points[name] = plain if errors[0] <= errors[1] else middle
    return _judged(by_method, points, truth, owner, learned)


def whole(logs: list[GroupLog], place: str) -> list[GroupLog]:
    """Return the groups, each with six weeks: days after the last that is told were silent."""
    full = []
    for log in logs:
        counts = {}
        for name in ("active_posters", "messages"):
            x = log.counts.get(name)
            if x is None or np.isnan(x[:HORIZON]).any():
                raise ScenarioError([Problem("skill_needs", place, details={"name": name})])
            counts[name] = np.pad(x[:HORIZON], (0, max(0, HORIZON - len(x))))
        if counts["active_posters"][:SEEN].any():
            full.append(type(log)(log.name, counts))
    if not full:
        raise ScenarioError([Problem("skill_no_groups", place)])
    return full


def weeks_of(posters: Floats) -> Floats:
    """Return the poster-days of each of the weeks to be forecast, (…, weeks)."""
    ahead = posters[..., SEEN:HORIZON]
    return np.asarray(ahead.reshape(*ahead.shape[:-1], WEEKS, WEEK).sum(axis=-1))


def _simulated(
    logs: list[GroupLog], owner: Any, bank: Bank, truth: Floats, *, learn_prior: bool
) -> tuple[Floats, Prior]:
    """Return samples of the coming weeks, (samples, groups, weeks), and the prior of all."""
    columns = ("active_posters", "messages")
    simulated = summarise(bank.logs, columns, SEEN)
    ahead = weeks_of(bank.logs["active_posters"])
    seen = np.array([summarise(log.counts, columns, SEEN) for log in logs])
    squares = distances(seen, simulated)
    entire = squares + distances(np.log1p(truth), np.log1p(ahead))
    samples = np.empty((SAMPLES, len(logs), WEEKS))
    for one in set(owner):
        others = entire[owner != one]
        prior = learn(UNKNOWN, bank.unit, others, WIDTH) if learn_prior else shipped()
        before = np.exp(prior.log_density(bank.unit))
        for group in np.flatnonzero(owner == one):
            weight = weights(squares[group], before)
            samples[:, group] = moved(weight, simulated - seen[group], ahead, draw(weight, SAMPLES))
    return samples, learn(UNKNOWN, bank.unit, entire, WIDTH) if learn_prior else shipped()


def distances(a: Floats, b: Floats) -> Floats:
    """Return the squared distance of each row of `a` to each row of `b`."""
    cross = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1) - 2 * a @ b.T
    return np.asarray(np.maximum(cross, 0.0))


def _judged(
    by_method: dict[str, Floats],
    points: dict[str, Floats],
    truth: Floats,
    owner: Any,
    learned: Prior,
) -> Skill:
    """Return the scores, with intervals over communities drawn anew."""
    single = {
        name: {
            "error": log_error(points[name], truth),
            "error_of_likely": log_error(likely_point(x), truth),
            "crps": crps(x, truth),
            "crps_log": crps(np.log1p(x), np.log1p(truth)),
        }
        for name, x in by_method.items()
    }
    held = {name: inside(x, truth, 0.8).astype(float) for name, x in by_method.items()}
    places = [np.flatnonzero(owner == one) for one in sorted(set(owner))]
    luck = np.random.default_rng(0)
    anew = [np.arange(len(owner))] + [
        np.concatenate([places[k] for k in luck.integers(0, len(places), len(places))])
        for _ in range(RESAMPLES if len(places) > 1 else 0)
    ]

    def over(score: str, x: Floats, less: Floats | None = None) -> tuple[float, float, float]:
        all_of_them = np.array(
            [
                summed(score, x[rows]) - (0.0 if less is None else summed(score, less[rows]))
                for rows in anew
            ]
        )
        low, high = np.quantile(all_of_them[1:], (0.025, 0.975)) if len(anew) > 1 else (np.nan,) * 2
        return float(all_of_them[0]), float(low), float(high)

    def summed(score: str, x: Floats) -> float:
        return float(np.median(x) if score.startswith("error") else np.mean(x))

    return Skill(
        groups=len(owner),
        communities=len(places),
        scores={m: {s: over(s, single[m][s]) for s in SCORES} for m in METHODS},
        beaten={m: {s: over(s, single[m][s], single[OURS][s]) for s in SCORES} for m in NAMES},
        cover={m: over("cover", held[m]) for m in METHODS},
        by_community={
            m: {
                str(owner[rows[0]]): (
                    len(rows),
                    float(np.median(single[m]["error"][rows])),
                    float(single[m]["crps"][rows].mean()),
                )
                for rows in places
            }
            for m in METHODS
        },
        learned=learned,
    )


def crps(samples: Floats, truth: Floats) -> Floats:
    """Return the continuous ranked probability score of samples.

    E|X − y| − E|X − X'| / 2 over the samples (Gneiting & Raftery 2007).

    Args:
        samples: (samples, …).
        truth: (…).
    """
    x = np.sort(np.asarray(samples, float), axis=0)
    n = len(x)
    rank = (2 * np.arange(1, n + 1) - n - 1).reshape(-1, *[1] * (x.ndim - 1))
    return np.asarray(np.abs(x - truth).mean(axis=0) - (rank * x).sum(axis=0) / n**2)


def log_error(point: Floats, truth: Floats) -> Floats:
    """Return |log(1 + point) − log(1 + truth)|."""
    return np.asarray(np.abs(np.log1p(point) - np.log1p(truth)))


def inside(samples: Floats, truth: Floats, share: float) -> Any:
    """Return whether the truth lies in the middle `share` of the samples, bounds included."""
    low, high = np.quantile(samples, [(1 - share) / 2, (1 + share) / 2], axis=0)
    return (low <= truth) & (truth <= high)


def likely_point(samples: Floats) -> Floats:
    """Return the middle of the shortest interval of log(1 + count) that holds half the samples.

    It is the point whose absolute error has the least median (Rousseeuw 1984): the one to name
    where a forecast is judged by that. Where several are as short, the middle one.

    Args:
        samples: counts, (samples, …).
    """
    x = np.sort(np.log1p(samples), axis=0)
    half = (len(x) + 1) // 2
    length = x[half - 1 :] - x[: len(x) - half + 1]
    shortest = length <= length.min(axis=0) + 1e-9
    place = np.arange(len(length)).reshape(-1, *[1] * (x.ndim - 1))
    start = np.round((shortest * place).sum(axis=0) / shortest.sum(axis=0)).astype(int)
    ends = [np.take_along_axis(x, (start + k)[None], axis=0)[0] for k in (0, half - 1)]
    return np.asarray(np.expm1((ends[0] + ends[1]) / 2))
