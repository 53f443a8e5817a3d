"""The immutable map and set against dict and list, by seeded chance; what was handed out before stays what it was."""

from __future__ import annotations

import random

from mailtriage.store.persistent import Map, Sorted


def test_a_map_behaves_like_a_dict_and_every_old_one_stays() -> None:
    rng = random.Random(11)
    history: list[tuple[Map[str, int], dict[str, int]]] = [(Map(), {})]
    for step in range(4000):
        ours, model = history[-1]
        key = f"k{rng.randrange(600)}"
        if rng.random() < 0.6:
            ours, model = ours.set(key, step), {**model, key: step}
        else:
            ours, model = ours.without(key), {k: v for k, v in model.items() if k != key}
        if step % 100 == 0:
            history.append((ours, model))
        else:
            history[-1] = (ours, model)
        assert (ours.get(key), key in ours, len(ours)) == (model.get(key), key in model, len(model))
    for ours, model in history:
        assert dict(ours.items()) == model
        assert set(ours) == set(model)


def test_a_map_made_at_once_equals_one_made_step_by_step() -> None:
    items = [(n * 37, str(n)) for n in range(10_000)]
    at_once = Map.of(items)
    by_step: Map[int, str] = Map()
    for key, value in items:
        by_step = by_step.set(key, value)
    assert dict(at_once.items()) == dict(by_step.items()) == dict(items)
    assert len(at_once) == len(by_step) == 10_000
    assert len(Map.of([])) == 0


def test_a_sorted_set_behaves_like_a_sorted_list_and_every_old_one_stays() -> None:
    rng = random.Random(12)
    ours: Sorted[tuple[str, int]] = Sorted()
    model: set[tuple[str, int]] = set()
    kept = []
    for step in range(6000):
        item = (f"{rng.randrange(40):02}", rng.randrange(60))
        if rng.random() < 0.6:
            ours, model = ours.add(item), model | {item}
        else:
            ours, model = ours.without(item), model - {item}
        assert len(ours) == len(model)
        if step % 200 == 0:
            limit = (f"{rng.randrange(41):02}", rng.randrange(60))
            assert list(ours.upto(limit)) == sorted(i for i in model if i <= limit)
            kept.append((ours, sorted(model)))
    for old, expected in kept:
        assert list(old) == expected


def test_a_large_sorted_set_keeps_its_chunks_small() -> None:
    ours: Sorted[int] = Sorted.of(range(0, 20_000, 2))
    for n in range(1, 20_000, 2):
        ours = ours.add(n)
    assert list(ours) == list(range(20_000))
    assert max(len(chunk) for chunk in ours._chunks) <= Sorted.MOST
    for n in range(20_000):
        ours = ours.without(n)
    assert (len(ours), ours._chunks) == (0, ())
