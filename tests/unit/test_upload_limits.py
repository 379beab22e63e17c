"""What the server lets through and what the reader takes are the same."""

import tomllib
from pathlib import Path

from detection import photo
from mapping.storage.allowance import MEGABYTE, Limits

CONFIG = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"


def test_the_server_takes_files_as_large_as_photos_may_be() -> None:
    server = tomllib.loads(CONFIG.read_text("utf-8"))["server"]
    assert server["maxUploadSize"] * MEGABYTE == photo.MAX_BYTES


def test_no_page_waits_for_the_garbage_of_another() -> None:
    """Collecting all of it after each run of a page kept 25 sessions waiting for 20 seconds."""
    runner = tomllib.loads(CONFIG.read_text("utf-8"))["runner"]
    assert runner["postScriptGC"] is False


def test_a_session_may_send_at_least_some_of_the_largest_photos() -> None:
    limits = Limits()
    assert limits.bytes_per_minute >= 10 * photo.MAX_BYTES
    assert limits.bytes_per_receipt >= limits.bytes_per_minute
    assert limits.photos_per_receipt >= limits.photos_per_minute
