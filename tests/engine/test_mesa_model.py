"""The Mesa engine as a Mesa user meets it: steps, agents, data collection, subclasses."""

from __future__ import annotations

from itertools import groupby
from typing import Any, ClassVar

import mesa
import numpy as np
import pytest
from small import small

from simcommunity.core.members.record import ACTIVE, LEFT, MUTED, Record
from simcommunity.core.randomness import (
    READ_AND_DEPART,
    SPEAK_AGAIN,
    SPEAK_AND_BUY,
    luck,
    uniform_pairs,
)
from simcommunity.core.vitals import COLUMN
from simcommunity.results.replicate import Replicate
from simcommunity.scenario.loader import Loaded
from simcommunity.simulation.agents import Member
from simcommunity.simulation.model import CommunityModel
from simcommunity.simulation.running import prepare, run

DAYS = 12
LOADED = small("supermarket", f"days={DAYS}")
DESIGN = prepare(LOADED.scenario)


class Patient(Member):
    """A member that never mutes: when it would, it stays as it is."""

    def depart(self, group: Any, draw: float, p: Any) -> int:
        """Stay, unmute or leave."""
        status = super().depart(group, draw, p)
        return ACTIVE if status == MUTED else status


class Shy(Member):
    """A member that never writes."""

    def speak(self, group: Any, wave: int, draw: float, p: Any) -> bool:
        """Say nothing."""
        return False


def pair(member: Member, group: Any, purpose: int) -> list[float]:
    """Return the two draws of a member's block for today."""
    draws = np.empty((2, 1))
    who = np.array([member.person], np.uint64)
    uniform_pairs(group.seed, group.replicate, who, group.day, purpose, draws[0], draws[1])
    return draws.ravel().tolist()


class Wary(Member):
    """A member that looks whether the luck it is handed is its own."""

    waves: ClassVar[set[int]] = set()

    def attend(self, group: Any, draw: float, p: Any) -> bool:
        """Look in by the first draw of a block."""
        assert draw == pair(self, group, READ_AND_DEPART)[0]
        return super().attend(group, draw, p)

    def depart(self, group: Any, draw: float, p: Any) -> int:
        """Go by its second."""
        assert draw == pair(self, group, READ_AND_DEPART)[1]
        return super().depart(group, draw, p)

    def speak(self, group: Any, wave: int, draw: float, p: Any) -> bool:
        """Write by the first draw of another block, and by one of its own in each later wave."""
        again = luck(self, group, SPEAK_AGAIN, wave)
        assert draw == (pair(self, group, SPEAK_AND_BUY)[0] if wave == 1 else again)
        self.waves.add(wave)
        return super().speak(group, wave, draw, p)

    def buy(self, group: Any, chance: float, draw: float, p: Any) -> int:
        """Order by the second of that other block."""
        assert draw == pair(self, group, SPEAK_AND_BUY)[1]
        return super().buy(group, chance, draw, p)


class Noted(Member):
    """A member of whom is noted when it decides whether to go, and whether it looked in."""

    decided: ClassVar[list[tuple[int, int, bool]]] = []

    def depart(self, group: Any, draw: float, p: Any) -> int:
        """Decide as ever."""
        self.decided.append((group.day, group.number, self.share_read > 0))
        return super().depart(group, draw, p)


def daily_of(
    engine: str, member_class: type[Member] | None = None, loaded: Loaded = LOADED
) -> Replicate:
    """Return the only replicate of a run with members of a class."""
    seen: list[Replicate] = []
    run(
        loaded, replicates=1, jobs=1, engine=engine, member_class=member_class,
        on_replicate=seen.append,
    )  # fmt: skip
    return seen[0]


def test_a_model_steps_day_by_day() -> None:
    model = CommunityModel.from_design(DESIGN)
    assert isinstance(model, mesa.Model)
    joined = []
    while model.running:
        model.step()
        joined.append(len(model.members))
    assert model.day == len(joined) == DAYS
    reference = daily_of("compiled").daily
    assert joined == list(reference[..., COLUMN["joined"]].sum(axis=0))


def test_agents_can_be_selected_and_summed_up() -> None:
    model = CommunityModel.from_design(DESIGN)
    for _ in range(10):
        model.step()
    day = daily_of("compiled").daily[:, 9]
    members = model.members
    present = members.select(lambda m: m.status in {ACTIVE, MUTED})
    muted = members.select(lambda m: m.status_name == "muted")
    assert len(muted) == day[:, COLUMN["muted"]].sum() > 0
    assert len(present) == day[:, COLUMN["members"]].sum()
    assert present.agg("benefit", sum) == pytest.approx(  # which no night changes
        (day[:, COLUMN["benefit"]] * day[:, COLUMN["members"]]).sum()
    )
    assert {type(agent) for agent in model.agents} == {Member}
    assert {m.group for m in members} == set(range(len(day)))


def test_a_data_collector_sees_every_day() -> None:
    model = CommunityModel.from_design(DESIGN)
    collector = mesa.DataCollector(
        model_reporters={
            "active": lambda m: len(m.members.select(lambda a: a.status == ACTIVE)),
            "muted": lambda m: len(m.members.select(lambda a: a.status == MUTED)),
            "left": lambda m: len(m.members.select(lambda a: a.status == LEFT)),
        },
        agenttype_reporters={Member: {"trust": "trust", "group": "group"}},
    )
    while model.running:
        model.step()
        collector.collect(model)
    frame = collector.get_model_vars_dataframe()
    daily = daily_of("compiled").daily
    for name in ("active", "muted", "left"):
        assert list(frame[name]) == list(daily[..., COLUMN[name]].sum(axis=0))
    assert frame["muted"].iloc[-1] > 0
    agents = collector.get_agenttype_vars_dataframe(Member)
    assert len(agents.loc[agents.index[-1][0]]) == daily[:, -1, COLUMN["joined"]].sum()


def test_a_model_can_be_looked_at_before_its_first_day() -> None:
    assert len(CommunityModel.from_design(DESIGN).members) == 0


def test_one_overridden_behaviour_changes_the_outcome() -> None:
    ordinary, patient = daily_of("mesa").daily, daily_of("mesa", Patient).daily
    assert ordinary[:, -1, COLUMN["muted"]].sum() > 0
    assert patient[:, -1, COLUMN["muted"]].sum() == 0
    assert (patient[:, -1, COLUMN["active"]].sum()) > ordinary[:, -1, COLUMN["active"]].sum()


def test_every_behaviour_of_a_member_is_asked() -> None:
    """Each method a subclass may override is called by the day, and only through the agent."""
    called: set[str] = set()
    behaviours = [
        "attend",
        "greet",
        "post_spam",
        "speak",
        "appraise",
        "grab",
        "buy",
        "depart",
        "fade",
    ]

    def spy(name: str) -> Any:
        def method(self: Member, *args: Any) -> Any:
            called.add(name)
            return getattr(Member, name)(self, *args)

        return method

    spied = type("Spied", (Member,), {name: spy(name) for name in behaviours})
    assert daily_of("mesa", spied).digest == daily_of("compiled").digest
    assert called == set(behaviours)


def test_each_decision_is_handed_the_draw_of_its_address() -> None:
    Wary.waves.clear()
    lively = small("organic", "days=5", "parameters.theme=40", "parameters.boldness=1")
    ordinary = daily_of("compiled", loaded=lively)
    assert daily_of("mesa", Wary, lively).digest == ordinary.digest
    assert ordinary.daily[..., COLUMN["orders"]].sum() > 0
    assert Wary.waves == {1, 2, 3, 4}


def test_who_does_not_look_in_decides_before_who_does() -> None:
    Noted.decided.clear()
    daily_of("mesa", Noted)
    for _, decisions in groupby(Noted.decided, key=lambda decision: decision[:2]):
        looked_in = [reads for *_, reads in decisions]
        assert looked_in == sorted(looked_in)
    assert {reads for *_, reads in Noted.decided} == {False, True}


def test_members_who_never_speak_leave_a_silent_group() -> None:
    daily = daily_of("mesa", Shy).daily
    assert daily[..., COLUMN["messages"]].sum() == 0
    assert daily_of("mesa").daily[..., COLUMN["messages"]].sum() > 0


@pytest.mark.parametrize("member_class", [Patient, Shy])
def test_the_compiled_engine_refuses_a_subclass(member_class: type[Member]) -> None:
    sentence = (
        f"^the compiled engine runs the shipped rules only and cannot run {member_class.__name__}, "
        "a subclass of Member: use engine='mesa'$"
    )
    with pytest.raises(ValueError, match=sentence):
        run(LOADED, replicates=1, member_class=member_class)


def test_members_are_plain_to_look_at() -> None:
    model = CommunityModel.from_design(DESIGN)
    model.step()
    member = next(iter(model.members))
    assert isinstance(member, mesa.Agent)
    assert member.status_name == "active"
    assert 0 < member.affinity < 1
    assert isinstance(member.tie_seat, list)
    assert isinstance(model.state.groups[0], Record)


def test_mesa_is_a_release_this_was_written_for() -> None:
    major, minor = map(int, mesa.__version__.split(".")[:2])
    assert (3, 3) <= (major, minor) < (5, 0)
