"""The process in which photos are decoded: `python -m detection.decoding_child`.

It is started by `detection.guarded_photo`, which hands it one end of a socket. Each photo comes
in as its length and its bytes; back goes a scan record without detections, as JSON, and for a
photo that was read the handle of an anonymous file with its pixels. The process ends when the
other end is closed, so none is left behind by an app that was killed.
"""

import json
import math
import os
import resource
import socket
import struct
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from detection import photo as photos
from detection.exif import Metadata
from detection.photo import Photo, PhotoError, Pixels
from detection.record import Problem, ScanRecord

__all__ = ["LENGTH", "receive_exactly", "serve"]

LENGTH = struct.Struct("!Q")
"""How lengths are written on the socket."""

_MAX_OPEN_FILES = 64
_BYTES_PER_PIXEL = 3


def receive_exactly(channel: socket.socket, size: int) -> bytearray | None:
    """Read `size` bytes; None where the other end closed before."""
    data = bytearray(size)
    view, at = memoryview(data), 0
    while at < size:
        count = channel.recv_into(view[at:])
        if count == 0:
            return None
        at += count
    return data


def serve(
    channel: socket.socket,
    *,
    max_memory_bytes: int,
    max_cpu_seconds: int,
    read: Callable[[bytes], Photo] = photos.read,
) -> None:
    """Answer until the other end is closed, within limits that the system enforces.

    `max_memory_bytes` bounds the address space of the process, `max_cpu_seconds` the time that
    one photo may take; past it the system ends the process.
    """
    _limit(max_memory_bytes)
    while (head := receive_exactly(channel, LENGTH.size)) is not None:
        data = receive_exactly(channel, LENGTH.unpack(head)[0])
        if data is None:
            return
        _allow_cpu(max_cpu_seconds)
        record, handle = _answer(bytes(data), read)
        text = json.dumps(record.to_json()).encode()
        channel.sendall(LENGTH.pack(len(text)) + text)
        if handle is not None:
            socket.send_fds(channel, [b"\0"], [handle])
            os.close(handle)


def _answer(data: bytes, read: Callable[[bytes], Photo]) -> tuple[ScanRecord, int | None]:
    """Give what is known of a photo, and the handle of the file of its pixels."""
    metadata = Metadata()
    try:
        photo = read(data)
        metadata = photo.metadata
        handle = _anonymous_file(photo.pixels)
    except PhotoError as error:
        return _record(error.metadata, error=error.problem), None
    except (OSError, MemoryError):
        return _record(metadata, error=PhotoError("too_much_memory").problem), None
    record = _record(photo.metadata, notes=photo.notes)
    return replace(record, width=photo.width, height=photo.height), handle


def _record(
    metadata: Metadata, *, error: Problem | None = None, notes: tuple[Problem, ...] = ()
) -> ScanRecord:
    return ScanRecord(
        photo="sent by handle",
        sha256=None,
        taken_at=metadata.taken_at,
        location=metadata.location,
        location_problem=metadata.location_problem,
        error=error,
        notes=notes,
    )


def _limit(max_memory_bytes: int) -> None:
    """Bound what the process may take. A file of pixels counts as a file."""
    max_file_bytes = photos.MAX_MEGAPIXELS * 1_000_000 * _BYTES_PER_PIXEL
    for kind, most in (
        (resource.RLIMIT_AS, max_memory_bytes),
        (resource.RLIMIT_FSIZE, max_file_bytes),
        (resource.RLIMIT_NOFILE, _MAX_OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        capped = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (capped, capped))


def _allow_cpu(seconds: int) -> None:
    """Allow so much more processor time from now on; the limit counts from the start."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = math.ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def _anonymous_file(pixels: Pixels) -> int:
    """Give the handle of a file that has no name and holds the pixels, row by row."""
    if sys.platform == "linux":
        handle = os.memfd_create("pixels")
    else:
        with tempfile.TemporaryFile() as file:
            handle = os.dup(file.fileno())
    remaining = np.ascontiguousarray(pixels).data.cast("B")
    while remaining:  # writing takes half of the time of a map, each page of which is a fault
        remaining = remaining[os.write(handle, remaining) :]
    return handle


if __name__ == "__main__":
    serve(
        socket.socket(fileno=int(sys.argv[1])),
        max_memory_bytes=int(sys.argv[2]),
        max_cpu_seconds=int(sys.argv[3]),
    )
