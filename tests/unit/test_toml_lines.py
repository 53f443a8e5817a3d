"""toml_lines.py: the line of each key, against what tomllib reads."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mailtriage.toml_lines import Path, line_of, scan

TEXT = '''\
# comment [not] = "a table"
a = 1
[store]
url = "x]#" # foo
[[mailbox]]
name = 'a'
folders = [
  "A", # one
  "B,]",
]
[mailbox.imap]
port = 3
x.y."z z" = {a=1, b=[{c=2}]}
d = 1979-05-27 07:32:00
[[mailbox]]
m = """
[nope]
k = 1 \\"""
"""
[mailbox.imap]
port = 4
[a1.b]
[a1]
'''


def test_every_kind_of_line_is_found() -> None:
    found = scan(TEXT)
    assert found[("a",)] == 2
    assert found[("store", "url")] == 4
    assert found[("mailbox", 0, "folders", 1)] == 9
    assert found[("mailbox", 0, "imap", "x", "y", "z z", "b", 0, "c")] == 13
    assert found[("mailbox", 1, "imap", "port")] == 21
    assert found[("mailbox", 1)] == 15
    assert found[("a1", "b")] == 22
    assert found[("a1",)] == 23


def test_tables_in_an_array_of_tables_count_within_their_own() -> None:
    text = "[[a]]\n[[a.b]]\nk = 1\n[[a.b]]\nk = 2\n[[a]]\n[[a.b]]\nk = 3\n"
    found = scan(text)
    assert set(found) == _paths(tomllib.loads(text))
    assert [found["a", i, "b", j] for i, j in ((0, 0), (0, 1), (1, 0))] == [2, 4, 7]


def test_a_missing_key_has_the_line_of_its_table() -> None:
    assert line_of(scan(TEXT), ("mailbox", 1, "imap", "host")) == 20
    assert line_of(scan(TEXT), ("nothing",)) == 1


def _paths(value: Any, at: Path = ()) -> set[Path]:
    items = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    return {(*at, k) for k, _ in items}.union(*(_paths(v, (*at, k)) for k, v in items))


def test_the_paths_are_those_that_tomllib_reads() -> None:
    assert set(scan(TEXT)) == _paths(tomllib.loads(TEXT))


_VALUES = st.recursive(
    st.sampled_from(['1', '-2.5', 'true', '"a # b"', "'c ] d'", '"\\" ]"', '"""x\n[y]\nz = 1"""', "'''\n#'''",
                     "1979-05-27T07:32:00Z", "1979-05-27 07:32:00", "07:32:00", "inf"]),
    lambda inner: st.lists(inner, max_size=3).map(lambda v: f"[{', '.join(v)}]")
    | st.lists(inner, max_size=3).map(lambda v: "[\n" + "".join(f"  {x}, # c\n" for x in v) + "]"),
    max_leaves=5,
)


@given(st.lists(st.tuples(st.sampled_from(["", "[[t]]", "[t.u]", "# x"]), _VALUES), max_size=8))
def test_any_arrangement_gives_every_key_its_line(parts: list[tuple[str, str]]) -> None:
    lines: list[str] = []
    for i, (header, value) in enumerate(parts):
        lines += [header.replace("[t.u]", "[[t]]\n[t.u]"), f"k{i} = {value}"]
    text = "\n".join(lines)
    found = scan(text)
    assert set(found) == _paths(tomllib.loads(text))
    for path, line in found.items():
        if isinstance(path[-1], str) and path[-1].startswith("k"):
            assert text.splitlines()[line - 1].startswith(f"{path[-1]} = ")
