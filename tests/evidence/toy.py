"""A registry so small that its claims are tested in a second."""

from __future__ import annotations

from pathlib import Path

COMMON = (
    "{scenario: organic, days: 25, set: [arrival.0.places=2, arrival.0.per_day=20, "
    "arrival.0.days=5, groups.size=30, people.outside_groups=0]}"
)
CLAIM = f"""
T01:
  source: toy
  kind: emergent
  statement: {{zh: "群里<有>人", en: "There <are> people"}}
  replicates: 4
  common: {COMMON}
  arms:
    small: {{}}
    large: {{title: {{zh: 大群, en: "a <large> group"}}, set: [arrival.0.per_day=40]}}
  parts:
    - {{metric: members, of: small, at_least: LEAST}}
    - {{metric: members, of: large, more_than: small}}
"""
HOLDS = CLAIM.replace("LEAST", "10")
FAILS = CLAIM.replace("LEAST", "10000")
FACT = f"""
G01:
  source: {{zh: 出处, en: somewhere}}
  strength: weak
  fitted: true
  statement: {{zh: 有人, en: There are people}}
  replicates: 4
  arms: {{small: {COMMON}}}
  parts: [{{metric: "joined[day 20]", between: [0.9, 1.1]}}]
"""


def write(folder: Path, claims: str, facts: str = "") -> Path:
    """Write a registry into a folder and return it."""
    (folder / "claims").mkdir(parents=True, exist_ok=True)
    (folder / "claims" / "toy.yaml").write_text(claims, encoding="utf-8")
    if facts:
        (folder / "facts.yaml").write_text(facts, encoding="utf-8")
    return folder
