"""The process in which photos are decoded: `python -m detection.decoding_child`.

It is started by `detection.guarded_photo`, which hands it one end of a socket. Each photo comes
in as its length, whether the pixels of the last one are done with, and its bytes; back goes a scan
record without detections, as JSON, and for a photo that was read a byte with the handle of an
anonymous file of its pixels, or without one where it is the last file again. The process ends when
the other end is closed, so none is left behind by an app that was killed.
"""

import json
import math
import mmap
import os
import resource
import socket
import struct
import sys
import tempfile
from dataclasses import replace
from typing import Protocol

import numpy as np

from detection import photo as photos
from detection.exif import Metadata
from detection.photo import Photo, PhotoError
from detection.pixels import Pixels, Room
from detection.record import Problem, ScanRecord

__all__ = ["KEPT_BYTES", "LENGTH", "REQUEST", "SHOWN_AT_ONCE", "receive_exactly", "serve"]

LENGTH = struct.Struct("!Q")
"""How the length of an answer is written on the socket."""

REQUEST = struct.Struct("!Q?")
"""The length of a photo, and whether the pixels of the last one may be written over."""

SHOWN_AT_ONCE = mmap.MAP_SHARED | getattr(mmap, "MAP_POPULATE", 0)
"""All pages of a map in one step, where the system can, not with an interruption for each."""

KEPT_BYTES = 80_000_000
"""Files of pixels up to this size, 26 megapixels, are used again; larger ones would idle too."""

_MAX_OPEN_FILES = 64
_BYTES_PER_PIXEL = 3


class Read(Protocol):
    """`photo.read`, or what stands in for it."""

    def __call__(self, data: bytes, *, room: Room) -> Photo:
        """Decode a photo, where possible into `room`."""
        ...


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
    read: Read = photos.read,
) -> None:
    """Answer until the other end is closed, within limits that the system enforces.

    `max_memory_bytes` bounds the address space of the process, `max_cpu_seconds` the time that
    one photo may take; past it the system ends the process.
    """
    _limit(max_memory_bytes)
    sheet = _Sheet()
    while (head := receive_exactly(channel, REQUEST.size)) is not None:
        size, done_with = REQUEST.unpack(head)
        data = receive_exactly(channel, size)
        if data is None:
            return
        _allow_cpu(max_cpu_seconds)
        sheet.is_free |= done_with
        record = _answer(bytes(data), read, sheet)
        text = json.dumps(record.to_json()).encode()
        channel.sendall(LENGTH.pack(len(text)) + text)
        if record.error is None:
            sheet.send(channel)


class _Sheet:
    """An anonymous file of pixels, mapped into memory; a new one where the last is in use.

    Writing where pages are there already takes a third of the time that new ones take.
    """

    def __init__(self) -> None:
        self._handle: int | None = None
        self._shown: mmap.mmap | None = None
        self._known = False
        self.is_free = True

    def room(self, height: int, width: int) -> Pixels:
        """See pixels.Room."""
        size = height * width * _BYTES_PER_PIXEL
        try:
            shown = self._map(size)
        except OSError as error:
            raise MemoryError from error
        return np.frombuffer(shown, dtype=np.uint8, count=size).reshape(height, width, 3)

    def fill(self, pixels: Pixels) -> None:
        """Copy pixels that lie elsewhere; raises MemoryError."""
        shown = self._shown
        if shown is None or not np.shares_memory(pixels, np.frombuffer(shown, dtype=np.uint8)):
            np.copyto(self.room(*pixels.shape[:2]), pixels)

    def send(self, channel: socket.socket) -> None:
        """Hand the file over, and keep it to be written over if it is not too large."""
        assert self._handle is not None
        assert self._shown is not None
        socket.send_fds(channel, [b"\0"], [] if self._known else [self._handle])
        self._known, self.is_free = True, False
        if len(self._shown) > KEPT_BYTES:
            self._drop()

    def _map(self, size: int) -> mmap.mmap:
        if self._shown is None or not self.is_free or len(self._shown) < size:
            self._drop()
            self._handle = _anonymous_file()
            os.ftruncate(self._handle, size)
            self._shown = mmap.mmap(self._handle, size, flags=SHOWN_AT_ONCE)
            self._known, self.is_free = False, True
        return self._shown

    def _drop(self) -> None:
        self._shown = None  # unmapped with the last array that shows it
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _answer(data: bytes, read: Read, sheet: _Sheet) -> ScanRecord:
    """Give what is known of a photo, with its pixels on the sheet."""
    metadata = Metadata()
    try:
        photo = read(data, room=sheet.room)
        metadata = photo.metadata
        sheet.fill(photo.pixels)
    except PhotoError as error:
        return _record(error.metadata, error=error.problem)
    except (OSError, MemoryError):
        return _record(metadata, error=PhotoError("too_much_memory").problem)
    record = _record(photo.metadata, notes=photo.notes)
    return replace(record, width=photo.width, height=photo.height)


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


def _anonymous_file() -> int:
    """Give the handle of a file that has no name."""
    if sys.platform == "linux":
        handle = os.memfd_create("pixels")
    else:
        with tempfile.TemporaryFile() as file:
            handle = os.dup(file.fileno())
    return handle


if __name__ == "__main__":
    serve(
        socket.socket(fileno=int(sys.argv[1])),
        max_memory_bytes=int(sys.argv[2]),
        max_cpu_seconds=int(sys.argv[3]),
    )
