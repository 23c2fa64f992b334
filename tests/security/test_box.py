"""More that a reader taken over by a file may try: each works in an ordinary process and fails in the box."""

from pathlib import Path

import pytest
from tests.sandbox.test_sandbox_attacks import BOX, needs_filter, outcome, run

pytestmark = pytest.mark.live

CALL = (
    "import ctypes, os; c = ctypes.CDLL(None, use_errno=True)\n"
    "def call(*arguments):\n"
    "    if c.syscall(*arguments) < 0: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))\n"
)
"""Makes a call of the kernel by its number (x86-64); what is refused raises PermissionError."""

ATTACKS = {
    "queue-calls-with-io_uring": CALL + "call(425, 8, ctypes.create_string_buffer(120))",
    "be-traced": CALL + "call(101, 0, 0, 0, 0)",
    "compare-itself-with-pincite": CALL + "call(312, os.getpid(), os.getppid(), 1, 0, 0)",
    "read-the-memory-of-pincite": CALL + "b = ctypes.create_string_buffer(16); call(310, os.getppid(), 0, 0, 0, 0, 0)",
    "split-with-clone": CALL + "n = c.syscall(56, 17, 0, 0, 0, 0)\nif n == 0: c._exit(0)\n"
    "if n < 0: raise OSError(ctypes.get_errno(), '')",
    "split-with-vfork": "import os, ctypes; c = ctypes.CDLL(None, use_errno=True); n = c.vfork()\n"
    "if n == 0: c._exit(0)\nif n < 0: raise OSError(ctypes.get_errno(), '')",
    "handle-page-faults": CALL + "call(323, 1)",
    "read-keys-of-the-kernel": CALL + "call(250, 0, -3, 1)",
    "listen-on-an-abstract-socket": "import socket; socket.socket(1, socket.SOCK_DGRAM).bind('\\0pincite')",
    "talk-to-the-kernels-network": "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "call-the-host-of-a-virtual-machine": "import socket; socket.socket(40, socket.SOCK_STREAM)",
}

ON_FILES = {
    "write-its-own-memory": "open('/proc/self/mem', 'r+b').close()",
    "read-the-environment-of-pincite": "import os; open(f'/proc/{os.getppid()}/environ').read()",
    "read-the-maps-of-pincite": "import os; open(f'/proc/{os.getppid()}/maps').read()",
    "list-processes": "import os; os.listdir('/proc')",
    "read-the-kernels-notes": "open('/sys/kernel/notes', 'rb').read(1)",
    "make-a-pipe-with-a-name": "import os; os.mkfifo('/tmp/pincite-box-pipe')\nos.remove('/tmp/pincite-box-pipe')",
    "list-the-temporary-folder": "import os; os.listdir('/tmp')",
}


@needs_filter
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_the_kernel_refuses_what_reaches_out_of_the_process(attack: str) -> None:
    if outcome("", attack) != "DONE":
        pytest.skip("this machine refuses it to every process")
    assert outcome(BOX, attack) == "REFUSED"


@pytest.mark.parametrize("attack", ON_FILES.values(), ids=ON_FILES)
def test_what_is_no_part_of_python_cannot_be_opened(attack: str) -> None:
    if outcome("", attack) != "DONE":
        pytest.skip("this machine refuses it to every process")
    assert outcome(BOX, attack) == "REFUSED"


@needs_filter
def test_a_program_in_memory_is_not_started() -> None:
    """A copy of a program in a file without a name, which no rule about paths covers."""
    started = "fd = os.memfd_create('x'); os.write(fd, content); os.execve(fd, ['x'], {})"
    free, boxed = (
        run(
            f"import os\ncontent = open('/bin/true', 'rb').read()\n{box}\n"
            f"try: {started}\nexcept OSError: print('REFUSED')"
        )
        for box in ("", BOX)
    )
    assert (free.returncode, free.stdout) == (0, "")
    assert boxed.stdout == "REFUSED\n"


@needs_filter
def test_processes_do_not_multiply() -> None:
    bomb = "import os\nmade = 0\nfor _ in range(200):\n    try:\n        os.fork() or os._exit(0)\n        made += 1\n"
    ended = run(f"{BOX}\n{bomb}    except PermissionError: pass\nprint(made)")
    assert ended.stdout == "0\n"


def test_memory_has_an_end() -> None:
    grab = "try:\n    x = bytearray(3_000_000_000)\nexcept MemoryError: print('REFUSED')"
    assert run(f"{BOX}\n{grab}").stdout == "REFUSED\n"
    raised = "import resource\ntry: resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)\n"
    ended = run(f"{BOX}\n{raised}except ValueError: print('REFUSED')\n{grab}")
    assert ended.stdout == "REFUSED\nREFUSED\n"


HELD = """
import asyncio, os
os.environ["MODEL_KEY"] = "sk-proj-q7Zt1XvB93LmNcD8KpWyRs5A"
secret = os.open({secret!r}, os.O_RDONLY)
os.set_inheritable(secret, True)
from pincite.sandbox.reader import FileReader
import psutil

async def steps():
    async with FileReader() as reader:
        print((await reader.read(b"Lease", "lease.txt", place="here")).text)
        for child in psutil.Process().children(recursive=True):
            files = sorted(file.path for file in child.open_files() if "/share/fonts/" not in file.path)
            print(files, "MODEL_KEY" in child.environ())

asyncio.run(steps())
"""


@pytest.mark.live
def test_a_reader_inherits_no_open_file_and_no_environment(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("privileged", encoding="utf-8")
    ended = run(HELD.format(secret=str(secret)))
    lines = ended.stdout.splitlines()
    assert lines[0] == "Lease", ended.stderr
    assert len(lines) == 3  # what reading processes are copies of, and one copy
    assert all(line == "[] False" for line in lines[1:])
