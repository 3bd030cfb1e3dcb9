"""The front door for those who know Mesa: batches, collectors, pages, and Mesa's manners."""

from __future__ import annotations

import warnings
from itertools import product
from typing import Any, ClassVar

import mesa
import numpy as np
import pytest

from simcommunity.core.members.record import ACTIVE, LEFT, MUTED, NO_CONTACT
from simcommunity.core.vitals import COLUMN, DAILY
from simcommunity.results.replicate import Replicate, conclude
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import load_scenario
from simcommunity.simulation.agents import Member
from simcommunity.simulation.model import CommunityModel
from simcommunity.simulation.running import run

DAYS = 5
SMALL = {
    "days": DAYS, "groups.size": 20, "arrival.0.places": 1, "arrival.0.per_day": 15,
    "arrival.0.days": 3,
}  # fmt: skip
MEANS = {"irritation", "benefit", "trust", "belonging", "contact_trust"}


def lived(model: CommunityModel) -> Any:
    """Return the daily table of a model that has run to its end, (groups, days)."""
    model.run_model()
    return model.state.daily


def total(model: CommunityModel, name: str) -> float:
    """Return a measure of the last day over all groups."""
    return float(model.state.daily[:, model.day - 1][name].sum())


def test_a_model_is_made_from_a_name_and_changes_and_gives_what_a_run_gives() -> None:
    told = [f"{path}={value}" for path, value in SMALL.items()]
    digests = set()
    reference: list[bytes] = []
    run(load_scenario("supermarket", told), seed=5, replicates=2, jobs=1,
        on_replicate=lambda one: reference.append(one.digest))  # fmt: skip
    loaded = load_scenario("supermarket", told)
    for model in (
        CommunityModel("supermarket", SMALL, replicate=1, seed=5),
        CommunityModel("supermarket", told, replicate=1, rng=5),
        CommunityModel(loaded, "seed=5", replicate=1),
        CommunityModel(loaded.scenario, replicate=1, rng=np.int64(5)),
        CommunityModel({"extends": "supermarket"}, replicate=1, seed=np.int64(5), **SMALL),
    ):
        model.run_model()
        digests.add(conclude(model.design, model.snapshot(), 1).digest)
    assert digests == {reference[1]}


def test_what_cannot_be_a_model_is_refused_in_a_sentence() -> None:
    with pytest.raises(ScenarioError, match=r"team\.poeple: 2 .*did you mean 'people'"):
        CommunityModel("supermarket", **{"team.poeple": 2})
    with pytest.raises(ScenarioError, match="supermarket"):
        CommunityModel("supermarkt")
    with pytest.raises(TypeError, match="a name, a file, a mapping or a loaded scenario, not 30"):
        CommunityModel(30)  # which is what a design is unpacked to
    with pytest.raises(ValueError, match="either seed or rng"):
        CommunityModel("supermarket", seed=1, rng=2)
    with pytest.raises(ValueError, match="replicate -1 is below 0"):
        CommunityModel("supermarket", replicate=-1)


def test_a_users_own_luck_is_another_one_in_each_replicate() -> None:
    models = [
        CommunityModel("supermarket", SMALL, replicate=replicate, seed=seed)
        for seed, replicate in ((7, 0), (7, 1), (8, 0), (2**32 + 7, 0), (7, 2))
    ]
    assert len({model.random.random() for model in models}) == len(models)
    assert len({model.rng.random() for model in models}) == len(models)
    first, again = (CommunityModel("supermarket", SMALL, replicate=9) for _ in range(2))
    assert first.random.random() == again.random.random()
    assert first.rng.random() == again.rng.random()


def test_mesas_other_kinds_of_rng_are_taken_and_give_other_luck() -> None:
    kinds = [np.random.default_rng(3), np.random.SeedSequence(4), [1, 2], 5, None]
    seeds = [CommunityModel("supermarket", SMALL, rng=kind).seed for kind in kinds]
    assert len(set(seeds)) == len(kinds)
    assert seeds[3:] == [5, 7]
    assert CommunityModel("supermarket", SMALL, rng=[1, 2]).seed == seeds[2]


def test_the_models_own_collector_holds_the_daily_table() -> None:
    model = CommunityModel("four_channels", **{"days": 8, "groups.size": 20})
    daily = lived(model)
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame) == list(DAILY)
    assert len(frame) == 8
    for name in set(DAILY) - MEANS:
        assert list(frame[name]) == pytest.approx(list(daily[name].sum(axis=0)))
    people = [m for m in model.members if m.status in {ACTIVE, MUTED}]
    assert frame["members"].iloc[-1] == len(people) > 0
    trust = [m.trust for m in people]
    assert frame["trust"].iloc[-1] == pytest.approx(np.mean(trust), abs=0.01)


class Collected(CommunityModel):
    """A model with measures of the user's own, as Mesa's tutorial writes one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.datacollector = mesa.DataCollector(
            model_reporters={"people": lambda m: len(m.agents)},
            agent_reporters={"trust": "trust", "status": "status_name"},
        )

    def step(self) -> None:
        super().step()
        self.datacollector.collect(self)


def test_a_collector_of_ones_own_asks_every_agent() -> None:
    model = Collected("supermarket", SMALL)
    model.run_model()
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame["people"]) == list(model.state.daily["joined"].sum(axis=0))
    agents = model.datacollector.get_agent_vars_dataframe()
    last = agents.loc[agents.index[-1][0]]
    assert len(last) == len(model.agents) > 0
    assert set(last["status"]) <= {"active", "muted", "left"}
    assert sorted(last["trust"]) == sorted(model.agents.get("trust"))


def batch(parameters: dict[str, Any], iterations: int = 1) -> list[dict[str, Any]]:
    """Return the rows of a batch: Mesa's, and by hand where Mesa has none any more, from 4 on."""
    whole = {"source": "supermarket", **SMALL, **parameters}
    if hasattr(mesa, "batch_run"):
        rows: list[dict[str, Any]] = mesa.batch_run(
            CommunityModel, whole, iterations=iterations, display_progress=False
        )
        return rows
    rows = []
    lists = [value if isinstance(value, list | range) else [value] for value in whole.values()]
    for values in [*product(*lists)] * iterations:
        given = dict(zip(whole, values, strict=True))
        model = CommunityModel(**given)
        model.run_model()
        rows.append({**given, **model.datacollector.get_model_vars_dataframe().iloc[-1]})
    return rows


def test_a_batch_runs_replicates_and_values_of_the_scenario() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        rows = batch({"replicate": range(3), "team.hours": [1.5, 4.5], "seed": 11})
    assert len(rows) == 6
    assert {(row["replicate"], row["team.hours"]) for row in rows} == {
        (replicate, hours) for replicate in range(3) for hours in (1.5, 4.5)
    }
    for row in rows:
        seen: list[Replicate] = []
        changed = load_scenario("supermarket", {**SMALL, "team.hours": row["team.hours"]})
        run(changed, seed=11, replicates=3, jobs=1, on_replicate=seen.append)
        last = seen[row["replicate"]].daily[:, -1].sum(axis=0)
        assert [row[name] for name in ("members", "would_read", "orders")] == [
            last[COLUMN[name]] for name in ("members", "would_read", "orders")
        ]
    assert len({row["would_read"] for row in rows}) > 1


def test_a_copy_within_a_process_warns() -> None:
    CommunityModel("supermarket", SMALL, replicate=40)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        CommunityModel("supermarket", SMALL, replicate=41)
        CommunityModel("supermarket", SMALL, replicate=40, seed=8)
        CommunityModel("supermarket", SMALL, replicate=40, **{"team.hours": 2})
        CommunityModel("supermarket", SMALL, replicate=40, member_class=Stubborn)
    with pytest.warns(UserWarning, match="seed 7 and replicate 40: the second run is a copy"):
        CommunityModel("supermarket", SMALL, replicate=40)


def test_iterations_of_a_batch_warn_that_they_are_copies() -> None:
    with pytest.warns(UserWarning, match="replicate 45: the second run is a copy"):
        first, second = batch({"replicate": [45]}, iterations=2)
    assert first["members"] == second["members"]


class Stubborn(Member):
    """A member that stays as it is."""

    def depart(self, group: Any, draw: float, p: Any) -> int:
        """Stay."""
        return self.status


def test_whom_the_user_removes_has_left_the_group() -> None:
    model = CommunityModel("supermarket", SMALL, replicate=50, member_class=Stubborn)
    while model.day < 3:
        model.step()
    before = len(model.members)
    gone = [m for m in model.members if m.group == 0][:4]
    assert len(gone) == 4
    for member in gone:
        member.remove()
        member.remove()  # a second time changes nothing
    assert len(model.members) == len(model.agents) == before - 4
    assert not set(gone) & set(model.agents)
    assert {m.status for m in gone} == {LEFT}
    assert all(m.tie_support == pytest.approx(0) for m in gone)
    model.step()
    assert total(model, "newly_left") == 4
    assert total(model, "left") == 4
    assert total(model, "members") == total(model, "joined") - 4
    assert total(model, "members") == sum(m.status in {ACTIVE, MUTED} for m in model.agents)
    model.step()
    assert total(model, "newly_left") == 0
    assert total(model, "left") == 4
    table = model.snapshot().table
    assert (table["status"] == LEFT).sum() == 4


def test_a_contact_that_is_removed_is_no_contact() -> None:
    model = CommunityModel("friends_from_groups", **{"days": 6, "groups.size": 20})
    for _ in range(3):
        model.step()
    contacts = [m for m in model.members if m.contact != NO_CONTACT]
    count = total(model, "contacts")
    assert count == len(contacts) > 2
    for member in contacts:
        member.remove()
    model.step()
    assert {m.contact for m in contacts} == {NO_CONTACT}
    joined = [m for m in model.members if m.contact != NO_CONTACT]
    assert total(model, "contacts") == len(joined)


class Expelled(Stubborn):
    """A member that is taken out in the midst of a day, when it looks in a second time."""

    days: ClassVar[list[int]] = []

    def attend(self, group: Any, draw: float, p: Any) -> bool:
        """Look in, and be gone after that day."""
        looks = super().attend(group, draw, p)
        if looks and group.day > self.day_joined:
            self.remove()
            self.days.append(group.day)
        return looks


def test_whoever_is_removed_in_the_course_of_a_day_has_left_at_its_end() -> None:
    Expelled.days.clear()
    model = CommunityModel("supermarket", SMALL, replicate=51, member_class=Expelled)
    newly_left = lived(model)["newly_left"].sum(axis=0)
    assert len(Expelled.days) > 3
    for day in range(1, DAYS):
        assert newly_left[day] == Expelled.days.count(day - 1)
    seated = [member for seats in model.seats for member in seats]
    assert {m.status for m in set(seated) - set(model.agents)} == {LEFT}
    assert len(seated) - len(model.agents) == len(Expelled.days)


def test_all_agents_can_be_removed() -> None:
    model = CommunityModel("supermarket", SMALL, replicate=52)
    for _ in range(4):
        model.step()
    model.remove_all_agents()
    model.step()
    assert total(model, "members") == 0
    assert total(model, "joined") > 0


def test_after_the_last_day_nothing_happens() -> None:
    model = CommunityModel("supermarket", SMALL, replicate=60)
    assert model.running
    before = lived(model).copy()
    assert not model.running
    for _ in range(3):
        model.step()
    assert model.day == DAYS
    assert not model.running
    assert (model.state.daily == before).all()
    assert len(model.datacollector.get_model_vars_dataframe()) == DAYS
    model.run_model()


def test_solara_shows_steps_and_resets_a_model() -> None:
    import ipyvuetify  # noqa: PLC0415
    import solara  # noqa: PLC0415
    from mesa.visualization import SolaraViz, make_plot_component  # noqa: PLC0415

    steps: list[Any] = []

    def seen(model: CommunityModel) -> Any:
        steps.append(model)
        return solara.Text(f"{model.day} days, {len(model.members)} members")

    parameters = {
        "source": "supermarket", **SMALL, "replicate": 70,
        "team.hours": {"type": "SliderFloat", "value": 2.0, "min": 1.0, "max": 8.0, "step": 0.5},
    }  # fmt: skip
    model = CommunityModel("supermarket", SMALL, replicate=70, **{"team.hours": 2.0})
    page = SolaraViz(
        model,
        components=[make_plot_component("members"), seen],
        model_params=parameters,
        render_interval=2 * DAYS,
    )
    whole = solara.AppLayout(children=[page])  # which is what puts the controls somewhere
    _, drawn = solara.render(whole, handle_error=False)
    widgets = [one.widget for one in drawn.find(ipyvuetify.Btn)]
    button = {widget.children[0]: widget for widget in widgets if widget.children}
    button["Step"].click()  # as many steps as there are days, twice
    assert steps[-1].day == DAYS
    assert not steps[-1].running
    button["Reset"].click()
    assert steps[-1].day == 0
    assert steps[-1] is not model
    assert steps[-1].replicate == 70
    drawn.close()
