"""What a round's decision costs in hours and money, and on which of its days it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simcommunity.scenario.message import MessageKind
from simcommunity.scenario.playbook import CalendarEntry, Phase, Playbook
from simcommunity.scenario.schema import Scenario
from simcommunity.workshop.room_spec import Allotment, Offer, Spec

EXACT = 1e-9


@dataclass(frozen=True)
class Price:
    """What one message of an action takes.

    Attributes:
        minutes: for each one.
        prepare: minutes on every day on which there is one.
        money: ¥ for each one, out of the budget.
    """

    minutes: float
    prepare: float
    money: float


@dataclass(frozen=True)
class Bill:
    """What a decision takes: minutes on each day of the round, and ¥ altogether."""

    minutes: tuple[float, ...]
    money: float

    @property
    def hours(self) -> float:
        """Hours over all days."""
        return sum(self.minutes) / 60


def price(offer: Offer, kind: MessageKind) -> Price:
    """Return what one message takes."""
    worth = kind.money if offer.worth is None else offer.worth
    return Price(kind.minutes, kind.prepare, kind.cost + kind.pays_out * worth)


def prices(spec: Spec, scenario: Scenario) -> dict[str, Price]:
    """Return what one of each action takes, by its name."""
    return {
        name: price(offer, scenario.messages[offer.send]) for name, offer in spec.actions.items()
    }


def spread(
    allotment: Allotment, costs: Mapping[str, Price], days: int
) -> tuple[dict[str, list[int]], Bill]:
    """Spread a decision over the days of its round, and say what it takes.

    Every action is spread as evenly as whole messages can be. What is over goes to the days that
    have least to do so far; what takes longest is placed first.

    Returns:
        action → how many on each day, (days,); and the bill.
    """
    load = [0.0] * days
    plan: dict[str, list[int]] = {}
    longest = sorted(allotment.send, key=lambda name: -costs[name].prepare - costs[name].minutes)
    for name in longest:
        count, cost = allotment.send[name], costs[name]
        each, over = divmod(count, days)
        calm = sorted(range(days), key=lambda day: load[day])[:over]
        calls = [each + (day in calm) for day in range(days)]
        for day, call in enumerate(calls):
            load[day] += call * cost.minutes + (cost.prepare if call else 0.0)
        plan[name] = calls
    money = sum(count * costs[name].money for name, count in allotment.send.items())
    return plan, Bill(tuple(load), money)


def over(bill: Bill, minutes: float, money: float) -> list[str]:
    """Return which limits a bill breaks: those of `hours` on one day, and of `money`.

    Args:
        money: ¥ that are left.
    """
    limits = {"hours": max(bill.minutes) > minutes + EXACT, "money": bill.money > money + EXACT}
    return [name for name, broken in limits.items() if broken]


def phase(spec: Spec, allotment: Allotment, costs: Mapping[str, Price], days: range) -> Phase:
    """Return a decision as the playbook that holds on the days of its round."""
    plan, _ = spread(allotment, costs, len(days))
    calendar: dict[str, CalendarEntry] = {}
    for name in spec.actions:  # in the order of the room, whatever came first in the form
        for call in sorted(set(plan.get(name, ())) - {0}):
            dates = tuple(day for day, n in zip(days, plan[name], strict=True) if n == call)
            calendar[f"{name}_{call}"] = CalendarEntry(
                send=spec.actions[name].send,
                worth=spec.actions[name].worth,
                dates=dates,
                times=call,
                priority=len(calendar),
            )
    book = Playbook(calendar=calendar, answers=allotment.answers, moderation=allotment.moderation)
    return Phase(plan=book, from_date=days[0], until_date=days[-1])


def with_decisions(spec: Spec, scenario: Scenario, decisions: Sequence[Allotment]) -> Scenario:
    """Return the community with what a team has decided so far, round by round.

    Before the teams take over the scenario's own playbook holds; after the last decision nothing
    is done.
    """
    costs = prices(spec, scenario)
    phases: list[Phase] = []
    if spec.takes_over:
        last = {"until_date": spec.takes_over - 1}
        phases += [own.model_copy(update=last) for own in scenario.playbook.as_phases()]
    phases += [
        phase(spec, allotment, costs, spec.days_of(number))
        for number, allotment in enumerate(decisions, 1)
    ]
    book = Playbook(title=scenario.playbook.title, phases=tuple(phases)) if phases else Playbook()
    return scenario.model_copy(update={"playbook": book})
