"""What a reader that a file has taken over can do: each attack works in an ordinary process, and fails in the box."""

import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from pincite.sandbox.box import Protections
from pincite.sandbox.landlock import landlock_version

pytestmark = pytest.mark.live

BOX = (
    "import ctypes, fcntl, os, resource, socket, struct, subprocess, threading\n"
    "from pincite.sandbox.worker import restrict; restrict(1_000_000_000)"
)
"""Loads what the attacks use, as the reading process loads what readers use: in the box nothing is loaded any more."""

ATTACKS = {
    "call-the-network": "import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
    "send-a-datagram": "import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
    "call-a-local-service": "import socket; socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)",
    "multiply": "import os; os.fork() or os._exit(0)",
    "start-a-program": "import subprocess; subprocess.run(['/bin/true'], check=True)",
    "become-a-program": "import os; os.execv('/bin/echo', ['/bin/echo', 'DONE'])",
    "signal-another-process": "import os; os.kill(os.getppid(), 0)",
    "lower-limits-of-another": (
        "import os, resource; resource.prlimit(os.getppid(), resource.RLIMIT_CORE, "
        "resource.prlimit(os.getppid(), resource.RLIMIT_CORE))"
    ),
    "leave-memory-behind": (
        "import ctypes; c = ctypes.CDLL(None, use_errno=True); s = c.shmget(0, 4096, 0o600)\n"
        "if s < 0: raise PermissionError(ctypes.get_errno(), 'shmget')\n"
        "c.shmctl(s, 0, None)"
    ),
    "reach-for-memory-of-others": (
        "import ctypes; c = ctypes.CDLL(None, use_errno=True); c.shmat(1 << 30, None, 0)\n"
        "if ctypes.get_errno() == 1: raise PermissionError(1, 'shmat')"
    ),
    "reach-for-messages-of-others": (
        "import ctypes; c = ctypes.CDLL(None, use_errno=True); c.msgrcv(1 << 30, None, 0, 0, 0o4000)\n"
        "if ctypes.get_errno() == 1: raise PermissionError(1, 'msgrcv')"
    ),
    "take-hold-of-another-process": ("import os; os.close(os.pidfd_open(os.getppid()))"),
    "have-the-kernel-signal-another": ("import fcntl, os; fcntl.fcntl(os.pipe()[0], 8, os.getppid())"),
    "have-a-socket-signal-another": (
        "import fcntl, os, socket, struct; fcntl.ioctl(socket.socketpair()[0], 0x8901, struct.pack('i', os.getppid()))"
    ),
    "choose-the-signal": "import fcntl, os; fcntl.fcntl(os.pipe()[0], 10, 9)",
    "enter-a-namespace": (
        "import ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
        "if c.unshare(0x10000000): raise PermissionError(ctypes.get_errno(), 'unshare')"
    ),
}
"""Attacks that the kernel's filter of calls stops."""

ON_WHAT_FILES_ARE = {
    "open-a-file-to-all": "import os; os.chmod({secret!r}, 0o666)",
    "give-a-file-away": "import os; os.chown({secret!r}, os.getuid(), os.getgid())",
    "change-when-it-was-written": "import os; os.utime({secret!r}, (0, 0))",
    "write-a-note-on-it": (
        "import os\n"
        "try: os.setxattr({secret!r}, 'user.note', b'x')\n"
        "except OSError as error:\n"
        "    if error.errno != 95: raise"
    ),
    "watch-a-folder": (
        "import ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
        "if c.inotify_init1(0) < 0: raise PermissionError(ctypes.get_errno(), 'inotify')"
    ),
    "make-it-immutable": (
        "import ctypes, struct; c = ctypes.CDLL(None, use_errno=True)\n"
        "got = ctypes.create_string_buffer(24)\n"
        "if c.syscall(468, -100, {secret!r}.encode(), got, ctypes.c_size_t(24), 0) < 0:\n"
        "    raise PermissionError(38, 'this kernel has no file_getattr') if ctypes.get_errno() == 38 else OSError()\n"
        "if c.syscall(469, -100, {secret!r}.encode(), got, ctypes.c_size_t(24), 0) < 0:\n"
        "    raise PermissionError(ctypes.get_errno(), 'file_setattr')"
    ),
    "slow-another-process-down": "import os; os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
    **{
        f"ask-{call}-about-another-process": (
            f"import os\ntry: os.{call}(os.getppid())\n"
            "except OSError as error: raise PermissionError(error.errno, 'asked') from error"
        )
        for call in ("sched_getaffinity", "sched_getscheduler", "sched_getparam")
    },
    "keep-another-process-to-one-core": "import os; os.sched_setaffinity(os.getppid(), os.sched_getaffinity(0))",
}
"""Attacks on what files and processes are, which Landlock does not stop and the filter of calls does."""

ON_FILES = {
    "read-an-account-file": "open('/etc/passwd').read()",
    "read-a-document": "open({secret!r}).read()",
    "list-a-folder": "import os; os.listdir({folder!r})",
    "read-an-environment": "import os; open(f'/proc/{{os.getppid()}}/environ').read()",
    "make-a-file": "open({folder!r} + '/stolen', 'w').close()",
    "empty-a-file": "open({secret!r}, 'r+').truncate(0)",
    "remove-a-file": "import os; os.remove({secret!r})",
    "make-a-link": "import os; os.symlink('/etc/passwd', {folder!r} + '/link')",
}
"""Attacks on the file system, which Landlock stops."""


PROBING = {
    "ask-about-a-file": "os.stat({path!r})",
    "ask-about-a-link": "os.lstat({path!r})",
    "ask-about-it-from-a-folder": "os.stat({path!r}, dir_fd=0)",
    "take-hold-without-reading": "os.open({path!r}, os.O_PATH)",
    "open-it-only-to-hear-why-not": "os.open({path!r}, os.O_RDONLY)",
    "follow-a-link": "os.readlink({path!r})",
    "go-there": "os.chdir({path!r})",
    "ask-about-its-disk": "os.statvfs({path!r})",
    "read-a-note-on-it": "os.getxattr({path!r}, 'user.note')",
    "list-notes-on-it": "os.listxattr({path!r})",
    "list-it": "os.listdir({path!r})",
    "cut-it": "os.truncate({path!r}, 0)",
    "link-to-it": "os.link({path!r}, {path!r} + '.link')",
    "move-it": "os.rename({path!r}, {path!r} + '.moved')",
    "run-it": "os.execv({path!r}, ['x'])",
    "make-a-folder-there": "os.mkdir({path!r})",
    "ask-who-may": "if ctypes.CDLL(None, use_errno=True).access({path!r}.encode(), 0):\n"
    "    raise OSError(ctypes.get_errno(), '')",
    "connect-to-it": "socket.socket(socket.AF_UNIX).connect({path!r})",
}
"""Ways to learn whether something of a name exists, where it cannot be opened."""


OLD_KERNEL = """
import ctypes, struct
steps = ((0x20, 0, 0, 0), (0x35, 0, 2, 444), (0x25, 1, 0, 446), (0x06, 0, 0, 0x50000 | 38), (0x06, 0, 0, 0x7FFF0000))
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
program = ctypes.create_string_buffer(struct.pack("H6xQ", len(steps), ctypes.addressof(code)))
kernel = ctypes.CDLL(None)
assert kernel.prctl(38, *map(ctypes.c_ulong, (1, 0, 0, 0))) == 0
assert kernel.prctl(22, ctypes.c_ulong(2), program) == 0
from pincite.sandbox.landlock import landlock_version
assert landlock_version() == 0
"""
"""Makes the calls of Landlock (444 to 446) unknown to the kernel, as they are before Linux 5.13."""

READING = """
import asyncio
from pincite.sandbox.reader import FileReader

async def steps():
    async with FileReader() as reader:
        print((await reader.read({content}, {name!r})).text)

asyncio.run(steps())
"""


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "secret.txt").write_text("privileged", encoding="utf-8")
    return {"secret": str(tmp_path / "secret.txt"), "folder": str(tmp_path)}


def outcome(box: str, attack: str) -> str:
    program = f"{box}\ntry:\n{_indented(attack)}\nexcept PermissionError: print('REFUSED')\nelse: print('DONE')"
    ended = run(program)
    return ended.stdout.strip() or ended.stderr


def _indented(lines: str) -> str:
    return "\n".join(f"    {line}" for line in lines.splitlines())


def filters_calls() -> bool:
    """True where the kernel lets a process give calls away."""
    program = "from pincite.sandbox.seccomp import refuse; print(refuse('all'))"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).stdout == b"True\n"


needs_filter = pytest.mark.skipif(not filters_calls(), reason="this kernel cannot refuse a process calls (seccomp)")


@needs_filter
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_the_reader_may_not_reach_beyond_itself(attack: str) -> None:
    if outcome("", attack) != "DONE":
        pytest.skip("this machine refuses it to every process")
    assert outcome(BOX, attack) == "REFUSED"


@needs_filter
@pytest.mark.parametrize("attack", ON_WHAT_FILES_ARE.values(), ids=ON_WHAT_FILES_ARE)
def test_the_reader_may_not_change_what_files_and_processes_are(attack: str, place: dict[str, str]) -> None:
    secret = Path(place["secret"])
    before = secret.stat()
    assert outcome(BOX, attack.format(**place)) == "REFUSED"
    assert (secret.stat().st_mode, secret.stat().st_mtime) == (before.st_mode, before.st_mtime)
    if "getppid" not in attack and "syscall" not in attack:  # outside the box it works, or the file system has no notes
        assert outcome("", attack.format(**place)) == "DONE"


@pytest.mark.parametrize("attack", ON_FILES.values(), ids=ON_FILES)
def test_the_reader_may_not_touch_files(attack: str, place: dict[str, str]) -> None:
    if not landlock_version():
        pytest.skip("this kernel cannot take the file system from a process (Landlock)")
    assert outcome(BOX, attack.format(**place)) == "REFUSED"
    assert Path(place["secret"]).read_text(encoding="utf-8") == "privileged"
    assert outcome("", attack.format(**place)) == "DONE"


@needs_filter
@pytest.mark.parametrize("attack", PROBING.values(), ids=PROBING)
def test_the_reader_cannot_tell_what_exists(attack: str, place: dict[str, str]) -> None:
    there, missing = (
        run(f"{BOX}\ntry:\n{_indented(attack.format(path=path))}\nexcept OSError as error: print(error.errno)")
        for path in (place["secret"], place["folder"] + "/nothing")
    )
    assert (there.stdout, missing.stdout) == ("1\n", "1\n"), there.stderr


EVERY_CALL = """
from pincite.sandbox.seccomp import LOOKED_INTO
from pincite.sandbox.system_calls import ALLOWED, NUMBERS
names = NUMBERS[machine]
left = set(ALLOWED[machine].values()) | {names[name] for name in LOOKED_INTO}
kernel = ctypes.CDLL(None, use_errno=True)
answers = {}
breakpoints = {335, 336} if machine == "x86_64" else set()  # the kernel's own, which it never filters
for number in range(700):
    if number not in left | breakpoints:
        ctypes.set_errno(0)
        given = kernel.syscall(ctypes.c_long(number), *[ctypes.c_long(0)] * 6)
        answers[number] = ctypes.get_errno() if given == -1 else 0
refused = {number for number, answer in answers.items() if answer in (1, 38)}
print(sorted(answers.keys() - refused), sorted(name for name, n in names.items() if answers.get(n, 1) != 1))
"""


@needs_filter
def test_every_call_that_is_not_on_the_list_is_refused() -> None:
    before = "machine = os.uname().machine\nfrom pincite.sandbox import seccomp"
    prepared = BOX.replace("\nfrom", f"\n{before}\nfrom")
    ended = run(f"{prepared}{EVERY_CALL}")
    assert ended.stdout == "[] []\n", ended.stderr


NAMING = {
    "python": "os.uname()",
    "the-name-alone": "socket.gethostname()",
    "the-c-library": "if ctypes.CDLL(None, use_errno=True).gethostname(ctypes.create_string_buffer(65), 65):\n"
    "    raise PermissionError(ctypes.get_errno(), 'gethostname')",
    "the-domain": "if ctypes.CDLL(None, use_errno=True).getdomainname(ctypes.create_string_buffer(65), 65):\n"
    "    raise PermissionError(ctypes.get_errno(), 'getdomainname')",
    "the-kernel": "if ctypes.CDLL(None, use_errno=True).syscall(uname, ctypes.create_string_buffer(390)):\n"
    "    raise PermissionError(ctypes.get_errno(), 'uname')",
    "the-files-of-the-kernel": "open('/proc/sys/kernel/hostname').read()",
}
"""Ways to learn the name of the machine."""


@needs_filter
@pytest.mark.parametrize("attack", NAMING.values(), ids=NAMING)
def test_the_reader_cannot_tell_which_machine_it_runs_on(attack: str) -> None:
    if "open(" in attack and not landlock_version():
        pytest.skip("this kernel cannot take the file system from a process (Landlock)")
    number = f"uname = {63 if os.uname().machine == 'x86_64' else 160}\n"
    assert outcome(f"{number}{BOX}", attack) == "REFUSED"
    assert outcome(f"{number}{BOX.partition(chr(10))[0]}", attack) == "DONE"


@needs_filter
def test_a_library_that_asks_which_system_this_is_hears_no_more() -> None:
    ended = run(f"import platform; platform.uname()\n{BOX}\nprint([*platform.uname()][:5])")
    assert ended.stdout == f"{[platform.system(), '', '', '', platform.machine()]}\n", ended.stderr


POWERS = """
import socket
from pincite.sandbox.capabilities import drop_capabilities
print(drop_capabilities())
told = ("CapI", "CapP", "CapE", "CapA", "NoNew")
print(*(line for line in open("/proc/self/status") if line.startswith(told)), sep="")
try: socket.sethostname(socket.gethostname())
except PermissionError: print("REFUSED")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has capabilities")
def test_no_right_of_an_administrator_is_left() -> None:
    ended = run(POWERS)
    given, *sets, refused = ended.stdout.split("\n")[:-1]
    assert (given, refused) == ("True", "REFUSED"), ended.stderr
    assert [line.split() for line in sets if line] == [
        ["CapInh:", "0000000000000000"],
        ["CapPrm:", "0000000000000000"],
        ["CapEff:", "0000000000000000"],
        ["CapAmb:", "0000000000000000"],
        ["NoNewPrivs:", "1"],
    ]


REFUSING = """
import ctypes, struct
seccomp = {seccomp}
steps = (
    (0x20, 0, 0, 0), (0x15, 8, 0, 317 if seccomp else 126), (0x15, 4, 0, 157 if seccomp else 999),
    (0x35, 0, 2, 444 if seccomp else 999), (0x25, 1, 0, 446), (0x06, 0, 0, 0x50000 | 38), (0x06, 0, 0, 0x7FFF0000),
    (0x20, 0, 0, 16), (0x15, 1, 0, 22), (0x06, 0, 0, 0x7FFF0000), (0x06, 0, 0, 0x50000 | 1),
)
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
program = ctypes.create_string_buffer(struct.pack("H6xQ", len(steps), ctypes.addressof(code)))
kernel = ctypes.CDLL(None)
assert kernel.prctl(38, *map(ctypes.c_ulong, (1, 0, 0, 0))) == 0
assert kernel.prctl(22, ctypes.c_ulong(2), program) == 0
"""
"""Makes a kernel (x86-64) that offers neither Landlock nor seccomp; or one that takes no capabilities."""

on_intel = pytest.mark.skipif(os.uname().machine != "x86_64", reason="the filter has the numbers of calls of x86-64")


@needs_filter
@on_intel
def test_without_a_box_no_file_is_read_unless_the_account_says_so() -> None:
    program = f"{REFUSING.format(seccomp=True)}\n{READING.format(content=b'Lease', name='lease.txt')}"
    refused, read = run(program), run(program, PINCITE_READ_WITHOUT_BOX="1")
    assert refused.stdout == ""
    assert refused.stderr.splitlines()[-1] == (
        "pincite.errors.ReadingRefused: no file was read: this system offers no box for reading files from outside "
        "(neither Landlock nor seccomp is available); where you trust every file, set PINCITE_READ_WITHOUT_BOX=1 in "
        "the environment of your account"
    )
    assert read.stdout == "Lease\n", read.stderr


@needs_filter
@on_intel
def test_where_rights_cannot_be_given_away_no_file_is_read() -> None:
    if os.geteuid() != 0:
        pytest.skip("only an administrator has rights to give away")
    refused = run(f"{REFUSING.format(seccomp=False)}\n{READING.format(content=b'Lease', name='lease.txt')}")
    assert refused.stdout == ""
    assert "administrator rights cannot be dropped; run pincite as an ordinary user" in refused.stderr


@pytest.mark.parametrize("files", [False, True])
@pytest.mark.parametrize("calls", [False, True])
@pytest.mark.parametrize("powers", [False, True])
def test_what_holds_is_said(files: bool, calls: bool, powers: bool) -> None:
    box = Protections(files=files, calls=calls, powers=powers)
    assert box.is_shut == (powers and (files or calls))
    assert ("not taken from it" in box.sentence) == (not (files and calls and powers))


@needs_filter
def test_a_kernel_without_landlock_still_makes_no_file(tmp_path: Path) -> None:
    program = f"""{OLD_KERNEL}
{BOX}
with open({str(tmp_path / "x")!r}, "wb", buffering=0) as file:
    file.write(b"stolen")
"""
    ended = run(program)
    assert "PermissionError" in ended.stderr
    assert not (tmp_path / "x").exists()


@needs_filter
def test_files_are_read_on_a_kernel_without_landlock() -> None:
    ended = run(f"{OLD_KERNEL}\n{READING.format(content=b'Lease', name='lease.txt')}")
    assert ended.stdout == "Lease\n", ended.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the alarm clock of the request ends the process, later")
def test_a_killed_pincite_leaves_no_process_behind() -> None:
    slow = "b'<p>1.1 The Tenant shall pay the Rent.</p>' * 1_000_000"
    program = READING.format(content=slow, name="slow.html")
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.DEVNULL) as pincite:
        left = started_by(pincite.pid)
        pincite.kill()
    assert psutil.wait_procs(left, timeout=120)[1] == []


def run(program: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def started_by(process: int) -> list[psutil.Process]:
    """The processes that another has started, once it has started some."""
    found: list[psutil.Process] = []
    while not found:
        found = psutil.Process(process).children(recursive=True)
        time.sleep(0.05)
    return found


def test_the_reader_keeps_what_it_needs() -> None:
    """Threads, its libraries, its own limits: a box in which nothing works would pass every test above."""
    needs = """
thread = threading.Thread(target=print, args=("thread",)); thread.start(); thread.join()
resource.getrlimit(resource.RLIMIT_AS); os.kill(os.getpid(), 0); bytearray(50_000_000); os.urandom(8)
"""
    assert outcome(BOX, needs).split() == ["thread", "DONE"]
