"""The settings: one table, the environment over `.env`, blanks, wrong values, and secrets that stay secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from citewalk.settings import TABLE, Settings, read_settings
from graph.errors import BadInput
from harvest.sources import SOURCES
from tests.citewalk.commanding import NOWHERE, SEED, Citewalk

CANARY = "canary-5e1d0"
KEYS = {entry.key_setting for entry in SOURCES.values() if entry.key_setting}


def test_every_setting_has_a_name_of_its_own_and_a_line_of_help() -> None:
    assert len({setting.name for setting in TABLE}) == len(TABLE)
    assert all(setting.help and "\n" not in setting.help for setting in TABLE)


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_has_an_address_a_rate_and_its_key(name: str) -> None:
    entry = SOURCES[name]
    settings = {setting.name: setting for setting in TABLE}
    assert settings[entry.url_setting].default == entry.base_url
    assert settings[entry.rate_setting].default is None
    assert entry.key_setting is None or settings[entry.key_setting].secret


def test_the_environment_goes_over_the_file_and_a_blank_one_does_not(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CITEWALK_HEAP=2g\nexport CITEWALK_TIMEOUT='7'\nCITEWALK_RETRIES=1 # a few\n")
    read = read_settings({"CITEWALK_HEAP": "1g", "CITEWALK_TIMEOUT": " ", "CITEWALK_EMAIL": ""}, tmp_path)
    assert (read.get("CITEWALK_HEAP"), read.get("CITEWALK_TIMEOUT"), read.get("CITEWALK_RETRIES")) == ("1g", "7", "1")
    assert not read.given("CITEWALK_EMAIL")


def test_a_blank_setting_has_its_default(tmp_path: Path) -> None:
    read = read_settings({"CITEWALK_TIMEOUT": "", "CITEWALK_STORE": "  ", "CITEWALK_HOME": str(tmp_path)}, tmp_path)
    assert read.number("CITEWALK_TIMEOUT") == 20
    assert read.store == str(tmp_path / "graph")


def test_white_space_around_a_value_is_not_part_of_it(tmp_path: Path) -> None:
    assert read_settings({"CITEWALK_HEAP": " 1g\n"}, tmp_path).get("CITEWALK_HEAP") == "1g"


def test_a_dollar_in_a_password_is_a_dollar(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CITEWALK_STORE_PASSWORD=pa$HOME\n")
    assert read_settings({}, tmp_path).get("CITEWALK_STORE_PASSWORD") == "pa$HOME"


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"CITEWALK_EMAIL=\xff\xfe\n")
    with pytest.raises(BadInput, match="not UTF-8"):
        read_settings({}, tmp_path)


@pytest.mark.parametrize("raw", ["x", "nan", "inf", "-1", "1e9", "1,5"])
def test_a_wrong_number_is_quoted_with_its_bounds(raw: str) -> None:
    with pytest.raises(BadInput, match=r"CITEWALK_TIMEOUT=.* is not a number from 0\.1 to 600"):
        Settings({"CITEWALK_TIMEOUT": raw}).number("CITEWALK_TIMEOUT", least=0.1, most=600)


def test_a_fraction_is_no_whole_number() -> None:
    with pytest.raises(BadInput, match="whole number"):
        Settings({"CITEWALK_RETRIES": "1.5"}).whole("CITEWALK_RETRIES")


def test_an_account_in_the_address_of_the_store_is_refused_and_not_repeated() -> None:
    settings = Settings({"CITEWALK_STORE": f"neo4j://me:{CANARY}@host"})
    with pytest.raises(BadInput, match="CITEWALK_STORE_PASSWORD") as refusal:
        _ = settings.store
    assert CANARY not in str(refusal.value)


def test_secrets_are_hidden_when_settings_are_shown() -> None:
    secret = {setting.name: CANARY for setting in TABLE if setting.secret}
    settings = Settings({**secret, "CITEWALK_NCBI_URL": f"http://me:{CANARY}@proxy"})
    assert CANARY not in repr(settings)
    shown = {setting.name: value for setting, value in settings.shown()}
    assert CANARY not in " ".join(shown.values())
    assert {shown[name] for name in secret} == {"set"}


def test_a_file_in_the_working_folder_is_read_by_the_command(citewalk: Citewalk) -> None:
    (citewalk.home.parent / ".env").write_text("CITEWALK_RETRIES=many\n")
    said = citewalk.run("harvest", SEED, "--source", "ncbi", "--preview")
    assert (said.code, "CITEWALK_RETRIES=many" in said.err) == (2, True)


def test_keys_appear_in_no_output_of_a_harvest_that_fails(walked: Citewalk) -> None:
    keys = dict.fromkeys((*KEYS, "CITEWALK_PASSWORD"), CANARY)
    said = walked.given(CITEWALK_NCBI_URL=NOWHERE, **keys).run("harvest", SEED, "--depth", "0", "--json")
    assert said.code == 3
    assert CANARY not in said.out + said.err
    kept = [path for path in walked.home.rglob("*") if path.is_file()]
    assert not [path for path in kept if CANARY.encode() in path.read_bytes()]


def test_the_doctor_is_quick_where_nothing_answers_and_shows_no_key(walked: Citewalk) -> None:
    keys = dict.fromkeys((*KEYS, "CITEWALK_STORE_PASSWORD"), CANARY)
    said = walked.given(CITEWALK_NCBI_URL=NOWHERE, **keys).run("doctor")
    assert said.code == 3
    assert CANARY not in said.out + said.err
    assert all(f"!!  {name}" in said.out for name in SOURCES)
    assert all(setting.name in said.out for setting in TABLE)
    assert said.seconds < 40
