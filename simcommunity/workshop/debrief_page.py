"""The debrief as one HTML file that needs nothing else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simcommunity import __version__
from simcommunity.i18n import t
from simcommunity.report.life import summary
from simcommunity.report.life.telling import tell_life
from simcommunity.report.numbers import digits, interval, share, yuan
from simcommunity.report.page import NARROW, WIDE, Sheet, element, figure, page, table, tiles, told
from simcommunity.report.table import printable
from simcommunity.study.compare.candidates import Candidate
from simcommunity.study.life import Pair, Story
from simcommunity.workshop import debrief_figures as figures
from simcommunity.workshop.saying import allotted, forecast_words
from simcommunity.workshop.spec import shipped_events

if TYPE_CHECKING:
    from simcommunity.report.page import Cells
    from simcommunity.scenario.schema import Scenario
    from simcommunity.workshop.debrief import Debrief, Lived, TeamTold

LEFT_OF_ROUND = 5  # lines of a decision that fit into a figure
CLEAR = 0.1, 0.9  # beyond these shares of other luck, luck is worth a word


def debrief_page(told_: Debrief, community: Scenario, lang: str) -> str:
    """Return the debrief as a page.

    Args:
        told_: what is told.
        community: with the kinds of messages.
        lang: which language is shown first.
    """
    return page(lambda one: _Page(told_, community, one).sheet(), lang)


class _Page:
    """Puts the page together in one language."""

    def __init__(self, debrief: Debrief, community: Scenario, lang: str) -> None:
        self.debrief, self.community, self.lang = debrief, community, lang
        self.spec, self.room = debrief.room.spec, debrief.room

    def sheet(self) -> Sheet:
        title = self._t("debrief.title", title=printable(self.spec.title.said(self.lang)))
        origin = f"simcommunity {__version__} · {self.room.code} · seed {self.room.seed}"
        intro = [
            element("p", self.spec.brief.said(self.lang), "story"),
            *(element("p", one, "start") for one in self._verdict()),
            tiles(self._tiles()),
        ]
        body = [
            *self._luck(),
            *self._curves(),
            *self._teams(),
            *self._others(),
            *self._life(),
            *self._again(),
        ]
        return Sheet(title, origin, intro, body)

    def _t(self, key: str, **values: object) -> str:
        return t(key, self.lang, **values)

    def _score(self, value: float) -> str:
        if self.spec.goal == "profit":
            return yuan(round(value), self.lang)
        return digits(round(value))

    def _name(self, team: TeamTold) -> str:
        return printable(team.name)

    def _verdict(self) -> list[str]:
        teams = self.debrief.teams
        if not teams:
            return [self._t("debrief.no_teams")]
        first = teams[0]
        best = next(team for team in teams if team.behind is None)
        said = [
            self._t("debrief.first", team=self._name(first), score=self._score(first.lived.score))
        ]
        if best is first:
            said.append(self._t("debrief.also_best", score=self._score(best.lived.expected)))
        else:
            said.append(
                self._t(
                    "debrief.other_best",
                    team=self._name(best),
                    score=self._score(best.lived.expected),
                    first=self._score(first.lived.expected),
                )
            )
        said += self._unsure(best)
        low, high = CLEAR
        if first.lived.place >= high:
            said.append(self._t("debrief.lucky", share=share(first.lived.place, self.lang)))
        elif first.lived.place <= low:
            said.append(self._t("debrief.unlucky", share=share(1 - first.lived.place, self.lang)))
        return said

    def _unsure(self, best: TeamTold) -> list[str]:
        """Say whose decisions cannot be told from the best ones."""
        close = [team for team in self.debrief.teams if team.behind and team.behind[2] >= 0]
        if not close:
            return []
        names = self._t("room.comma").join(map(self._name, close))
        return [self._t("debrief.unsure", best=self._name(best), teams=names)]

    def _tiles(self) -> list[tuple[str, str]]:
        out = [(self._t("debrief.tile.aim"), self._t(f"debrief.goal.{self.spec.goal}.short"))]
        if self.debrief.teams:
            first = self.debrief.teams[0]
            out.append((self._t("debrief.tile.first"), self._score(first.lived.score)))
        if self.debrief.others:
            book = self.debrief.others[0]
            out.append((self._t("debrief.tile.book"), self._score(book.lived.score)))
        out.append((self._t("debrief.search"), self._score(self.debrief.found.lived.score)))
        return out

    def _luck(self) -> list[str]:
        head = [
            self._t("room.team"), self._t("debrief.result"), self._t("debrief.expected"),
            self._t("debrief.band"), self._t("debrief.behind"), self._t("debrief.place"),
        ]  # fmt: skip
        rows = [
            [
                self._name(team),
                *self._in_numbers(team.lived),
                self._behind(team),
                share(team.lived.place, self.lang),
            ]
            for team in self.debrief.teams
        ]
        height = figures.luck_height(self.debrief)
        draw = partial(figures.luck_and_skill, told=self.debrief, lang=self.lang)
        return [
            element("h2", self._t("debrief.luck")),
            element("p", self._t("debrief.luck.told", n=len(self.debrief.found.lived.others))),
            figure(
                "luck",
                draw,
                self._t("debrief.luck.caption"),
                self.lang,
                data=None,
                wide=(WIDE[0], height),
                narrow=(NARROW[0], height),
            ),
            table(head, rows),
            element("p", self._t("debrief.luck.note"), "note"),
        ]

    def _in_numbers(self, lived: Lived) -> list[str]:
        low, high = map(self._score, lived.band)
        values = map(self._score, (lived.score, lived.expected))
        return [*values, interval(low, high, self.lang)]

    def _behind(self, team: TeamTold) -> str:
        if team.behind is None:
            return self._t("debrief.behind.best")
        mean, low, high = map(self._score, team.behind)
        return self._t("debrief.behind.value", mean=mean, interval=interval(low, high, self.lang))

    def _curves(self) -> list[str]:
        if not self.debrief.teams:
            return []
        draw = partial(figures.all_curves, told=self.debrief, lang=self.lang)
        events = shipped_events()
        past = [
            self._t("room.steer.event.sent", day=day + 1, title=events[name].title.said(self.lang))
            for day, name in self.room.sent
        ]
        return [
            element("h2", self._t("debrief.curves")),
            figure(
                "curves",
                draw,
                self._t("debrief.curves.caption"),
                self.lang,
                data=self._by_day(),
            ),
            *(element("p", one, "note") for one in past),
        ]

    def _by_day(self) -> Cells:
        """Return who would read, day by day and way by way."""
        names = [*map(self._name, self.debrief.teams), self._t("debrief.search")]
        ways = [team.lived.life for team in self.debrief.teams] + [self.debrief.found.lived.life]
        curves = [life.column("would_read") for life in ways]
        rows = [
            [str(day + 1), *(digits(round(float(curve[day]))) for curve in curves)]
            for day in range(self.spec.days)
        ]
        return [self._t("debrief.day"), *names], rows

    def _teams(self) -> list[str]:
        parts = [element("h2", self._t("debrief.teams"))] if self.debrief.teams else []
        for team in self.debrief.teams:
            parts += self._team(team)
        return parts

    def _team(self, team: TeamTold) -> list[str]:
        said = [allotted(self.spec, self.community, one, self.lang) for one in team.allotments]
        words = [_column(one) for one in said]
        draw = partial(figures.one_team, told=self.debrief, team=team, words=words, lang=self.lang)
        life, comma = team.lived.life, self._t("room.comma")
        rounds = []
        for number, done in enumerate(said, 1):
            days = self.spec.days_of(number)
            text = comma.join(done)
            if team.defaulted[number - 1]:
                text = self._t("debrief.default", what=text)
            readers = digits(round(float(life.column("would_read")[days[-1]])))
            guess = forecast_words(self.spec, team.forecasts[number - 1], self.lang)
            heading = self._t("debrief.round.days", n=number, first=days[0] + 1, last=days[-1] + 1)
            rounds.append((heading, [text, self._t("debrief.then", n=readers, guess=guess)]))
        people = comma.join(map(printable, team.people))
        return [
            element("h3", self._name(team)),
            element("p", self._t("debrief.people", people=people), "note"),
            element("p", self._ending(team)),
            figure(
                f"team{team.number}",
                draw,
                self._t("debrief.team.caption"),
                self.lang,
                data=None,
            ),
            told(rounds),
        ]

    def _ending(self, team: TeamTold) -> str:
        life, days = team.lived.life, self.spec.days
        ending = (
            self._t("debrief.died", day=life.died + 1)
            if life.died >= 0
            else self._t("debrief.lives", days=days)
        )
        error = team.forecast_error(days)
        said = "" if error is None else self._t("debrief.error", n=digits(error))
        money = self._t(
            "debrief.money",
            profit=yuan(round(life.score("profit")), self.lang),
            orders=digits(life.score("orders")),
            spent=yuan(round(team.lived.spent), self.lang),
        )
        return " ".join(one for one in (ending, money, said) if one)

    def _others(self) -> list[str]:
        head = [
            self._t("debrief.way"), self._t("debrief.result"), self._t("debrief.expected"),
            self._t("debrief.band"), self._t("debrief.spent"),
        ]  # fmt: skip
        rows = []
        for other in (self.debrief.found, *self.debrief.others):
            score, expected, band = self._in_numbers(other.lived)
            spent = yuan(round(other.lived.spent), self.lang)
            if other.lived.spent > self.spec.budget:
                spent = self._t("debrief.over_budget", spent=spent)
            rows.append([figures.other_name(other, self.lang), score, expected, band, spent])
        plan = self.debrief.found.plan
        comma = self._t("room.comma")
        halves = [(plan[0], "first"), (plan[-1], "second")]
        return [
            element("h2", self._t("debrief.others")),
            element("p", self._t("debrief.others.told", n=self.debrief.tried)),
            table(head, rows),
            told(
                (
                    self._t(f"debrief.search.{half}"),
                    [comma.join(allotted(self.spec, self.community, one, self.lang))],
                )
                for one, half in halves
            ),
        ]

    def _life(self) -> list[str]:
        debrief = self.debrief
        if debrief.member is None:
            return []
        arms = tuple(
            Candidate(
                team.name, {"zh": self._name(team), "en": self._name(team)}, team.lived.scenario
            )
            for team in debrief.teams
        )
        pair = Pair("member", debrief.diaries)
        story = Story(
            arms, (pair,), self.room.seed, 0, self.spec.days, debrief.asked, len(debrief.diaries)
        )
        head, *rows = summary.in_numbers(story, pair, self.lang)
        turned = [list(column) for column in zip(*([head, *rows]), strict=True)]
        parts = [
            element("h2", self._t("debrief.life")),
            element("p", self._t("debrief.life.told")),
            element("p", printable(summary.who(story, pair, self.lang))),
            table([self._t("room.team"), *turned[0][1:]], turned[1:]),
        ]
        for arm, diary, asked in zip(arms, debrief.diaries, debrief.asked, strict=True):
            parts.append(element("h3", arm.title[self.lang]))
            lines = [
                (summary.range_of(one.first, one.last, self.lang), [printable(one.text)])
                for one in tell_life(arm.scenario, diary, asked, self.lang)
            ]
            parts.append(told(lines))
        return parts

    def _again(self) -> list[str]:
        return [
            element("h2", self._t("report.again")),
            element("p", self._t("debrief.method")),
            told(
                [
                    (self._t("report.seed"), [str(self.room.seed)]),
                    (self._t("debrief.code"), [self.room.code]),
                    (self._t("debrief.log"), [f"{self.room.code}.jsonl"]),
                ]
            ),
        ]


def _column(parts: list[str]) -> str:
    """Return a decision as a column that stands in a figure."""
    shown = parts[:LEFT_OF_ROUND]
    return "\n".join([*shown, "…"] if len(parts) > LEFT_OF_ROUND else shown)
