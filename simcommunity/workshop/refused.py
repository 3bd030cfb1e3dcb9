"""What is said to somebody who asks for what cannot be."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 (it is an answer, not a fault)
    """What was asked for cannot be; `rule` names the sentence that says why."""

    def __init__(self, rule: str, **gaps: object) -> None:
        """Keep what fills the gaps of the sentence."""
        super().__init__(rule)
        self.rule, self.gaps = rule, gaps
