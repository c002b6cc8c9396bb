"""Readers of the environment: what they take, and what they say when they cannot."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from therapy.env import env_bool, env_int, env_list, env_secret, env_text

HINT = "Make one with openssl rand."


@pytest.mark.parametrize("word", ["1", "true", "Yes", " on "])
def test_words_for_yes(word):
    assert env_bool("X", default=False, environ={"X": word}) is True


@pytest.mark.parametrize("word", ["0", "false", "No", "off", ""])
def test_words_for_no(word):
    assert env_bool("X", default=True, environ={"X": word}) is False


def test_what_is_not_set_is_the_default():
    assert env_bool("X", default=True, environ={}) is True
    assert env_int("X", 7, environ={}) == 7
    assert env_list("X", ("a",), environ={}) == ["a"]
    assert env_text("X", "default", environ={"X": " "}) == "default"


def test_a_word_that_is_neither_yes_nor_no_is_refused_by_name():
    with pytest.raises(ImproperlyConfigured, match=r"PLUMBLINE_HTTPS.*'maybe'"):
        env_bool("PLUMBLINE_HTTPS", default=False, environ={"PLUMBLINE_HTTPS": "maybe"})


def test_numbers_are_whole_and_not_below_the_minimum():
    assert env_int("X", 7, minimum=1, environ={"X": "12"}) == 12
    with pytest.raises(ImproperlyConfigured, match=r"X must be a whole number, not '1\.5'"):
        env_int("X", 7, environ={"X": "1.5"})
    with pytest.raises(ImproperlyConfigured, match="X must be at least 1, not 0"):
        env_int("X", 7, minimum=1, environ={"X": "0"})


def test_a_list_drops_empty_entries():
    assert env_list("X", environ={"X": "a, b,,"}) == ["a", "b"]
    assert env_list("X", ("a",), environ={"X": ""}) == []


def test_a_secret_comes_from_the_variable_before_the_file(tmp_path):
    file = tmp_path / "secret"
    file.write_text("from the file\n")
    environ = {"X_FILE": str(file)}
    assert env_secret("X", hint=HINT, environ=environ) == "from the file"
    assert env_secret("X", hint=HINT, environ=environ | {"X": "direct"}) == "direct"
    assert env_secret("X", hint=HINT, default_file=file, environ={}) == "from the file"


def test_a_secret_has_no_default_and_its_absence_says_what_to_do(tmp_path):
    with pytest.raises(ImproperlyConfigured, match=r"X is not set. Make one with openssl rand\."):
        env_secret("X", hint=HINT, default_file=tmp_path / "absent", environ={})


def test_a_file_that_cannot_be_read_or_is_empty_is_named(tmp_path):
    with pytest.raises(ImproperlyConfigured, match=r"X_FILE: the file .*absent cannot be read"):
        env_secret("X", hint=HINT, environ={"X_FILE": str(tmp_path / "absent")})
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(ImproperlyConfigured, match=r"X_FILE: the file .*empty is empty"):
        env_secret("X", hint=HINT, environ={"X_FILE": str(tmp_path / "empty")})
