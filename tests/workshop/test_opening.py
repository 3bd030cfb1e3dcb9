"""A facilitator opens a room about any community, and files of others do no harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from places import Place
from small_rooms import small_spec

from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.writing import as_plain_yaml
from simcommunity.workshop.custom_rooms import COMMUNITIES, room_in, room_of, room_sent
from simcommunity.workshop.play import Community, Copies
from simcommunity.workshop.room import opened
from simcommunity.workshop.room_spec import Allotment, Spec, spec_of
from simcommunity.workshop.session import RoomSession
from simcommunity.workshop.web.opening import LARGEST_FILE

OWN = b"""
extends: vip_group
title: {zh: our own, en: Our own group}
groups: {size: 80}
"""


@pytest.mark.parametrize("name", COMMUNITIES)
def test_a_community_makes_a_room_that_is_full_and_can_be_played(name: str) -> None:
    spec = room_of(name)
    assert spec is not None
    place = Community(spec)
    copies = Copies(place, 3)
    life = copies.live(copies.design(copies.scenario([spec.unless_told] * spec.rounds)))
    assert life.column("joined")[0] == place.scenario.groups.size
    assert life.column("dropped").sum() == 0
    assert life.column("would_read")[0] > place.scenario.groups.size / 3
    assert place.scenario.team.hours_a_day == 2


def test_a_room_is_kept_with_its_community(tmp_path: Path) -> None:
    """The log alone says all: nobody has to keep the file that was sent."""
    spec = room_sent(OWN, "own.yaml")
    table = RoomSession.open(tmp_path / "1.jsonl", "1", spec)
    table.close()
    again = RoomSession.resume(tmp_path / "1.jsonl")
    assert again.room.spec == spec
    assert again.place.scenario.groups.size == 80
    assert again.room.spec.title.en == "Our own group"
    assert opened("1", 1, spec, 0.0)["spec"]["scenario"]["extends"] == "vip_group"


def test_a_room_of_ones_own_is_taken_as_it_is(tmp_path: Path) -> None:
    spec = small_spec()
    text = as_plain_yaml(spec.model_dump(mode="json", exclude_defaults=True))
    assert room_sent(text.encode(), "room.yaml") == spec
    (tmp_path / "room.yaml").write_text(text, encoding="utf-8")
    assert room_in(tmp_path / "room.yaml") == spec


def test_a_file_of_ones_own_may_extend_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_bytes(OWN)
    (tmp_path / "more.yaml").write_text("extends: base.yaml\ngroups: {size: 90}", encoding="utf-8")
    assert Community(room_in(tmp_path / "more.yaml")).scenario.groups.size == 90


def test_the_default_is_what_a_scenario_does_itself_but_for_what_costs_money() -> None:
    own = b"""
extends: supermarket_hands_off
groups: {most: 1}
team: {people: 1, hours: 3}
playbook:
  answers: 0.9
  moderation: 0
  calendar:
    talk: {send: daily_topic, every: 2 days, times: 3}
    push: {send: advert, on: [mon]}
    gold: {send: red_packet, per_day: 5}
"""
    spec = room_sent(own, "own.yaml")
    assert spec.unless_told == Allotment(send={"topics": 6, "adverts": 1}, answers=1)
    assert Community(spec).scenario.team.hours_a_day == 3
    assert "A group of" not in spec.brief.en  # it has a story


def test_a_default_that_does_not_fit_is_nothing() -> None:
    own = b"""
extends: supermarket
messages: {epic: {title: Epic, prepare: 200}}
playbook: {calendar: {epics: {send: epic, per_day: 1}}}
"""
    assert room_sent(own, "own.yaml").unless_told == Allotment()


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"extends: ../../etc/passwd", "unknown_scenario"),
        (b"extends: /etc/passwd", "unknown_scenario"),
        (b"playbook: {use: /etc/passwd}\nextends: vip_group", "unknown_playbook"),
        (b"title: !!python/object/apply:os.system [id]", "tag"),
        (b"a: &a [*a]", "endless_alias"),
        (b"\xff\xfe", "not_utf8"),
        (b"extends: boss_regular", "room_no_chat"),
        (b"[1, 2]", "mapping_type"),
        (b"", "mapping_type"),
    ],
)
def test_a_file_that_is_no_good_is_told(content: bytes, rule: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        room_sent(content, "sent.yaml")
    assert rule in {one.rule for one in caught.value.details}


def test_a_room_that_was_sent_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_bytes(OWN)
    told = small_spec().model_dump(mode="json") | {"scenario": str(tmp_path / "secret.yaml")}
    with pytest.raises(ScenarioError) as caught:
        room_sent(as_plain_yaml(told).encode(), "room.yaml")
    assert {one.rule for one in caught.value.details} == {"unknown_scenario"}


def _only_room(place: Place) -> Spec:
    (table,) = place.rooms.sessions.values()
    return table.room.spec


def test_a_community_is_chosen_and_changed(place: Place) -> None:
    place.facilitator().post(
        "/facilitator",
        data={
            "room": "a community", "community": "vip_group", "days": "10", "round": "5",
            "minutes": "0", "hours": "1.5", "budget": "50", "goal": "orders", "hide_money": "yes",
        },
    )  # fmt: skip
    spec = _only_room(place)
    told = (spec.days, spec.round, spec.minutes, spec.budget, spec.goal, spec.hidden)
    assert told == (10, 5, 0, 50, "orders", ("money",))
    assert Community(spec).scenario.team.hours_a_day == 1.5


def test_what_a_room_hides_stays_hidden_unless_it_is_shown(place: Place) -> None:
    boss = place.facilitator()
    boss.post("/facilitator", data={"room": "coffee_shop", "goal": "orders", "hide_money": "yes"})
    assert _only_room(place).hidden == ("muted", "money")
    place.rooms.sessions.clear()
    boss.post("/facilitator", data={"room": "coffee_shop", "hide_muted": "no"})
    assert _only_room(place).hidden == ()


def test_a_file_opens_a_room(place: Place) -> None:
    place.facilitator().post(
        "/facilitator", data={"room": "a file"}, files={"file": ("own.yaml", OWN)}
    )
    assert _only_room(place).title.en == "Our own group"


@pytest.mark.parametrize(
    ("form", "content", "words"),
    [
        ({"room": "a file"}, None, "choose a YAML file"),
        ({"room": "a file"}, b"title: <script>", "sent&lt;i&gt;.yaml"),
        ({"room": "a file"}, b"x" * (LARGEST_FILE + 1), "64 kB at most"),
        ({"room": "nonsense"}, None, "no such community"),
        ({"room": "a community", "community": "../secret"}, None, "no such community"),
        ({"room": "supermarket", "hours": "0.2"}, None, "takes more hours than a day has"),
        (
            {"room": "coffee_shop", "hide_money": "yes"},
            None,
            "profit cannot be hidden",
        ),
        ({"room": "supermarket", "days": "1"}, None, "from 2 to 180"),
        ({"room": "supermarket", "budget": "nan"}, None, "from 0 to 1000000"),
    ],
)
def test_what_cannot_be_opened_is_told_in_a_sentence(
    place: Place, form: dict[str, str], content: bytes | None, words: str
) -> None:
    files = {"file": ("sent<i>.yaml", content)} if content else None
    answer = place.facilitator().post("/facilitator", data=form | {"minutes": "7"}, files=files)
    assert answer.status_code == 400
    assert words in answer.text
    assert "<script>" not in answer.text
    assert 'value="7"' in answer.text  # what was filled in is still there
    assert place.rooms.sessions == {}


def test_a_room_may_not_be_anything_else() -> None:
    told = small_spec().model_dump(mode="json") | {"scenario": 7}
    with pytest.raises(ScenarioError):
        spec_of(told)
