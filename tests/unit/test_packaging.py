"""The wheel carries what `init` needs, works where there is no checkout, and no committed file names a host of ours."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from mailtriage import __version__

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built by hatchling of this environment: no network. From a copy of what git would hand to a builder."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "config.example.toml", ".gitignore"):
        shutil.copy(ROOT / name, source / name)
    for name in ("mailtriage", "rules", "templates"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)], cwd=source, check=True,
                   capture_output=True, timeout=60)
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_carries_rules_texts_and_the_example(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {f"mailtriage/_shipped/{p.relative_to(ROOT)}" for kind in ("rules", "templates")
               for p in (ROOT / kind).rglob("*") if p.is_file() and not p.name.startswith(".")}
    assert len(shipped) > 5
    assert shipped <= names
    assert "mailtriage/_shipped/config.example.toml" in names
    assert not [n for n in names if n.startswith(("tests/", "bench/", ".ci/"))]


def test_a_desk_grows_from_the_wheel_where_there_is_no_checkout(wheel: Path, tmp_path: Path) -> None:
    """Unpacked beside the dependencies of this environment, which is what pip does with a wheel."""
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MAILTRIAGE_")} | {"PYTHONPATH": str(site)}

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        program = (
            "import sys; from mailtriage.paths import shipped; import mailtriage.cli\n"
            f"assert str(shipped()).startswith({str(site)!r}), shipped()\n"
            "mailtriage.cli.main()"
        )
        return subprocess.run([sys.executable, "-c", program, *args], cwd=tmp_path, env=environment, timeout=60,
                              capture_output=True, text=True, check=False)

    made = run("init", "desk")
    assert made.returncode == 0, made.stderr
    checked = run("-c", "desk/config.toml", "check")
    assert checked.returncode == 1, checked.stdout + checked.stderr       # passwords are missing, nothing else
    assert "SUPPORT_IMAP_PASSWORD is not set" in checked.stdout
    assert "rules" not in checked.stdout


def test_the_version_is_one() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == __version__


def test_the_constraints_pin_every_dependency_without_hosts_or_hashes() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9._-]+==[0-9a-z.]+(?: ; .+)?", line) for line in lines)
    pinned = {line.split("==")[0] for line in lines}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(d for group in project["optional-dependencies"].values() for d in group)]
    names = {re.split(r"[\[>=<~! ;]", d)[0].lower() for d in wanted} - {"mailtriage"}
    assert names <= pinned, names - pinned


def test_the_service_restarts_is_watched_and_may_write_its_data_only() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None, delimiters="=")
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string((ROOT / "deploy/mailtriage.service").read_text("utf-8"))
    service = unit["Service"]
    assert (service["Type"], service["Restart"], service["ProtectSystem"]) == ("notify", "always", "strict")
    assert int(service["WatchdogSec"]) >= 60
    assert service["RestartPreventExitStatus"] == "78"
    assert service["ReadWritePaths"] == "/srv/mailtriage/data"
    assert service["NoNewPrivileges"] == "yes"
    assert service["EnvironmentFile"].lstrip("-").startswith("/etc/")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_understands_the_service(tmp_path: Path) -> None:
    text = (ROOT / "deploy/mailtriage.service").read_text("utf-8")
    (tmp_path / "mailtriage.service").write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", text))
    done = subprocess.run(["systemd-analyze", "verify", str(tmp_path / "mailtriage.service")], capture_output=True,
                          text=True, timeout=30, check=False)
    assert "mailtriage.service" not in done.stderr, done.stderr


def test_the_ci_script_is_bash_that_parses_and_may_be_run() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)
    assert "set -euo pipefail" in script.read_text("utf-8")
