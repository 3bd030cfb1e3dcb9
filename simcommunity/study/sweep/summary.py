"""What a sweep came to, for a program and for a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from rich.console import Console

from simcommunity.i18n import t
from simcommunity.results.estimates import cautions_of

if TYPE_CHECKING:
    from simcommunity.study.sweep.execute import Outcome
    from simcommunity.study.sweep.store import SweepStore


def as_dict(outcome: Outcome) -> dict[str, Any]:
    """Return the JSON object of form "simcommunity.sweep/1"."""
    store = outcome.store
    status = store.status()
    about = {
        name: store.manifest[name]
        for name in (
            "design_hash", "scenario_hash", "versions", "scenario", "design", "factors", "points",
            "replicates", "runs", "days", "seed",
        )
    }  # fmt: skip
    return {
        "schema": "simcommunity.sweep/1",
        "cautions": cautions_of(store.replicates),
        "store": str(store.folder),
        **about,
        "done": int((status == 1).sum()),
        "failed": int((status == 2).sum()),
        "found": outcome.found,
        "workers_replaced": outcome.replaced,
        "digest": store.digest(),
        "wall_s": round(outcome.wall_s, 3),
    }


def show(told: dict[str, Any], store: SweepStore, lang: str, out: TextIO) -> None:
    """Write what was done, what FAILED and why, and where to go from here."""
    console = Console(file=out, highlight=False, soft_wrap=True)

    def say(key: str, **values: object) -> None:
        console.print(t(key, lang, **values), markup=False)

    say("sweep.done", **{k: told[k] for k in ("done", "runs", "points", "replicates", "store")})
    if told["found"]:
        say("sweep.found", found=told["found"])
    if told["workers_replaced"]:
        say("sweep.replaced", count=told["workers_replaced"])
    if told["failed"]:
        say("sweep.failed", count=told["failed"], error=store.first_error())
    say("sweep.digest", digest=told["digest"], seed=told["seed"], seconds=f"{told['wall_s']:.1f}")
    say("sweep.next", store=told["store"])
