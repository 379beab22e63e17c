"""A real nginx with deploy/nginx.conf.template, on loopback, ended by its own process id."""

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NGINX = Path("/usr/sbin/nginx")
TEMPLATE = Path(__file__).resolve().parents[1] / "deploy" / "nginx.conf.template"
_START_SECONDS = 30


@contextmanager
def running_proxy(app: str, folder: Path) -> Iterator[str]:
    """Put nginx in front of the app at `app` (host:port) and give the address to visit."""
    http, https = _free_port(), _free_port()
    _make_certificate(folder)
    (folder / "osmatrac.conf").write_text(
        filled(
            OSMATRAC_HOST="localhost",
            OSMATRAC_APP=app,
            OSMATRAC_CERTIFICATE=str(folder),
            OSMATRAC_MAP_ORIGIN="",
            OSMATRAC_HTTP=f"127.0.0.1:{http}",
            OSMATRAC_HTTPS=str(https),
        )
    )
    (folder / "nginx.conf").write_text(_around(folder))
    files = ["-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    command = [str(NGINX), "-p", str(folder), *files]
    with (folder / "output.log").open("wb") as log:
        server = subprocess.Popen([*command, "-g", "daemon off;"], stdout=log, stderr=log)
    try:
        _wait_for(https, server, folder / "output.log")
        yield f"https://localhost:{https}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def filled(**variables: str) -> str:
    """Fill the template in as envsubst does; all that it names must be given."""
    return re.sub(r"\$\{(OSMATRAC_\w+)\}", lambda found: variables[found[1]], TEMPLATE.read_text())


def _around(folder: Path) -> str:
    """What Debian's /etc/nginx/nginx.conf would be around it."""
    user = "user root;" if os.getuid() == 0 else ""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "\n".join(f"{kind}_temp_path {folder / 'temporary' / kind};" for kind in kinds)
    (folder / "temporary").mkdir()
    return (
        f"{user}\npid {folder}/nginx.pid;\nworker_processes 1;\n"
        "events { worker_connections 512; }\n"
        f"http {{\n{places}\ninclude {folder}/osmatrac.conf;\n}}\n"
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


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
