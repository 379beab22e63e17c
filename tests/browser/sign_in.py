"""An OpenID provider of its own process, and the way through its form."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.servers import wait_for

__all__ = ["provider", "secrets_file", "sign_in"]


@contextmanager
def provider(port: int, people: Mapping[str, Mapping[str, object]], log: Path) -> Iterator[str]:
    """Run a provider that knows these people by their subject; give its issuer."""
    issuer = f"http://localhost:{port}"
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    command += ["--host", "localhost"]
    for subject, claims in people.items():
        command += ["--user-claims", json.dumps({"sub": subject, **claims})]
    with log.open("wb") as file:
        server = subprocess.Popen(command, stdout=file, stderr=file, env=dict(os.environ))
    try:
        wait_for(f"{issuer}/.well-known/openid-configuration", server, log)
        yield issuer
    finally:
        server.terminate()
        server.wait(timeout=30)


def secrets_file(path: Path, issuer: str) -> Path:
    """Write the secrets of an app that people sign in to."""
    path.write_text(
        "[auth]\n"
        'redirect_uri = "http://localhost:{port}/oauth2callback"\n'
        'cookie_secret = "only for tests, and long enough to be taken"\n'
        'client_id = "osmatrac"\n'
        'client_secret = "only for tests"\n'
        f'server_metadata_url = "{issuer}/.well-known/openid-configuration"\n'
    )
    return path


def sign_in(page: Page, address: str, subject: str) -> None:
    """Go the whole way: the account page, the provider's form, and back."""
    page.goto(f"{address}/account")
    page.get_by_test_id("stMain").get_by_role("button", name="Sign in").click()
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{address}/**")
    page.goto(f"{address}/account")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
