"""A decoding process that does as the photo tells it: crash, hang, swell, or raise."""

import ctypes
import os
import re
import signal
import socket
import sys
import time
from pathlib import Path

from detection import photo as photos
from detection.decoding_child import serve
from detection.photo import Photo
from detection.pixels import Room


def order(word: str, photo: bytes) -> bytes:
    """A photo with an order to this process behind its end, where readers do not look."""
    return photo + f"<order {word}>".encode()


def read(data: bytes, *, room: Room) -> Photo:
    found = re.search(rb"<order (.+)>$", data)
    word, _, value = (found[1].decode() if found else "").partition(" ")
    if word == "crash":
        ctypes.string_at(0)
    elif word == "abort":
        os.abort()
    elif word == "sleep":
        time.sleep(60)
    elif word == "loop":
        while True:
            pass
    elif word == "swell":
        bytearray(10 * 1024**3)
    elif word == "raise":
        raise KeyError("nobody declared this")
    elif word == "die-once" and not Path(value).exists():
        Path(value).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    return photos.read(data, room=room)


if __name__ == "__main__":
    handle, memory, cpu = map(int, sys.argv[1:])
    serve(socket.socket(fileno=handle), max_memory_bytes=memory, max_cpu_seconds=cpu, read=read)
