from pathlib import Path

import pytest

from plumbline.settings import Settings, SettingsRefused, all_settings, read_settings, sentence_of, type_words, variable


def problems(environment: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsRefused) as refused:
        read_settings(environment)
    return refused.value.problems


def test_an_empty_environment_gives_the_defaults():
    assert read_settings({"HOME": "/somewhere", "PATH": "/bin"}) == Settings()


def test_each_type_is_read_from_text():
    settings = read_settings(
        {
            "PLUMBLINE_DATA": "/srv/plumbline",
            "PLUMBLINE_PORT": "80",
            "PLUMBLINE_BASE_URL": "https://launch.example.org/",
            "PLUMBLINE_LOG_LEVEL": "debug",
        }
    )
    assert settings.data == Path("/srv/plumbline")
    assert settings.port == 80
    assert settings.base_url == "https://launch.example.org"
    assert settings.log_level == "debug"


def test_an_unknown_setting_stops_the_start_and_names_the_nearest():
    assert problems({"PLUMBLINE_PROT": "80"}) == ("PLUMBLINE_PROT is not a setting. Did you mean PLUMBLINE_PORT? Otherwise unset it.",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PLUMBLINE_PORT", "eighty"),
        ("PLUMBLINE_PORT", "65536"),
        ("PLUMBLINE_PORT", "-1"),
        ("PLUMBLINE_PORT", "²"),
        ("PLUMBLINE_SESSION_IDLE_HOURS", "0"),
        ("PLUMBLINE_LOG_LEVEL", "loud"),
        ("PLUMBLINE_BASE_URL", "launch.example.org"),
        ("PLUMBLINE_BASE_URL", "ftp://launch.example.org"),
        ("PLUMBLINE_DATA", ""),
        ("PLUMBLINE_WEBHOOK_CA_FILE", "/nowhere/ca.pem"),
        ("PLUMBLINE_WEBHOOK_CA_FILE", __file__),
    ],
)
def test_a_value_of_the_wrong_type_stops_the_start(name: str, text: str):
    [problem] = problems({name: text})
    assert problem.startswith(f"{name} = {text!r}: must ")


def test_all_problems_are_named_at_once():
    assert len(problems({"PLUMBLINE_PORT": "x", "PLUMBLINE_HOSTS": "x", "PLUMBLINE_LOG_LEVEL": "x"})) == 3


def test_a_secret_is_not_printed_with_the_settings():
    settings = read_settings({"PLUMBLINE_CHECKPOINT_KEY": "-----BEGIN"})
    assert settings.checkpoint_key == "-----BEGIN"
    assert "BEGIN" not in repr(settings)


def test_settings_of_the_tests_are_none_of_the_products():
    assert read_settings({"PLUMBLINE_TEST_REQUIRE": "browser"}) == read_settings({})


def test_every_setting_has_a_sentence_and_a_type_for_people():
    for setting in all_settings():
        assert sentence_of(setting).endswith(".")
        assert type_words(setting)
        assert variable(setting).isupper()
