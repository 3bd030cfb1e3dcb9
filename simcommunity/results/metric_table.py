"""The metrics of a run: a mapping of names to estimates that is a tidy frame as well."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from simcommunity.results.columns import COLUMNS
from simcommunity.results.estimates import Estimate
from simcommunity.results.metrics import METRICS
from simcommunity.scenario.errors import nearest

if TYPE_CHECKING:
    import pandas as pd

_ESTIMATE = [field.name for field in fields(Estimate)]


class Metrics(dict[str, Estimate]):
    """Name → estimate; `frame` has a row for each."""

    def __missing__(self, name: str) -> Estimate:
        """Say which metric may have been meant."""
        near = nearest(name, self)
        hint = f" (did you mean {near!r}?)" if near else ""
        raise KeyError(f"there is no metric {name!r}{hint}")

    @property
    def frame(self) -> pd.DataFrame:
        """One row a metric, indexed by its name: unit, and the fields of its estimate."""
        import pandas as pd  # noqa: PLC0415 (only whoever wants a frame pays for it)

        rows = [
            {"unit": METRICS[name].unit if name in METRICS else "", **vars(one)}
            for name, one in self.items()
        ]
        index = pd.Index(list(self), name="metric", dtype=object)
        numbers = dict.fromkeys(set(_ESTIMATE) - {"n"}, float)
        columns = list(COLUMNS["metrics"])[1:]
        return pd.DataFrame(rows, index, columns).astype({**numbers, "n": int})

    def _repr_html_(self) -> str:
        return str(self.frame.to_html())
