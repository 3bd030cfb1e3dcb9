"""The command `story`: the life of a member, and of the same one under another playbook."""

from __future__ import annotations

from typing import Any

import click

from simcommunity.cli.options import (
    days_option,
    json_option,
    lang_option,
    out_option,
    quiet_option,
    say,
    seed_option,
    set_option,
)
from simcommunity.cli.output import Output, command
from simcommunity.i18n import choose_language, t


def _member(ctx: click.Context, _: click.Parameter, text: str | None) -> int | None:
    """Read the number of a member."""
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        from simcommunity.scenario.errors import shown

        raise click.BadParameter(t("life.bad_member", choose_language(), value=shown(text)), ctx)
    return int(text)


@command("story")
@click.argument("scenario")
@lang_option
@click.option("--member", callback=_member, metavar="ID", help=say("member"))
@click.option("--with", "other", metavar="PLAYBOOK", help=say("beside"))
@click.option("--replicate", type=click.IntRange(0, 999_999), default=0, help=say("replicate"))
@days_option
@seed_option
@set_option
@out_option
@json_option
@quiet_option
def story_command(
    output: Output, /, scenario: str, member: int | None, overrides: tuple[str, ...], **how: Any
) -> None:
    """Tell the life of a member."""
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.report.story.page import STORY
    from simcommunity.report.story.summary import show_story
    from simcommunity.study.story import NoSuchMemberError, story

    announce_first_compilation()
    try:
        output.deliver(
            lambda: story(scenario, member, changes=overrides, **how),
            STORY.write,
            show_story,
            lambda told: STORY.numbers(told, output.lang),
        )
    except NoSuchMemberError as error:
        if error.last < 0:
            output.misused("life.nobody")
        near = "" if error.near is None else t("life.no_member.near", output.lang, near=error.near)
        output.misused("life.no_member", member=error.member, last=error.last, near=near)
