"""The command `sensitivity`: from a file to sentences, figures and a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from simcommunity.cli.options import A_PATH, path_option, whole_option
from simcommunity.cli.output import Output, command
from simcommunity.cli.sweep import FAILED, design_options, progress, workers_options


@command("sensitivity")
@click.argument("file", type=A_PATH)
@path_option("out", words="sensitivity_out")
@workers_options
@whole_option("samples", 1, 1_000_000, words="sensitivity_samples")
@whole_option("replicates", 3, 10_000, words="sweep_replicates")
@design_options
def sensitivity_command(
    output: Output,
    /,
    file: Path,
    jobs: int | None,
    shard: tuple[int, int],
    scheduler: str | None,
    **changes: Any,
) -> None:
    """Find out which parameters matter, how much, and where something happens."""
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.report.sensitivity.page import write_sensitivity
    from simcommunity.report.sensitivity.table import show_sensitivity
    from simcommunity.study.sensitivity.plan import load_plan
    from simcommunity.study.sensitivity.study import sensitivity

    if shard != (1, 1) and output.out is None:
        output.misused("sensitivity.shard_needs_out")
    plan = load_plan(file, **changes)
    announce_first_compilation()

    def study() -> Any:
        with progress(output) as hear:
            return sensitivity(
                plan, output.out and output.out / "runs", jobs=jobs, shard=shard,
                scheduler=scheduler, progress=hear, command=output.command,
            )  # fmt: skip

    if output.deliver(study, write_sensitivity, show_sensitivity).failed:
        output.context.exit(FAILED)
