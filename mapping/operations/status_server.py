"""The status server: health and metrics over HTTP, for the operator's own network only.

    GET /healthz   200 where all is fine, else 503; what was found, as JSON
    GET /metrics   Prometheus' text format

It listens on this machine unless told otherwise, and is not for the public: a reverse proxy must
not pass it on.
"""

import json
import logging
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

from mapping.operations.health import Installation
from mapping.operations.metrics import CONTENT_TYPE, metrics_text

__all__ = ["StatusServer"]

_log = logging.getLogger(__name__)


class StatusServer(ThreadingHTTPServer):
    """Answers from a thread for each request; `server_port` tells the port where 0 was asked."""

    daemon_threads = True

    def __init__(self, installation: Installation, *, host: str, port: int) -> None:
        super().__init__((host, port), _Handler)
        self.installation = installation


class _Handler(BaseHTTPRequestHandler):
    server_version = "osmatrac"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        installation = cast("StatusServer", self.server).installation
        if self.path == "/healthz":
            health = installation.examine()
            status = HTTPStatus.OK if health.fine else HTTPStatus.SERVICE_UNAVAILABLE
            self._answer(status, "application/json", json.dumps(health.to_json()).encode())
        elif self.path == "/metrics":
            self._answer(HTTPStatus.OK, CONTENT_TYPE, metrics_text(installation.examine()))
        else:
            self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"Only /healthz and /metrics.\n")

    def _answer(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        """Log nothing of a request but that it came: addresses are not kept."""
        del format, args
        _log.debug("The status was asked for")
