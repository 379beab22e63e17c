"""A real nginx with deploy/nginx.conf.template, on loopback, ended by its own process id."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import free_port

NGINX = Path("/usr/sbin/nginx")
DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
TEMPLATE, START = DEPLOY / "nginx.conf.template", DEPLOY / "start-proxy"
_START_SECONDS = 30
_AS_IF_LOCAL = {
    "proxy_set_header X-Forwarded-Proto $scheme;": "",
    "rate=10r/s": "rate=1r/s",
    "burst=200": "burst=20",
}


@contextmanager
def running_proxy(app: str, folder: Path, *, as_if_local: bool = False) -> Iterator[str]:
    """Put nginx in front of the app at `app` (host:port) and give the address to visit.

    With `as_if_local` the app is not told that a proxy passes requests on, and so takes visitors
    for whoever sits at the machine: for tests of pages that need a role. Uploads are limited
    ten times as tightly there, so that a test reaches the limit on a slow machine too.
    """
    http, https = free_port(), free_port()
    _make_certificate(folder)
    _make_nginx_folder(folder)
    template = TEMPLATE.read_text()
    if as_if_local:
        for given, instead in _AS_IF_LOCAL.items():
            assert given in template
            template = template.replace(given, instead)
    (folder / "osmatrac.conf.template").write_text(template)
    environment = {
        **os.environ,
        "NGINX_FOLDER": str(folder),
        "OSMATRAC_HOST": "localhost",
        "OSMATRAC_APP": app,
        "OSMATRAC_CERTIFICATE": str(folder),
        "OSMATRAC_HTTP": f"127.0.0.1:{http}",
        "OSMATRAC_HTTPS": str(https),
    }
    with (folder / "output.log").open("wb") as log:
        server = subprocess.Popen([START], env=environment, stdout=log, stderr=log)
    try:
        _wait_for(https, server, folder / "output.log")
        yield f"https://localhost:{https}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _make_nginx_folder(folder: Path) -> None:
    """What Debian's /etc/nginx would be around it."""
    user = "user root;" if os.getuid() == 0 else ""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "\n".join(f"{kind}_temp_path {folder / 'temporary' / kind};" for kind in kinds)
    (folder / "temporary").mkdir()
    (folder / "conf.d").mkdir()
    (folder / "nginx.conf").write_text(
        f"{user}\npid {folder}/nginx.pid;\nworker_processes 1;\n"
        "events { worker_connections 512; }\n"
        f"http {{\n{places}\ninclude {folder}/conf.d/*.conf;\n}}\n"
    )


def _make_certificate(folder: Path) -> None:
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", *key, *name, *files], check=True, capture_output=True
    )


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            assert server.poll() is None, f"nginx ended: {log.read_text()}"
            assert time.monotonic() < deadline, f"nginx did not start: {log.read_text()}"
            time.sleep(0.05)
        else:
            return
