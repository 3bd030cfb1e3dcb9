"""Write the types of the records that rules read: `python tests/make_fields.py`.

They are made from the structured types themselves, from the parameters and from the signatures of
the behaviours. mypy reads them and nothing else does; `test_fields.py` says when they are stale.
"""

from __future__ import annotations

import inspect
from pathlib import Path

import numpy as np

import simcommunity.core
from simcommunity.core.day.compiled import BEHAVIOURS
from simcommunity.core.group import GROUP
from simcommunity.core.members.record import MEMBER
from simcommunity.core.operators.admission import SEGMENT
from simcommunity.core.operators.feeds import FEED
from simcommunity.core.vitals import DAY
from simcommunity.simulation.playbook_tables import ACTION, KIND, PHASE
from simcommunity.simulation.state import State
from simcommunity.simulation.tables import SOURCE, WORLD

FIELDS = Path(simcommunity.core.__file__).with_name("fields.pyi")
RECORDS = {
    "World": WORLD,
    "MemberRow": MEMBER,
    "GroupRow": GROUP,
    "DayRow": DAY,
    "FeedRow": FEED,
    "SegmentRow": SEGMENT,
    "SourceRow": SOURCE,
    "KindRow": KIND,
    "PhaseRow": PHASE,
    "ActionRow": ACTION,
}
# What rules know of the arrays of a replicate; the rest of them is numbers by place.
ROWS = {
    "p": "World",
    "groups": "GroupRow",
    "kinds": "KindRow",
    "phases": "PhaseRow",
    "actions": "ActionRow",
    "sources": "SourceRow",
    "segments": "SegmentRow",
}
HEAD = """\
# Made by tests/make_fields.py from the structured types; a field is added there, not here.
# An agent, a plain object and a row of an array all have these attributes.
from collections.abc import Sequence
from typing import Any, Protocol
"""


def written() -> str:
    """Return the text of the stub."""
    parts = [HEAD]
    for name, dtype in RECORDS.items():
        lines = [f"class {name}(Protocol):"]
        lines += [f"    {field}: {type_of(dtype[field])}" for field in dtype.names or ()]
        if dtype is MEMBER:
            lines += [signature_of(behaviour) for behaviour in BEHAVIOURS]
        parts.append("\n".join(lines) + "\n")
    lines = ["class Arrays(Protocol):"]
    for name in State._fields:
        kind = f"Sequence[{ROWS[name]}]" if name in ROWS else "Any"
        lines += ["    @property", f"    def {name}(self) -> {kind}: ..."]
    parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def type_of(field: np.dtype) -> str:
    """Return what a rule sees of a field: a number, or several by place."""
    number = "int" if field.base.kind == "i" else "float"
    return f"list[{number}]" if field.shape else number


def signature_of(name: str) -> str:
    """Return a behaviour as the method that an agent may override."""
    signature = inspect.signature(BEHAVIOURS[name])
    _, *others = signature.parameters.values()
    arguments = ["self", *(f"{one.name}: {one.annotation}" for one in others)]
    line = f"    def {name}({', '.join(arguments)}) -> {signature.return_annotation}: ..."
    if len(line) <= 100:
        return line
    listed = "".join(f"        {argument},\n" for argument in arguments)
    return f"    def {name}(\n{listed}    ) -> {signature.return_annotation}: ..."


if __name__ == "__main__":
    FIELDS.write_text(written(), encoding="utf-8")
