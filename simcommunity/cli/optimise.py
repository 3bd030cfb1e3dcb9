"""The command `optimise`: search for the playbook to run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simcommunity.cli.options import (
    A_PATH,
    LAST_SEED,
    jobs_option,
    path_option,
    report_options,
    whole_option,
)
from simcommunity.cli.output import Output, command, given

if TYPE_CHECKING:
    from simcommunity.study.optimise.design import Task

JOURNAL = "journal.log"


@command("optimise")
@click.argument("file", type=A_PATH)
@whole_option("trials", 1, 100_000)
@whole_option("replicates", 2, 10_000, words="judge_replicates")
@whole_option("seed", 0, LAST_SEED - 1, words="search_seed")
@jobs_option
@path_option("out", words="out_journal")
@report_options
def optimise_command(output: Output, /, file: Path, jobs: int | None, **changes: Any) -> None:
    """Search, judge on fresh luck, and say what to run."""
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.report.optimisation import show_optimisation
    from simcommunity.report.optimisation_page import OPTIMISATION
    from simcommunity.study.optimise.design import load_design
    from simcommunity.study.optimise.optimising import optimise

    task = _changed(load_design(file), **changes)
    announce_first_compilation()

    def study() -> Any:
        journal = output.out and output.out / JOURNAL
        with output.study("optimise.progress") as hear:
            return optimise(task, jobs=jobs, journal=journal, progress=hear)

    output.deliver(study, OPTIMISATION.write, show_optimisation)


def _changed(task: Task, trials: int | None, replicates: int | None, seed: int | None) -> Task:
    """Return a task with what the options say; judgement follows the search on the next seed."""
    from dataclasses import replace

    design = task.design
    search = given({"trials": trials, "seed": seed})
    judge = given({"replicates": replicates, "seed": None if seed is None else seed + 1})
    changed = design.model_copy(
        update={
            "search": design.search.model_copy(update=search),
            "judge": design.judge.model_copy(update=judge),
        }
    )
    return replace(task, design=changed)
