"""Who sits at the machine itself: only then, and only without sign-in, are there all roles."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton

from app_pages import sign_in
from app_pages.local_request import is_local


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST"])
def test_a_browser_on_this_machine_is_local(host: str) -> None:
    assert is_local({"Host": host, "Origin": f"http://{host}"})
    assert is_local({"host": host})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": ""},
        {"Host": "192.168.1.5:8501"},
        {"Host": "cameras.example.org"},
        {"Host": "localhost.example.org"},
        {"Host": "localhost@example.org"},
        {"Host": "localhost:8501", "Origin": "https://cameras.example.org"},
        {"Host": "localhost:8501", "Origin": "null"},
        {"Host": "localhost:8501", "X-Forwarded-For": "127.0.0.1"},
        {"Host": "localhost:8501", "x-forwarded-proto": "https"},
        {"Host": "localhost:8501", "Forwarded": "for=127.0.0.1"},
        {"Host": "localhost:8501", "Via": "1.1 proxy"},
        {"Host": "localhost:8501", "X-Real-IP": "127.0.0.1"},
    ],
)
def test_whoever_comes_another_way_is_not(headers: dict[str, str]) -> None:
    assert not is_local(headers)


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of the secrets file; there is none yet."""
    path = tmp_path / "secrets.toml"
    monkeypatch.delenv("OSMATRAC_SIGN_IN", raising=False)
    for name in ("auth", "other"):  # Streamlit writes plain secrets into the environment
        monkeypatch.setenv(name, "")
    real = config.get_option

    def option(name: str) -> object:
        return [str(path)] if name == "secrets.files" else real(name)

    monkeypatch.setattr(config, "get_option", option)
    monkeypatch.setattr(st, "get_option", option)
    monkeypatch.setattr(secrets_singleton, "_secrets", None)
    return path


def test_without_secrets_nobody_signs_in(secrets: Path) -> None:
    assert not sign_in.is_set_up()
    secrets.write_text('other = "thing"\n')
    assert not sign_in.is_set_up()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('[auth]\ncookie_secret = "0123456789abcdef0123456789abcdef"\nclient_id = "x"\n', None),
        ('[auth]\ncookie_secret = "short"\n', "cookie secret"),
        ("[auth]\n", "cookie secret"),
        ('auth = "yes"\n', "no provider"),
        ("[auth\n", "no provider"),
    ],
)
def test_sign_in_that_is_set_up_badly_opens_nothing(
    secrets: Path, content: str, problem: str | None
) -> None:
    secrets.write_text(content)
    assert sign_in.is_set_up()
    if problem is None:
        assert sign_in.problem() is None
        assert sign_in.providers() == [None]
    else:
        assert problem in (sign_in.problem() or "")
        assert sign_in.identity() is None


def test_an_operator_can_demand_sign_in_even_without_secrets(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSMATRAC_SIGN_IN", "required")
    assert not secrets.exists()
    assert sign_in.is_set_up()
    assert "no provider" in (sign_in.problem() or "")
    assert sign_in.identity() is None
