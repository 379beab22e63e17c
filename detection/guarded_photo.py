"""Reading strangers' photos: `detection.photo.read` in a process that may crash, hang or swell.

    with GuardedReader() as reader:
        photo = reader.read(data)       # the same Photo, the same PhotoError

Image libraries are written in C and meet crafted files here. What ends, stops or bloats the
child is told as a problem of the photo, and the next photo gets a new child. See
docs/decisions/guarded-decoding.md for why this is no process pool of a library.
"""

import json
import logging
import mmap
import os
import signal
import socket
import subprocess
import sys
import threading
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from detection import photo as photos
from detection.decoding_child import KEPT_BYTES, LENGTH, REQUEST, SHOWN_AT_ONCE, receive_exactly
from detection.exif import Metadata
from detection.photo import Photo, PhotoError, Pixels
from detection.record import ScanRecord

__all__ = ["GuardedReader", "ReadLimits"]

_ROOT = Path(__file__).resolve().parent.parent
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "SYSTEMROOT")
"""No address of a database, no key of an operator belongs into that process."""

_FROM_OUTSIDE = (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT)
"""How a child ends that somebody else stopped, or the system for want of memory."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadLimits:
    """What one photo may take.

    `max_seconds` counts waiting for a processor too; a 12-megapixel photo takes less than a
    tenth of a second. `max_memory_bytes` is the address space of a child; the largest photo
    allowed, with transparency, takes four fifths of it.
    """

    max_seconds: float = 90.0
    max_cpu_seconds: int = 20
    max_memory_bytes: int = 3 * 1024**3


class GuardedReader:
    """Reads photos in `processes` children, started when they are first needed.

    Safe to share between threads; more threads than children wait for one another. With
    `remember`, the photo read last is given again without decoding, for those who scan, draw
    and hash one photo after the other.
    """

    def __init__(
        self,
        *,
        processes: int = 1,
        limits: ReadLimits | None = None,
        remember: bool = False,
        module: str = "detection.decoding_child",
    ) -> None:
        self._limits = limits or ReadLimits()
        self._command = [
            *(sys.executable, "-m", module),
            "{handle}",
            str(self._limits.max_memory_bytes),
            str(self._limits.max_cpu_seconds),
        ]
        self._remember = remember
        self._last: tuple[bytes, Photo] | None = None
        self._processes = processes
        self._idle: list[_Child | None] = [None] * processes
        self._changed = threading.Condition()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, data: bytes) -> Photo:
        """Decode a photo as `detection.photo.read` does; raises PhotoError, and no more.

        Beside the codes of that function there are `too_slow`, `too_much_memory` and
        `cannot_open` for what a child did not survive. OSError where no child can be started.
        """
        last = self._last
        if last is not None and last[0] == data:
            return last[1]
        self._last = None  # so that its pixels may be written over
        photo = self._read(data)
        self._last = (data, photo) if self._remember else None
        return photo

    def _read(self, data: bytes) -> Photo:
        photos.kind(data)  # most of what is no photo needs no child
        child = self._take()
        try:
            for _ in range(2):  # who is ended from outside gets a second chance
                if child is None or not child.lives:
                    child = _Child(self._command)
                answer = child.ask(data, self._limits.max_seconds)
                if isinstance(answer, Photo):
                    return answer
                _log.warning("A decoding process ended with status %d", answer)
                if answer not in _FROM_OUTSIDE:
                    break
        except TimeoutError:
            raise PhotoError("too_slow") from None
        finally:
            self._put(child if child is not None and child.lives else None)
        raise PhotoError("too_slow" if answer == -signal.SIGXCPU else "cannot_open")

    def close(self) -> None:
        """End the children, each after the photo that it is at."""
        for _ in range(self._processes):
            child = self._take()
            if child is not None:
                child.end()
        for _ in range(self._processes):
            self._put(None)

    def _take(self) -> "_Child | None":
        """Wait for an idle child, at best one that can write where its last photo was."""
        with self._changed:
            self._changed.wait_for(lambda: self._idle)
            child = max(self._idle, key=lambda one: -1 if one is None else one.is_done_with)
            self._idle.remove(child)
            return child

    def _put(self, child: "_Child | None") -> None:
        with self._changed:
            self._idle.append(child)
            self._changed.notify()


class _Child:
    """One process and our end of the socket to it."""

    def __init__(self, command: list[str]) -> None:
        self._channel, theirs = socket.socketpair()
        with theirs:
            handle = theirs.fileno()
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [part.format(handle=handle) for part in command],
                cwd=_ROOT,
                env=_environment(),
                pass_fds=(handle,),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self.lives = True
        self._sheet: mmap.mmap | None = None
        self._shown: weakref.ref[Pixels] | None = None

    @property
    def is_done_with(self) -> bool:
        """Whether no array shows the pixels of the last photo any more."""
        return self._shown is None or self._shown() is None

    def ask(self, data: bytes, max_seconds: float) -> Photo | int:
        """Give the photo, or the status that the process ended with.

        Raises PhotoError, and TimeoutError after `max_seconds`; the process is gone then.
        """
        try:
            self._channel.settimeout(max_seconds)
            self._channel.sendall(REQUEST.pack(len(data), self.is_done_with))
            self._channel.sendall(data)
            head = receive_exactly(self._channel, LENGTH.size)
            text = head and receive_exactly(self._channel, LENGTH.unpack(head)[0])
            if text:
                return self._photo(ScanRecord.from_json(json.loads(text)))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it ended meanwhile; its status says how
        except (TimeoutError, ValueError):
            self.end()
            raise
        self.lives = False
        self._channel.close()
        return self._process.wait()

    def end(self) -> None:
        """End the process at once."""
        self.lives = False
        self._channel.close()
        self._process.kill()
        self._process.wait()

    def _photo(self, record: ScanRecord) -> Photo:
        metadata = Metadata(
            location=record.location,
            location_problem=record.location_problem,
            taken_at=record.taken_at,
        )
        if record.error:
            raise PhotoError(record.error.code, metadata)
        assert record.width is not None
        assert record.height is not None
        pixels = self._pixels(record.height, record.width)
        return Photo(pixels=pixels, metadata=metadata, notes=record.notes)

    def _pixels(self, height: int, width: int) -> Pixels:
        """Show the file of pixels, which the child leaves alone while an array shows it."""
        size = height * width * 3
        _, handles, _, _ = socket.recv_fds(self._channel, 1, 1)
        if handles:
            try:
                self._sheet = mmap.mmap(handles[0], size, flags=SHOWN_AT_ONCE, prot=mmap.PROT_READ)
            finally:
                os.close(handles[0])
        if self._sheet is None or len(self._sheet) < size:
            raise ConnectionResetError
        shown = np.frombuffer(self._sheet, dtype=np.uint8, count=size)
        self._shown = weakref.ref(shown)  # each view of it keeps it
        if len(self._sheet) > KEPT_BYTES:
            self._sheet = None
        return shown.reshape(height, width, 3)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    # Threads of the linear algebra library would take address space and bring nothing here.
    # What a photo took is taken again for the next one, up to a size, not given back meanwhile.
    memory = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(KEPT_BYTES)}
    return kept | memory | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
