"""From a file, a name or a mapping to a scenario that is complete and sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from simcommunity.scenario import catalogue
from simcommunity.scenario.checking import check
from simcommunity.scenario.digest import scenario_hash
from simcommunity.scenario.errors import Problem, ScenarioError, nearest, shown
from simcommunity.scenario.inherit import MOST_STEPS, Playbooks, beside, change, inside, merge
from simcommunity.scenario.located import (
    Located,
    Origin,
    origins_of,
    problem,
    split_path,
    value_at,
    written,
)
from simcommunity.scenario.names import fill_in
from simcommunity.scenario.playbook import Playbook
from simcommunity.scenario.reading import mark, parse, parse_value, read_file, unprintable
from simcommunity.scenario.schema import Business, Scenario
from simcommunity.scenario.short_repr import Rows, ShortRepr

if TYPE_CHECKING:
    Source: TypeAlias = "str | Path | Mapping[str, object] | Loaded | Scenario"
    Changes: TypeAlias = Sequence[str] | Mapping[str, object]

__all__ = [
    "Loaded", "ScenarioError", "Written", "load_alternative", "load_data", "load_scenario",
    "load_text", "read_scenario", "scenario_of",
]  # fmt: skip

MOST_RESOLVED = 100_000
_SUFFIXES = (".yaml", ".yml")
_SCENARIO_ONLY = Scenario.model_fields.keys() - Playbook.model_fields.keys() | {"extends"}


@dataclass(frozen=True, repr=False)
class Loaded(ShortRepr):
    """A scenario, and where it comes from.

    Args:
        scenario: complete, with everything filled in.
        origins: dotted path → where its value was written: ``file:line``, ``--set``,
            ``shipped: file:line`` or ``default``.
        path: the file it was read from, None when it came from a program.
        hash: 16 hex digits over all that determines numbers.
    """

    scenario: Scenario
    origins: Mapping[str, str]
    path: Path | None
    hash: str

    def _line(self) -> str:
        return f"{self.scenario.title.said('en')}, {self.path or 'from Python'}, hash {self.hash}"

    def _rows(self) -> tuple[Sequence[str], Rows]:
        changed = (one for one in self.origins.items() if one[1] in ("--set", "changes", "data"))
        values = self.scenario.model_dump(by_alias=True)
        return ("path", "value", "from"), (
            (at, value_at(values, split_path(at, Origin(""))), place) for at, place in changed
        )


def load_scenario(source: Source, changes: Changes = ()) -> Loaded:
    """Read a scenario; at the front door, `simcommunity.load`.

    Args:
        source: a file, the name of one in ``./scenarios`` or of a shipped one, plain data, or a
            scenario that was loaded before.
        changes: ``path=value``, or a mapping of paths to values, made in order after everything
            else.

    Raises:
        ScenarioError: with one clear sentence for each thing that is wrong.
    """
    if isinstance(source, Loaded) and not changes:
        return source
    return read_scenario(source).with_changes(changes).load()


def scenario_of(source: Source, changes: Changes = ()) -> Scenario:
    """Return the scenario alone; see :func:`load_scenario`."""
    if isinstance(source, Scenario) and not changes:
        return source
    return load_scenario(source, changes).scenario


@dataclass(frozen=True)
class Written:
    """A scenario as written, with what it extends and uses, before it is checked.

    It can be changed and loaded again and again without a look at its files.
    """

    node: Located
    path: Path | None

    def with_changes(self, changes: Changes) -> Written:
        """Return it with changes, made in order; see :func:`load_scenario`."""
        return replace(self, node=_changed(self.node, changes, self.path))

    def changed(self, dotted: str, value: Located) -> Written:
        """Return it with ``value`` at a dotted path; raises ScenarioError for a bad path."""
        return replace(self, node=_set(self.node, dotted, value, self.path))

    def load(self) -> Loaded:
        """Look up the names and check everything; raises ScenarioError."""
        return _finish(self.node, self.path)

    def scenario(self) -> Scenario:
        """Return the checked scenario alone, in half the time; raises ScenarioError."""
        return check(*_filled(self.node))


def read_scenario(source: Source) -> Written:
    """Read a scenario and what it extends; see :func:`load_scenario`."""
    if isinstance(source, str | Path):
        path, place = find(source)
        return Written(_Family().read(path, place), path)
    folder = source.path if isinstance(source, Loaded) else None
    story = source.scenario if isinstance(source, Loaded) else source
    data = written(story) if isinstance(story, Scenario) else story
    if not isinstance(data, Mapping):
        raise TypeError(
            f"a scenario is a name, a file, a mapping or a loaded scenario, not {source!r}"
        )
    return Written(_Family().complete(mark(data, "data"), None, "data"), folder)


def load_alternative(source: Source, other: str | Path, changes: Changes = ()) -> Loaded:
    """Read what a scenario is to be compared with.

    Args:
        source: the scenario.
        other: a playbook to put in place of the scenario's own, by name or as a file; or another
            scenario.
        changes: of the scenario, made before its playbook is replaced.

    Raises:
        ScenarioError: with one clear sentence for each thing that is wrong.
    """
    if str(other) in catalogue.playbook_files():
        return (
            read_scenario(source).with_changes(changes).with_changes([f"playbook={other}"]).load()
        )
    file, called = find(other, catalogue.playbook_files())
    playbook = read_file(file, called)
    if not isinstance(playbook.value, dict) or _SCENARIO_ONLY & playbook.value.keys():
        return load_scenario(other, changes)
    own = read_scenario(source).with_changes(changes)
    replaced = Located({**own.node.mapping, "playbook": playbook}, own.node.origin)
    return _finish(_with_playbook(replaced, own.node, file), own.path)


def load_data(data: Mapping[str, object], changes: Changes = ()) -> Loaded:
    """Build a scenario from plain data, as a program has it; see :func:`load_scenario`.

    It may extend shipped scenarios and use shipped playbooks; it names no files.
    """
    return load_scenario(data, changes)


def load_text(text: str, place: str) -> Loaded:
    """Build a scenario from YAML that is in no file yet; ``place`` is what to call it."""
    content = text.encode("utf-8", "surrogatepass")
    return _finish(_Family().complete(parse(content, place), None, place), None)


def find(source: str | Path, playbooks: Iterable[str] = ()) -> tuple[Path, str]:
    """Return the file that ``source`` means and what to call it; raises ScenarioError.

    ``playbooks`` could have been meant as well; one of them may be the nearest right spelling.
    """
    name = str(source)
    path = Path(name)
    looks_like_file = path.suffix in _SUFFIXES or len(path.parts) > 1 or path.is_absolute()
    try:
        if looks_like_file or path.is_file():
            return path, name
        local = Path("scenarios") / f"{name}.yaml"
        if local.is_file():
            return local, str(local)
    except (OSError, ValueError):
        # Too long for a file name, or with a NUL in it.
        raise ScenarioError([Problem("missing_file", value=shown(name))]) from None
    shipped = catalogue.scenario_files()
    if name in shipped:
        return shipped[name], f"shipped: {shipped[name].name}"
    rule = "unknown_playbook_or_scenario" if playbooks else "unknown_scenario"
    titles = catalogue.titles("scenarios")
    if playbooks:
        titles = {**titles, **catalogue.titles("playbooks")}
    near = nearest(name, [*playbooks, *shipped], titles)
    raise ScenarioError([Problem(rule, value=shown(name), near=near)])


class _Family:
    """A scenario and those it extends, each read once."""

    def __init__(self) -> None:
        self.seen: list[Path] = []

    def read(self, path: Path, place: str) -> Located:
        """Read a file and what it extends into one piece of marked data."""
        return self._follow(read_file(path, place), path, place)

    def _follow(self, node: Located, path: Path, place: str) -> Located:
        """Complete what stands in a file."""
        self.seen.append(path.resolve())
        return self.complete(node, path, place)

    def complete(self, node: Located, path: Path | None, place: str) -> Located:
        """Lay a scenario upon the one it extends, and fill in its playbook."""
        if not isinstance(node.value, dict):
            raise ScenarioError([problem(node, (), "mapping_type")])
        own = dict(node.value)
        extends = own.pop("extends", None)
        parent = None if extends is None else self._parent(extends, path, place)
        merged = Located(own, node.origin)
        if parent is not None:
            merged = merge(parent, merged)
        if "playbook" in own:
            merged = _with_playbook(merged, parent, path)
        return _with_campaigns(merged, path) if "arrival" in own else merged

    def _parent(self, extends: Located, path: Path | None, place: str) -> Located:
        where = ("extends",)
        if extends.text is None:
            raise ScenarioError([problem(extends, where, "file_name")])
        beside_it = inside(path.parent, extends, where) if path else None
        shipped = extends.text.removesuffix(".yaml")
        file = beside_it or catalogue.scenario_files().get(shipped)
        if file is None:
            names = [*catalogue.scenario_files(), *beside(path.parent if path else None)]
            near = nearest(extends.text, names, catalogue.titles("scenarios"))
            raise ScenarioError([problem(extends, where, "unknown_scenario", near)])
        if file.resolve() in self.seen or len(self.seen) > MOST_STEPS:
            raise ScenarioError([problem(extends, where, "endless_extends", most=MOST_STEPS)])
        if path and beside_it:
            return self.read(file, place.removesuffix(path.name) + extends.text)
        return self._follow(catalogue.marked_scenario(shipped), file, f"shipped: {file.name}")


def _changed(node: Located, changes: Changes, path: Path | None) -> Located:
    """Make all changes in order."""
    if isinstance(changes, Mapping):
        for dotted, value in changes.items():
            to_python = getattr(value, "item", None)  # of a number of NumPy's
            plain = to_python() if getattr(value, "shape", None) == () and to_python else value
            node = _set(node, dotted, mark(plain, "changes"), path)
        return node
    for text in (changes,) if isinstance(changes, str) else changes:
        node = _override(node, text, path)
    return node


def _finish(node: Located, path: Path | None) -> Loaded:
    """Look up the names, check everything, take the fingerprint."""
    filled, model, problems = _filled(node)
    scenario = check(filled, model, problems)
    return Loaded(scenario, origins_of(scenario, filled), path, scenario_hash(scenario))


def _filled(node: Located) -> tuple[Located, type[Scenario], list[Problem]]:
    """Look up the names; return what is to be checked, against what, and what is wrong already."""
    if sum(1 for _ in islice(node.nodes(), MOST_RESOLVED + 1)) > MOST_RESOLVED:
        raise ScenarioError(
            [Problem("too_many_nodes", str(node.origin), details={"most": MOST_RESOLVED})]
        )
    filled, problems = fill_in(node)
    return filled, Scenario, problems


def _override(node: Located, text: str, path: Path | None) -> Located:
    """Make one ``path=value`` change."""
    origin = Origin("--set")
    dotted, equals, written = text.partition("=")
    if not equals or unprintable(dotted):
        raise ScenarioError([Problem("bad_override", str(origin), value=shown(text))])
    return _set(node, dotted.strip(), parse_value(written, origin), path)


def _set(node: Located, dotted: str, value: Located, path: Path | None) -> Located:
    """Put a value at a dotted path."""
    steps = split_path(dotted, value.origin)
    changed = change(node, steps, value)
    if steps[0] == "business":
        return _with_usual_price(changed, node)
    if steps[0] == "playbook":
        return _with_playbook(changed, node, path)
    return _with_campaigns(changed, path) if steps[0] == "arrival" else changed


def _with_usual_price(node: Located, before: Located) -> Located:
    """Let a change of the price leave what people are used to pay as the file says it."""
    business, was = node.mapping["business"], before.child("business")
    ticket = was.child("ticket") if was else None
    if ticket is None:
        ticket = Located(Business.model_fields["ticket"].default, node.origin)
    now = business.child("ticket")
    usual = business.child("usual_price")
    told = usual is not None and usual.value is not None
    if told or now is None or now.value == ticket.value:
        return node
    priced = Located({**business.mapping, "usual_price": ticket}, business.origin)
    return Located({**node.mapping, "business": priced}, node.origin)


def _with_playbook(node: Located, before: Located | None, path: Path | None) -> Located:
    """Fill in the playbook of a scenario; ``before`` is the one whose playbook it inherits."""
    inherited = before.child("playbook") if before else None
    known = Playbooks(path.parent if path else None, inherited)
    filled = known.resolve(node.mapping["playbook"], ("playbook",))
    return Located({**node.mapping, "playbook": filled}, node.origin)


def _with_campaigns(node: Located, path: Path | None) -> Located:
    """Fill in the playbooks that campaigns have for their own groups."""
    known = Playbooks(path.parent if path else None)
    arrival = node.mapping["arrival"]
    campaigns = []
    for place, campaign in enumerate(arrival.items):
        said = dict(campaign.mapping)
        own = said.get("playbook")
        if own is None or own.value is None:
            campaigns.append(campaign)
            continue
        said["playbook"] = known.resolve(own, ("arrival", str(place), "playbook"))
        campaigns.append(Located(said, campaign.origin))
    if not campaigns:
        return node
    written = Located(tuple(campaigns), arrival.origin)
    return Located({**node.mapping, "arrival": written}, node.origin)
