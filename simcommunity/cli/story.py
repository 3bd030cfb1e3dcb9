"""The command `story`: the life of a member, and of the same one under another playbook."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from simcommunity.cli.options import HELP_LANG, json_option, lang_option, quiet_option, say
from simcommunity.i18n import choose_language, t


def _member(ctx: click.Context, _: click.Parameter, text: str | None) -> int | None:
    """Read the number of a member."""
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        from simcommunity.scenario.errors import shown

        raise click.BadParameter(t("life.bad_member", choose_language(), value=shown(text)), ctx)
    return int(text)


@click.command("story", help=t("cli.story.help", HELP_LANG))
@click.argument("scenario")
@lang_option
@click.option("--member", callback=_member, metavar="ID", help=say("member"))
@click.option("--with", "other", metavar="PLAYBOOK", help=say("beside"))
@click.option("--replicate", type=click.IntRange(0, 999_999), default=0, help=say("replicate"))
@click.option("--days", type=click.IntRange(1, 3650), help=say("days"))
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help=say("seed"))
@click.option("--set", "overrides", multiple=True, metavar="PATH=VALUE", help=say("set"))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help=say("out"))
@json_option
@quiet_option
@click.pass_context
def story_command(
    ctx: click.Context,
    /,
    scenario: str,
    member: int | None,
    other: str | None,
    replicate: int,
    days: int | None,
    seed: int | None,
    overrides: tuple[str, ...],
    out: Path | None,
    lang: str,
    as_json: bool,
    quiet: bool,  # noqa: ARG001 (its callback has hushed already)
) -> None:
    """Tell the life of a member."""
    from simcommunity.cli.run import announce, answer, writing
    from simcommunity.report.result_folder import to_json
    from simcommunity.report.story.files import as_told, write_story
    from simcommunity.report.story.terminal import show_story
    from simcommunity.study.story import NoSuchMemberError, story

    announce("compiled")
    try:
        told = story(
            scenario,
            member,
            other=other,
            replicate=replicate,
            days=days,
            seed=seed,
            changes=overrides,
        )
    except NoSuchMemberError as error:
        raise click.UsageError(_nobody(error, lang), ctx) from None
    if out is not None:
        with writing(out, {}, lang) as store:
            write_story(store, told, ctx.obj, lang)
    if as_json:
        click.echo(to_json(as_told(told, lang)))
    else:
        answer(told, show_story, as_json, lang)
    sys.stdout.flush()


def _nobody(error: Any, lang: str) -> str:
    """Say that nobody of that number came in, and who is near."""
    if error.last < 0:
        return t("life.nobody", lang)
    near = "" if error.near is None else t("life.no_member.near", lang, near=error.near)
    return t("life.no_member", lang, member=error.member, last=error.last, near=near)
