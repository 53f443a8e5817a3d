"""config.py and config_problems.py: one file, every problem at once, each with line, key and remedy."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailtriage import config, config_problems

GOOD = """\
outgoing = "on"
[store]
url = "tinydb:data"
[[mailbox]]
name = "support"
address = "Support@Cadents.example"
program = "cadents"
[mailbox.imap]
host = "imap.cadents.example"
username = "support"
password_env = "SUPPORT_IMAP_PASSWORD"
[mailbox.smtp]
host = "127.0.0.1"
security = "plain"
"""
EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def load(folder: Path, text: str) -> config.Config:
    (folder / "config.toml").write_text(text, "utf-8")
    return config.load(folder / "config.toml")


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(config.ConfigErrors) as caught:
        load(folder, text)
    return [line.removeprefix(f"{folder}/") for line in caught.value.problems]


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def test_a_good_file_loads_with_defaults_and_lower_case_addresses(tmp_path: Path) -> None:
    found = load(tmp_path, GOOD)
    box = found.mailbox[0]
    assert (box.address, box.folders, box.file_to) == ("support@cadents.example", ("INBOX",), "Processed")
    assert box.imap is not None
    assert (box.imap.port, box.imap.security) == (993, "tls")
    assert found.answer_within == timedelta(days=3)
    assert found.data == tmp_path / "data"
    assert found.programs == ("cadents",)


# One line each: what is written instead of what, and the whole complaint it must raise.
WRONG = [
    ("outgoing", 'outgoing = "on"', 'outgoing = "yes"',
     'config.toml:1 outgoing: "yes" is not known; use one of "on", "hold" or "off"'),
    ("a number above", 'username = "support"', 'username = "support"\nport = 70000',
     "config.toml:11 mailbox[0].imap.port: 70000 is above 65535; use 1 to 65535"),
    ("a number below", 'username = "support"', 'username = "support"\nport = 0',
     "config.toml:11 mailbox[0].imap.port: 0 is below 1; use 1 to 65535"),
    ("a number as text", 'username = "support"', 'username = "support"\nport = "993"',
     'config.toml:11 mailbox[0].imap.port: "993" does not fit; write a whole number without quotes'),
    ("a truth as a number", 'username = "support"', 'username = "support"\nidle = 1',
     "config.toml:11 mailbox[0].imap.idle: 1 does not fit; write true or false without quotes"),
    ("a span without unit", 'outgoing = "on"', "answer_within = 3",
     'config.toml:1 answer_within: 3 has no unit; write a number and a unit in quotes, such as "10 minutes"'),
    ("a span nobody knows", 'outgoing = "on"', 'answer_within = "3 fortnights"',
     'config.toml:1 answer_within: "3 fortnights" is not a span of time; write "90 seconds", "10 minutes" or "3 days"'),
    ("a span too long", 'username = "support"', 'username = "support"\nread_timeout = "1 hour"',
     'config.toml:11 mailbox[0].imap.read_timeout: "1 hour" is above "10 minutes"; use "1 second" to "10 minutes"'),
    ("a mistyped key", 'username = "support"', 'username = "support"\nsecurty = "tls"',
     "config.toml:11 mailbox[0].imap.securty: unknown key; did you mean security?"),
    ("a key in the wrong section", 'url = "tinydb:data"', 'url = "tinydb:data"\nanswer_within = "1 day"',
     "config.toml:4 store.answer_within: unknown key here; it belongs at the top of the file, before any [section]"),
    ("a missing key", 'program = "cadents"\n', "",
     "config.toml:4 mailbox[0].program: is missing; add program = …, see config.example.toml"),
    ("an empty host", 'host = "imap.cadents.example"', 'host = ""',
     "config.toml:9 mailbox[0].imap.host: is empty; write a value"),
    ("no address", '"Support@Cadents.example"', '"support"',
     'config.toml:6 mailbox[0].address: "support" is not an address; write local@domain, such as '
     "support@cadents.example"),
    ("a line break in an address", '"Support@Cadents.example"', r'"a@b.example\nBcc: c@d.example"', None),
    ("a name with spaces", 'name = "support"', 'name = "Support Desk"',
     'config.toml:5 mailbox[0].name: "Support Desk" is not a name; use 1 to 32 of a-z, 0-9 and -, not starting with -'),
    ("a program outside its folder", 'program = "cadents"', 'program = "../../etc"', None),
    ("no folder", 'program = "cadents"', 'program = "cadents"\nfolders = []',
     'config.toml:8 mailbox[0].folders: a mailbox without a folder reads nothing; name one, such as "INBOX"'),
    ("filing where it watches", 'program = "cadents"', 'program = "cadents"\nfile_to = "INBOX"',
     'config.toml:8 mailbox[0].file_to: "INBOX" is watched too; file to another folder, or "" for none'),
    ("plain to another host", 'security = "plain"', 'security = "plain"\nhost = "mx.example"\n#', None),
    ("both passwords", '"SUPPORT_IMAP_PASSWORD"', '"X"\npassword_file = "y"',
     "config.toml:12 mailbox[0].imap.password_file: password_env is given too; keep one of the two"),
    ("no password", 'password_env = "SUPPORT_IMAP_PASSWORD"\n', "",
     "config.toml:8 mailbox[0].imap.password_env: is missing, and so is password_file; add one of the two"),
    ("a password without a name", 'security = "plain"', 'security = "plain"\npassword_env = "X"',
     "config.toml:15 mailbox[0].smtp.password_env: is given without a username; add username, or remove the password"),
    ("start_from", 'outgoing = "on"', 'start_from = "yesterday"',
     'config.toml:1 start_from: "yesterday" is neither "now" nor a day; write "now" or such as "2026-11-01"'),
    ("one table for many", "[[mailbox]]", "[mailbox]",
     "config.toml:4 mailbox: is one table; write [[mailbox]] in double brackets, once for each mailbox"),
    ("another engine", '"tinydb:data"', '"postgresql://u@host/db"',
     'config.toml:3 store.url: is not a store of this version; write "tinydb:" and a folder: "tinydb:data"'),
]


@pytest.mark.parametrize(("old", "new", "line"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_each_mistake_is_one_line_that_says_where_what_and_how_to_mend_it(
    tmp_path: Path, old: str, new: str, line: str | None
) -> None:
    found = problems(tmp_path, changed(old, new))
    assert len(found) == 1
    assert "\n" not in found[0]
    assert line is None or found == [line]


def test_all_problems_are_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    text = "".join(GOOD)
    for _, old, new, _ in (w for w in WRONG if w[0] in ("outgoing", "a number above", "no address", "both passwords")):
        text = text.replace(old, new, 1)
    found = problems(tmp_path, text)
    lines = [int(m[1]) for f in found if (m := re.match(r"config\.toml:(\d+)", f))]
    assert len(found) == 4
    assert lines == sorted(lines)


def test_two_mailboxes_may_not_share_a_name_an_address_or_an_account_and_folder(tmp_path: Path) -> None:
    again = GOOD[GOOD.index("[[mailbox]]") :]
    found = problems(tmp_path, GOOD + again.replace("Support@Cadents", "support@CADENTS"))
    assert [f.split(" ", 1)[1] for f in found] == [
        "mailbox[1].folders[0]: this account and folder is already mailbox[0].folders[0]; "
        "each account and folder stands once",
        "mailbox[1].name: support is already mailbox[0].name; each name stands once",
        "mailbox[1].address: support@cadents.example is already mailbox[0].address; each address stands once",
    ]


def test_an_alias_may_not_be_the_address_of_another_mailbox(tmp_path: Path) -> None:
    other = (
        '[[mailbox]]\nname = "b"\naddress = "b@cadents.example"\nprogram = "cadents"\n'
        'aliases = ["c@cadents.example", "SUPPORT@cadents.example"]\n'
    )
    found = problems(tmp_path, GOOD + other)
    assert found == [
        "config.toml:19 mailbox[1].aliases[1]: support@cadents.example is already mailbox[0].address; "
        "each address stands once"
    ]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_plain_is_for_this_machine(tmp_path: Path, host: str) -> None:
    assert load(tmp_path, changed('host = "127.0.0.1"', f'host = "{host}"')).mailbox[0].smtp


@pytest.mark.parametrize("host", ["localhost.evil.example", "127.0.0.1.example", "0.0.0.0", "10.0.0.1", "127.1"])
def test_plain_is_not_for_another(tmp_path: Path, host: str) -> None:
    found = problems(tmp_path, changed('host = "127.0.0.1"', f'host = "{host}"'))
    assert found == [
        f'config.toml:14 mailbox[0].smtp.security: "plain" sends the password readable to {host}; '
        'use "tls" or "starttls"'
    ]


def test_a_password_typed_into_the_file_is_never_repeated(tmp_path: Path) -> None:
    secret = "hunter2-Correct!Horse"
    spots = [
        changed('"SUPPORT_IMAP_PASSWORD"', f'"{secret}"'),
        changed('"SUPPORT_IMAP_PASSWORD"', f'"X"\npassword = "{secret}"'),
        changed('"SUPPORT_IMAP_PASSWORD"', f'"X"\npasswd = "{secret}"'),
        changed('"SUPPORT_IMAP_PASSWORD"', f'["{secret}"]'),
        changed('"SUPPORT_IMAP_PASSWORD"', f'"X"\npassword_file = ["{secret}"]'),
        changed('"tinydb:data"', f'"postgresql://desk:{secret}@host/db"'),
        changed('"SUPPORT_IMAP_PASSWORD"', f'"X"\npassword_env2 = "{secret}"'),
    ]
    for text in spots:
        found = "\n".join(problems(tmp_path, text))
        assert found
        assert secret not in found


def test_a_file_that_is_missing_unreadable_or_no_toml_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigErrors, match="there is no such file; \"mailtriage init\" writes one"):
        config.load(tmp_path / "none.toml")
    assert problems(tmp_path, "a = 1\nb = \n")[0].startswith("config.toml:2 is not TOML: ")
    assert problems(tmp_path, "a = 1\na = 2\n")[0].startswith("config.toml:")
    (tmp_path / "config.toml").write_bytes(b'outgoing = "on"\n# \xff\n')
    with pytest.raises(config.ConfigErrors, match="config.toml:2 is not UTF-8 text; save the file as UTF-8"):
        config.load(tmp_path / "config.toml")
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(config.ConfigErrors, match="directory"):
        config.load(tmp_path / "folder.toml")


def test_an_empty_file_asks_for_a_mailbox(tmp_path: Path) -> None:
    told = problems(tmp_path, "")
    assert told == ["config.toml:1 mailbox: there is none; add a [[mailbox]], see config.example.toml"]


def test_windows_line_ends_and_a_byte_order_mark_are_no_mistakes(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert config.load(tmp_path / "config.toml").mailbox[0].name == "support"


@pytest.mark.parametrize(
    ("written", "day"),
    [('"now"', None), *((w, "2026-11-01") for w in ('"2026-11-01"', "2026-11-01", "2026-11-01T10:00:00Z"))],
)
def test_start_from_is_now_or_a_day(tmp_path: Path, written: str, day: str | None) -> None:
    found = load(tmp_path, changed('outgoing = "on"', f"start_from = {written}"))
    assert (found.start_date.isoformat() if found.start_date else None) == day


def test_files_are_named_from_the_folder_of_the_config(tmp_path: Path) -> None:
    text = changed('password_env = "SUPPORT_IMAP_PASSWORD"', 'password_file = "secrets/imap"\nca_file = "ca.pem"')
    imap = load(tmp_path, text).mailbox[0].imap
    assert imap is not None
    assert (imap.password_file, imap.ca_file) == (str(tmp_path / "secrets/imap"), str(tmp_path / "ca.pem"))


class TestSecret:
    def test_from_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SOME_PASSWORD", "pä ss\n")
        assert config.Secret(password_env="SOME_PASSWORD").read() == "pä ss\n"

    def test_from_a_file_without_its_line_end(self, tmp_path: Path) -> None:
        (tmp_path / "p").write_text(" s3cret \r\n")
        assert config.Secret(password_file=str(tmp_path / "p")).read() == " s3cret "

    @pytest.mark.parametrize("value", [None, ""])
    def test_a_variable_that_is_not_set_is_named(self, monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
        monkeypatch.delenv("SOME_PASSWORD", raising=False)
        if value is not None:
            monkeypatch.setenv("SOME_PASSWORD", value)
        with pytest.raises(config.ConfigErrors, match="^environment variable SOME_PASSWORD is not set; set it where"):
            config.Secret(password_env="SOME_PASSWORD").read()

    def test_a_file_that_is_missing_empty_or_binary_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "empty").write_text("\n")
        (tmp_path / "binary").write_bytes(b"\xff\xfe")
        for name, what in (("none", "No such file"), ("empty", "holds no password"), ("binary", "is not UTF-8 text")):
            with pytest.raises(config.ConfigErrors, match=f"{tmp_path}/{name}: {what}"):
                config.Secret(password_file=str(tmp_path / name)).read()

    def test_the_password_is_in_no_repr_and_no_dump(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SOME_PASSWORD", "hunter2-in-env")
        section = config.Imap(host="h.example", username="u", password_env="SOME_PASSWORD")
        section.read()
        assert "hunter2" not in repr(section) + str(section) + section.model_dump_json()


def _example_keys(text: str) -> set[tuple[str, ...]]:
    """Keys that stand in the example, commented out or not, as paths without list indexes."""
    found, section = set(), ()
    for line in text.splitlines():
        if header := re.fullmatch(r"\[\[?([a-z.]+)\]\]?", line):
            section = tuple(header[1].split("."))
        elif key := re.match(r"(?:# )?([a-z_]+) = ", line):
            found.add((*section, key[1]))
    return found


def test_the_example_has_every_key_and_no_other_and_loads() -> None:
    known = {path for path, _ in config_problems.keys(config.Config)}
    assert _example_keys(EXAMPLE.read_text("utf-8")) == known
    assert [m.address.split("@")[0] for m in config.load(EXAMPLE).mailbox] == ["support", "easupport"]


def test_every_key_of_the_example_is_preceded_by_a_sentence_with_its_default() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    second = lines.index("[[mailbox]]", lines.index("[[mailbox]]") + 1)
    for i, line in enumerate(lines[:second]):
        if re.match(r"(?:# )?[a-z_]+ = ", line):
            above = i
            while lines[above - 1].startswith("# ") and not re.match(r"# [a-z_]+ = ", lines[above - 1]):
                above -= 1
            sentence = " ".join(part.removeprefix("# ") for part in lines[above:i])
            assert len(sentence.split()) >= 5, f"line {i + 1}: {line} has no sentence"
            assert re.search(r"\bdefault\b", sentence, re.I), f"line {i + 1}: {line} does not say its default"


def test_the_commented_defaults_of_the_example_are_the_real_ones(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8")
    spoken = re.sub(r"(?m)^# (?=(?!password_file)[a-z_]+ = )", "", text)
    assert spoken != text
    assert load(tmp_path, spoken) == load(tmp_path, text)


_FIELDS = [path for path, _ in config_problems.keys(config.Config)]
_JUNK = st.one_of(
    st.sampled_from(["[]", "{}", "[{a = 1}]", "true", "1e400", "-1", "nan", "1979-05-27", "07:32:00", '""',
                     "99999999999999999999", '["", 1]', '["INBOX", "inbox"]', r'"a\nb\u001b[31m"']),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="'"), max_size=20).map(
        lambda s: f"'{s}'"
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(_FIELDS), junk=_JUNK)
def test_any_value_in_any_key_loads_or_is_told_with_its_line(tmp_path: Path, path: tuple[str, ...], junk: str) -> None:
    sections: dict[tuple[str, ...], dict[str, Any]] = {
        (): {}, ("store",): {}, ("daemon",): {}, ("limits",): {},
        ("mailbox",): {"name": "'a'", "address": "'a@b.example'", "program": "'p'"},
        ("mailbox", "imap"): {"host": "'h'", "username": "'u'", "password_env": "'E'"},
        ("mailbox", "smtp"): {"host": "'h'", "username": "'u'", "password_env": "'E'"},
    }
    if path[:2] == ("mailbox", "oauth"):
        for side in ("imap", "smtp"):
            del sections["mailbox", side]["password_env"]
        sections["mailbox", "oauth"] = {"provider": "'microsoft'", "tenant": "'t'", "client_id": "'c'",
                                        "client_secret_env": "'S'"}
    sections.setdefault(path[:-1], {})[path[-1]] = junk
    lines: list[str] = []
    for name, keys in sections.items():
        lines += [f"[[{name[0]}]]" if name == ("mailbox",) else f"[{'.'.join(name)}]"] if name else []
        lines += [f"{key} = {value}" for key, value in keys.items()]
    where = next(i for i, line in enumerate(lines, 1) if line == f"{path[-1]} = {junk}")
    try:
        load(tmp_path, "\n".join(lines))
    except config.ConfigErrors as trouble:
        assert str(trouble).count("\n") == len(trouble.problems) - 1
        assert "\x1b" not in str(trouble)
        # a contradiction may be told at the other key, but then it names this one
        told = [f"config.toml:{where} " in problem or path[-1] in problem for problem in trouble.problems]
        assert any(told), trouble.problems


def test_every_bounded_number_says_its_bounds() -> None:
    for path, _ in config_problems.keys(config.Config):
        field = config_problems._field(config.Config, path)
        assert field is not None
        kinds = (field.annotation, *get_args(field.annotation))
        if int in kinds or timedelta in kinds:
            low, _high = config_problems._bounds(field)
            assert low is not None, f"{'.'.join(path)} has no lower bound"


def test_two_mailboxes_in_single_brackets_are_told_to_write_double_ones(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[mailbox]\nname = "a"\n[mailbox]\nname = "b"\n')
    with pytest.raises(config.ConfigErrors, match=r"\[\[mailbox\]\]"):
        config.load(tmp_path / "config.toml")


def test_the_bounds_of_answer_within_are_both_told(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('answer_within = "0 days"\n')
    with pytest.raises(config.ConfigErrors, match='use "1 minute" to "366 days"'):
        config.load(tmp_path / "config.toml")


@given(st.just("~nobody-here"), st.sampled_from(["ca_file", "password_file"]))
def test_the_home_of_nobody_is_a_file_that_is_not_there(home: str, key: str) -> None:
    section = {key: f"{home}/secret"}
    config._make_absolute(section, Path("/srv/desk"))
    assert section[key] == f"/srv/desk/{home}/secret"
