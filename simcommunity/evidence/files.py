"""What `verify --out` puts into a folder."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from simcommunity.evidence.page import evidence_page
from simcommunity.evidence.text import evidence_text
from simcommunity.i18n import t
from simcommunity.report.result_folder import Store, to_json

if TYPE_CHECKING:
    from pathlib import Path

    from simcommunity.evidence.verify import Verdicts

LOGGER = logging.getLogger("simcommunity")


def write_evidence(folder: Path, verdicts: Verdicts, command: str, lang: str) -> None:
    """Write `verify.json`, `evidence.html` and `evidence.md`; raises OSError."""
    with Store(folder, {}) as store:
        store.put("verify.json", to_json({**verdicts.as_dict(), "command": command}).encode())
        store.put("evidence.md", evidence_text(verdicts, lang).encode())
        store.put("evidence.html", evidence_page(verdicts, command, lang).encode())
        written = store.commit()
    LOGGER.info(t("cli.written", lang, folder=folder, files=", ".join(written)))
