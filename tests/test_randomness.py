"""The generator against published vectors, the distribution of draws, and their addresses."""

from __future__ import annotations

import ast
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import simcommunity
from simcommunity.core import randomness
from simcommunity.core.randomness import normals, philox, uniform, uniform_pairs

PACKAGE = Path(simcommunity.__file__).parent
# Diaries read once more what was drawn.
SOURCES = sorted(file for file in PACKAGE.rglob("*.py") if file.parent.name != "story")
WORD = 0xFFFFFFFF

PURPOSES = {
    name: value
    for name, value in vars(randomness).items()
    if name.isupper() and not name.startswith("_") and type(value) is int
}
PLACE_OF_PURPOSE = {"uniform": 4, "uniform_pairs": 4, "normals": 4, "luck": 2, "day_draws": 2}

# Random123 1.14, tests/kat_vectors: counter, key, result.
KNOWN_ANSWERS = [
    (
        (0, 0, 0, 0),
        (0, 0),
        (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8),
    ),
    (
        (WORD, WORD, WORD, WORD),
        (WORD, WORD),
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (  # the digits of pi
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(
    counter: tuple[int, ...], key: tuple[int, ...], answer: tuple[int, ...]
) -> None:
    assert tuple(int(word) for word in philox(counter, key)) == answer


def slow_philox(counter: tuple[int, ...], key: tuple[int, ...]) -> tuple[int, ...]:
    """Philox4x32-10 as in the paper, in integers without bounds."""
    (c0, c1, c2, c3), (k0, k1) = counter, key
    for _ in range(10):
        high0, low0 = divmod(0xD2511F53 * c0, 1 << 32)
        high1, low1 = divmod(0xCD9E8D57 * c2, 1 << 32)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = (k0 + 0x9E3779B9) & WORD, (k1 + 0xBB67AE85) & WORD
    return c0, c1, c2, c3


def fraction(high: int, low: int) -> float:
    """Return the 53 highest bits of two words as a fraction of 2**53."""
    return ((high >> 5) * 2**26 + (low >> 6)) / 2**53


ADDRESS = st.tuples(
    st.integers(0, 2**63 - 1),  # seed
    st.integers(0, 2**32 - 1),  # replicate
    st.integers(0, 2**31 - 1),  # who
    st.integers(0, 3650),  # day
    st.integers(1, 100),  # purpose
    st.integers(0, 500),  # slot
)


def words_of(address: tuple[int, ...]) -> tuple[int, ...]:
    """Return the four words that the documented layout gives an address."""
    seed, replicate, who, day, purpose, slot = address
    return slow_philox((who, day, purpose << 16 | slot, replicate), (seed & WORD, seed >> 32))


@given(ADDRESS)
def test_uniform_is_53_bits_of_the_addressed_block(address: tuple[int, ...]) -> None:
    words = words_of(address)
    assert uniform(*address) == fraction(words[0], words[1])


def pairs(
    seed: int, replicate: int, who: list[int], day: int, purpose: int
) -> tuple[list[float], list[float]]:
    """Return the first and the second draw of everybody."""
    first, second = np.empty(len(who)), np.empty(len(who))
    uniform_pairs(seed, replicate, np.array(who, np.uint64), day, purpose, first, second)
    return first.tolist(), second.tolist()


@given(ADDRESS, st.lists(st.integers(0, 2**31 - 1), max_size=9))
def test_pairs_are_both_halves_of_everybody_s_block(
    address: tuple[int, ...], others: list[int]
) -> None:
    seed, replicate, one, day, purpose, _ = address
    who = [one, *others]
    blocks = [words_of((seed, replicate, person, day, purpose, 0)) for person in who]
    first, second = pairs(seed, replicate, who, day, purpose)
    assert first == [fraction(words[0], words[1]) for words in blocks]
    assert second == [fraction(words[2], words[3]) for words in blocks]


@given(ADDRESS)
def test_normals_are_box_muller_of_the_addressed_block(address: tuple[int, ...]) -> None:
    words = words_of(address)
    radius = math.sqrt(-2 * math.log(1 - fraction(words[0], words[1])))
    angle = 2 * math.pi * fraction(words[2], words[3])
    first, second = normals(*address)
    assert first == pytest.approx(radius * math.cos(angle), abs=1e-12)
    assert second == pytest.approx(radius * math.sin(angle), abs=1e-12)


@given(ADDRESS, st.integers(0, 5), st.integers(0, 62))
def test_another_address_is_another_draw(address: tuple[int, ...], part: int, bit: int) -> None:
    highest = (62, 31, 30, 11, 6, 8)[part]
    other = list(address)
    other[part] ^= 1 << min(bit, highest)
    assert uniform(*other) != uniform(*address)
    assert normals(*other) != normals(*address)


def test_both_words_of_a_long_seed_matter() -> None:
    seeds = [7, 7 + (1 << 32), 7 + (1 << 62), 2**63 - 1]
    assert len({uniform(seed, 0, 1, 2, 3, 0) for seed in seeds}) == 4


def test_draws_are_uniform_and_do_not_hang_on_order() -> None:
    people = np.arange(20_000)
    draws = np.array([uniform(11, 3, int(i), 5, 12, 0) for i in people])
    assert draws.min() >= 0
    assert draws.max() < 1
    assert stats.kstest(draws, "uniform").pvalue > 0.01
    shuffled = np.random.default_rng(1).permutation(people)
    again = np.array([uniform(11, 3, int(i), 5, 12, 0) for i in shuffled])
    assert np.array_equal(again, draws[shuffled])


def test_the_draws_of_a_pair_are_uniform_and_independent() -> None:
    first, second = pairs(11, 3, list(range(20_000)), 5, 12)
    assert stats.kstest(first, "uniform").pvalue > 0.01
    assert stats.kstest(second, "uniform").pvalue > 0.01
    assert abs(stats.spearmanr(first, second).statistic) < 0.02


def test_normals_are_normal_and_independent() -> None:
    draws = np.array([normals(11, 3, i, 0, 4, 2) for i in range(20_000)])
    assert stats.kstest(draws[:, 0], "norm").pvalue > 0.01
    assert stats.kstest(draws[:, 1], "norm").pvalue > 0.01
    assert abs(stats.spearmanr(draws[:, 0], draws[:, 1]).statistic) < 0.02
    assert abs(stats.spearmanr(draws[:, 0] ** 2, draws[:, 1] ** 2).statistic) < 0.02


@pytest.mark.parametrize(
    "part", range(6), ids=["seed", "replicate", "who", "day", "purpose", "slot"]
)
def test_neighbouring_addresses_are_not_correlated(part: int) -> None:
    draws = []
    for i in range(5_000):
        address = [9, 2, 3, 4, 5, 6]
        address[part] = i + 1
        draws.append(uniform(*address))
    assert stats.kstest(draws, "uniform").pvalue > 0.01
    assert abs(stats.pearsonr(draws[:-1], draws[1:]).statistic) < 0.045


def test_each_number_of_a_purpose_stands_in_the_list_once() -> None:
    tree = ast.parse(Path(randomness.__file__).read_text(encoding="utf-8"))
    listed = [
        (target.id, node.value.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id in PURPOSES
    ]
    assert len(listed) == len(PURPOSES) > 15
    numbers = Counter(value for _, value in listed)
    assert [number for number, uses in numbers.items() if uses > 1] == []
    assert all(0 < number < 1 << 16 for number in numbers)


def draws_in(source: str) -> list[str]:
    """Return what stands as the purpose in each draw of a source; names for names, else code."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in PLACE_OF_PURPOSE:
            keyword = [k.value for k in node.keywords if k.arg == "purpose"]
            purpose = keyword[0] if keyword else node.args[PLACE_OF_PURPOSE[name]]
            found.append(ast.unparse(purpose).rpartition(".")[2])
    return found


def test_each_purpose_is_drawn_in_exactly_one_place() -> None:
    places = Counter(
        purpose
        for file in SOURCES
        if file.name != "randomness.py"
        for source in [file.read_text(encoding="utf-8")]
        if "simcommunity.core.randomness" in source  # elsewhere `luck` may be a word like any other
        for purpose in draws_in(source)
    )
    assert dict(places) == dict.fromkeys(PURPOSES, 1)


def test_draws_are_found_however_they_are_written() -> None:
    named = "normals(0, 0, 0, 0, slot=0, purpose=3)"
    code = f"luck(m, room, GREET, 0)\nr.uniform(s, r, w, d, r.SPAM, 0)\n{named}"
    assert draws_in(code) == ["GREET", "SPAM", "3"]
