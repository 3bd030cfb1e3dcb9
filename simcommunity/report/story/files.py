"""The files of a story."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from simcommunity.i18n import t
from simcommunity.report.result_folder import to_json
from simcommunity.report.story.page import story_page
from simcommunity.report.story.telling import tell_life

if TYPE_CHECKING:
    from simcommunity.report.result_folder import Store
    from simcommunity.study.story import Story

LOGGER = logging.getLogger("simcommunity")


def as_told(story: Story, lang: str) -> dict[str, Any]:
    """Return the JSON object of form "simcommunity.story/1", with the sentences beside the days."""
    plain = story.as_dict()
    for pair, member in zip(story.pairs, plain["members"], strict=True):
        for arm, diary, asked, page in zip(
            story.arms, pair.diaries, story.asked, member["diaries"], strict=True
        ):
            told = tell_life(arm.scenario, diary, asked, lang)
            page["told"] = [one.as_dict() for one in told]
    return plain


def write_story(store: Store, story: Story, command: str, lang: str, *_: object) -> None:
    """Write the numbers first, then the page; there are no figures."""
    store.put("summary.json", to_json({**as_told(story, lang), "command": command}).encode())
    written = store.commit()
    store.put("story.html", story_page(story, command, lang).encode())
    written += store.commit()
    LOGGER.info(t("cli.written", lang, folder=store.folder, files=", ".join(written)))
