"""Drops the rights of an administrator for good (Linux capabilities)."""

import ctypes
import os
import sys

SET_NO_NEW_PRIVILEGES, NO_NEW_PRIVILEGES = 38, 39
"""`prctl`: keep programs started from here from gaining rights; and query that."""

DROP_FROM_BOUNDING_SET, SET_SECURE_BITS, AMBIENT, CLEAR_AMBIENT = 24, 28, 47, 4
"""`prctl`: rights that can never be regained, the meaning of root, and rights that started programs keep."""

ROOT_MEANS_NOTHING = 0b1110_1111
"""Being root, or changing the user, gives no rights, and programs keep none. Each of these is locked."""

MOST = 64
"""Most capabilities that a kernel can have: they fill two words of bits."""

VERSION_3 = 0x2008_0522


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("process", ctypes.c_int32))


class _Half(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


_Sets = _Half * 2


def drop_capabilities() -> bool:
    """Drop all administrator rights, now and for anything started later. Returns True when none is left.

    A process that may not empty the bounding set does not need to: without new privileges the set grants nothing.

    Source: the manual pages capabilities(7) and prctl(2).
    """
    if sys.platform != "linux":
        return os.geteuid() != 0
    system = ctypes.CDLL(None, use_errno=True)

    def prctl(option: int, *arguments: int) -> int:
        filled = [*arguments, 0, 0, 0, 0][:4]
        return int(system.prctl(option, *map(ctypes.c_ulong, filled)))

    forbidden = prctl(SET_NO_NEW_PRIVILEGES, 1) == 0 and prctl(NO_NEW_PRIVILEGES) == 1
    prctl(SET_SECURE_BITS, ROOT_MEANS_NOTHING)
    for capability in range(MOST):
        prctl(DROP_FROM_BOUNDING_SET, capability)
    prctl(AMBIENT, CLEAR_AMBIENT)
    header, sets = _Header(VERSION_3, 0), _Sets()
    dropped = system.capset(ctypes.byref(header), ctypes.byref(sets)) == 0
    header, sets = _Header(VERSION_3, 0), _Sets(*(_Half(*(0xFFFF_FFFF,) * 3) for _ in range(2)))
    known = system.capget(ctypes.byref(header), ctypes.byref(sets)) == 0
    left = any(half.effective or half.permitted or half.inheritable for half in sets)
    return forbidden and dropped and known and not left
