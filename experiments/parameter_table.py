"""Print docs/parameters.md: every number of the model, from the tables the code itself reads.

python experiments/parameter_table.py > docs/parameters.md
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from simcommunity.core import randomness
from simcommunity.core.day.talk import WAVES
from simcommunity.core.group import FLOOR, TOPICS
from simcommunity.core.members import conversation
from simcommunity.core.members.record import TIE_SLOTS
from simcommunity.core.vitals import DEAF_SHARE, REVIVAL_DAYS, REVIVAL_MESSAGES, REVIVAL_POSTERS
from simcommunity.scenario import catalogue
from simcommunity.scenario.message import MessageKind
from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.scenario.people import TRAITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAGE = """# Every number

This page is written by `experiments/parameter_table.py` from the tables that the code reads.
Change a number there, never here. What each number does is told in [model.md](model.md).

## Parameters

The range is what a sensitivity analysis samples. *Fitted* values are fitted to published facts and
to the story of the supermarket only; *assumption* says that nothing usable is published, so the
range is what to sweep. A scenario changes a parameter by name:
`simcommunity run supermarket --set parameters.habit=0`.

{parameters}

## Segments

Median, and in brackets the spread: on the logit scale for shares, of the logarithm for what is
above 0, plain for tolerance and churn. `need` is the pace of buying, 1 the cycle of the business.

{segments}

### Traits that go together

Correlation of the latent normals; `people.correlation` of a scenario scales all of them.

{correlation}

## Hooks

Share that accepts when nothing is given, and in brackets the log-odds gained per
ln(1 + worth / 5 ¥).

{hooks}

## Messages

Attributes are all that a member perceives. An empty cell is 0.

{messages}

## Fixed by definition

These belong to definitions or to the size of the record. They are not for fitting.

{fixed}

## Purposes of draws

{purposes}"""
FIXED = {
    "days a newcomer may still say hello": conversation.GREETING_DAYS,
    "waves of talk a day": WAVES,
    "messages a writer sends in one go, at most": conversation.LONGEST_TURN,
    "writers of a day who can be answered": FLOOR,
    "weeks of a writer's history kept": conversation.WEEKS_KEPT,
    "slots for ties, each member": TIE_SLOTS,
    "topics that wear out apart": TOPICS,
    "a revival counts within so many days after the quiet days of a silence": REVIVAL_DAYS,
    "members who must write for a revival": REVIVAL_POSTERS,
    "messages they must write": REVIVAL_MESSAGES,
    "share of those who joined, fewer readers than which is deafness": DEAF_SHARE,
}


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; numbers are written as short as they are exact."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell(c) for c in row) + " |" for row in rows]
    return "\n".join(lines)


def cell(content: object) -> str:
    """Return what stands in one cell."""
    if isinstance(content, int | float):
        return repr(content).removesuffix(".0").replace("-", "−", 1)
    return str(content)


def named(name: str, thing: Any) -> str:
    """Return a machine name with its title in both languages."""
    return f"`{name}` {thing.title.en} · {thing.title.zh}"


def parameters() -> str:
    """Return the table of parameters."""
    rows = (
        (f"`{name}`", p.value, f"{cell(p.low)} to {cell(p.high)}", p.unit, p.source, p.note)
        for name, p in PARAMETERS.items()
    )
    return table(("name", "value", "range", "unit", "source", "what it is"), rows)


def segments() -> str:
    """Return the table of segments: a trait a row, median and spread."""
    kinds = catalogue.segments()
    rows: list[list[object]] = []
    for trait in TRAITS:
        spread = [getattr(s, trait) for s in kinds.values()]
        rows.append([f"`{trait}`", *(f"{cell(x.median)} ({cell(x.spread)})" for x in spread)])
    rows += [
        [f"`{plain}`", *(getattr(s, plain) for s in kinds.values())]
        for plain in ("prior_customer", "spam", "anyway")
    ]
    return table(["trait", *(named(name, s) for name, s in kinds.items())], rows)


def hooks() -> str:
    """Return the table of hooks: a segment a row, base share and gain."""
    kinds = catalogue.hooks()
    rows: list[list[object]] = [
        [f"`{segment}`", *(f"{cell(a)} ({cell(b)})" for a, b in terms)]
        for segment in catalogue.segments()
        for terms in [[h.takes[segment] for h in kinds.values()]]
    ]
    rows.append(["expects gifts", *(h.expects for h in kinds.values())])
    rows.append(["needs the goods now", *(h.seeks for h in kinds.values())])
    return table(["segment", *(named(name, h) for name, h in kinds.items())], rows)


def messages() -> str:
    """Return the table of messages: a kind a row, an attribute a column."""
    attributes = [name for name in MessageKind.model_fields if name != "title"]
    rows = [
        [named(name, kind), *(getattr(kind, a) or "" for a in attributes)]
        for name, kind in catalogue.messages().items()
    ]
    return table(["kind", *attributes], rows)


def purposes() -> str:
    """Return the table of purposes of draws."""
    numbers = {
        n: v for n, v in vars(randomness).items() if n.isupper() and n[0] != "_" and type(v) is int
    }
    return table(("purpose", "number"), ((f"`{n}`", v) for n, v in numbers.items()))


def page() -> str:
    """Return the whole page."""
    correlation = ((f"`{a}`", f"`{b}`", rho) for a, b, rho in catalogue.correlation())
    return PAGE.format(
        parameters=parameters(),
        segments=segments(),
        correlation=table(("trait", "trait", "correlation"), correlation),
        hooks=hooks(),
        messages=messages(),
        fixed=table(("what", "number"), FIXED.items()),
        purposes=purposes(),
    )


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(page())
