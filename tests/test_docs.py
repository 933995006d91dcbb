"""The documentation fails the build when it lies."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import yaml

from citewalk.__main__ import cli
from citewalk.settings import TABLE, Setting
from harvest.sources import SOURCES

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BEGIN, END = "<!-- settings: made from the table in citewalk/settings.py -->\n", "<!-- end of settings -->"
OF_THE_MACHINE = {"CITEWALK_HOME": "the platform's user data folder"}
"""Defaults that differ from machine to machine, in words."""


def settings_table() -> str:
    """The README's table of settings."""
    head = "| setting | default | what it is |\n|---|---|---|\n"
    return head + "".join(f"| `{one.name}` | {default_of(one)} | {one.help} |\n" for one in TABLE)


def default_of(setting: Setting) -> str:
    if setting.name in OF_THE_MACHINE:
        return OF_THE_MACHINE[setting.name]
    return "" if setting.default is None else f"`{setting.default}`"


def shell_lines() -> list[str]:
    """Every command line that the README shows, without its comment."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [line.split("  #", maxsplit=1)[0].strip() for line in lines]


def command_at(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that the words name, and the words that are left for it."""
    command: click.Command = cli
    while isinstance(command, click.Group) and words:
        below = command.get_command(click.Context(command), words[0])
        if below is None:
            break
        command, words = below, words[1:]
    return command, words


def test_the_readme_lists_every_setting_as_it_is() -> None:
    shown = README[README.index(BEGIN) + len(BEGIN) : README.index(END)]
    assert shown == settings_table()


def test_the_readme_tells_every_source_with_its_limits_and_what_raises_them() -> None:
    block = README[README.index("<!-- sources -->") : README.index("<!-- end of sources -->")]
    rows = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in block.splitlines()[3:]]
    told = {name: (limits, opener or None, "left out" in what) for name, what, limits, opener in rows}
    assert set(told) == set(SOURCES)
    for name, entry in SOURCES.items():
        limits = dict.fromkeys(f"{entry.build(opened).limits.per_second:g}" for opened in (False, True))
        assert told[name] == (", or ".join(limits), entry.opener, entry.needs_key)


@pytest.mark.parametrize("line", [line for line in shell_lines() if line.startswith("citewalk ")])
def test_every_command_in_the_readme_exists_with_its_options(line: str) -> None:
    command, rest = command_at(line.split()[1:])
    assert command is not cli, f"there is no such command: {line}"
    assert not isinstance(command, click.Group), f"the sub-command is missing: {line}"
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in rest if re.fullmatch(r"--[a-z-]+", word)} <= known


@pytest.mark.parametrize("line", [line for line in shell_lines() if line.startswith("make ")])
def test_every_make_target_in_the_readme_exists(line: str) -> None:
    assert re.search(rf"^{line.split()[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_exit_code_of_an_error_is_in_the_readme() -> None:
    codes = set(re.findall(r"exit_code = (\d+)", (ROOT / "graph" / "errors.py").read_text(encoding="utf-8")))
    assert codes <= set(re.findall(r"^\| (\d+) \|", README, re.MULTILINE))


@pytest.mark.parametrize(
    "page", ["README.md", "CHANGELOG.md", *(str(p.relative_to(ROOT)) for p in ROOT.glob("docs/*.md"))]
)
def test_every_local_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if link and not ((ROOT / page).parent / link).exists()] == []


def test_the_compose_file_gives_citewalk_only_settings_that_exist() -> None:
    services = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text(encoding="utf-8"))["services"]
    for ours in (services["web"], services["scheduler"]):
        assert set(ours["environment"]) <= {setting.name for setting in TABLE}
        assert set(ours["depends_on"]) <= set(services)
        assert (ROOT / "docker" / ours["build"]["context"] / ours["build"]["dockerfile"]).is_file()
    command, rest = command_at(services["scheduler"]["command"][1:])
    assert (command.name, rest) == ("run", [])


def test_the_image_runs_a_command_that_exists_and_copies_what_is_there() -> None:
    lines = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    (run,) = [yaml.safe_load(line.removeprefix("CMD ")) for line in lines if line.startswith("CMD ")]
    command, rest = command_at(run[1:])
    assert (run[0], command.name) == ("citewalk", "serve")
    assert {word for word in rest if word.startswith("--")} <= {name for one in command.params for name in one.opts}
    copied = [word for line in lines if line.startswith("COPY") for word in line.split()[1:-1]]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    settings = [word.split("=")[0] for line in lines if line.startswith("ENV ") for word in line.split()[1:]]
    assert {name for name in settings if name.startswith("CITEWALK_")} <= {setting.name for setting in TABLE}
