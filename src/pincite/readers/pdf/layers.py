"""Whether a PDF has layers (optional content), which a viewer may show or hide (ISO 32000-1, 8.11)."""

import re
import zlib

SIGN = b"/OCProperties"

OBJECT_STREAM = re.compile(rb"/ObjStm\b[^>]{0,400}>>\s{0,8}stream\r?\n")

MOST_STREAMS, LONGEST = 20_000, 4_000_000
"""Object streams that are searched, and bytes of one."""


def has_layers(content: bytes) -> bool:
    """True for a file whose catalogue names layers, and for one whose objects cannot be searched.

    The catalogue may be in a compressed object stream, which is only searched here, not parsed.
    """
    if SIGN in content or b"/Encrypt" in content or b"OC#" in content:
        return True
    for count, stream in enumerate(OBJECT_STREAM.finditer(content)):
        if count == MOST_STREAMS:
            return True
        try:
            unpacked = zlib.decompressobj().decompress(content[stream.end() : stream.end() + LONGEST], LONGEST)
        except zlib.error:
            return True
        if SIGN in unpacked or len(unpacked) == LONGEST:
            return True
    return False
