"""What `verify --out` puts into a folder."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from simcommunity.evidence.page import evidence_page
from simcommunity.evidence.text import evidence_text
from simcommunity.i18n import t
from simcommunity.report.result_folder import to_json

if TYPE_CHECKING:
    from simcommunity.evidence.verify import Verdicts
    from simcommunity.report.result_folder import Store

LOGGER = logging.getLogger("simcommunity")


def write_evidence(store: Store, verdicts: Verdicts, command: str, lang: str, *_: object) -> None:
    """Write `verify.json`, `evidence.html` and `evidence.md`; there are no figures."""
    store.put("verify.json", to_json({**verdicts.as_dict(), "command": command}).encode())
    store.put("evidence.md", evidence_text(verdicts, lang).encode())
    store.put("evidence.html", evidence_page(verdicts, command, lang).encode())
    written = store.commit()
    LOGGER.info(t("cli.written", lang, folder=store.folder, files=", ".join(written)))
