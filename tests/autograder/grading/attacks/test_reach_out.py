"""Reach out: the network, the kernel, devices, and every call with which an escape begins."""

import pytest
from samples.attacks import attack, honest, looking, scores, stumbled

from autograder.sandbox.seccomp import REFUSED

pytestmark = [pytest.mark.grading, pytest.mark.slow]

LIBC = """
import ctypes, errno, os, platform
libc = ctypes.CDLL(None, use_errno=True)
arm = platform.machine() == "aarch64"
def call(*arguments):
    ctypes.set_errno(0)
    return libc.syscall(*arguments)
"""
ATTACKS = {
    "sockets of every family": """
import socket
for family in range(1, 46):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            with socket.socket(family, kind):
                found += [family] if family != socket.AF_UNIX else []
        except OSError:
            pass
""",
    "an address": """
import socket
for address in (("127.0.0.1", 22), ("192.0.2.1", 80), ("169.254.169.254", 80), ("::1", 22)):
    try:
        found.append(socket.create_connection(address, timeout=1))
    except OSError:
        pass
""",
    "a name": """
import socket
try:
    found.append(socket.getaddrinfo("example.com", 80))
except OSError:
    pass
""",
    "sockets without a file": """
import socket
names = ["\\0/tmp/dbus", "\\0/tmp/.X11-unix/X0", "\\0/containerd-shim", "\\0/org/kernel/linux/storage/multipathd"]
try:
    names += [line.split()[-1].replace("@", "\\0") for line in open("/proc/net/unix") if "@" in line]
except OSError:
    pass
for name in names:
    with socket.socket(socket.AF_UNIX) as client:
        found += [name] if client.connect_ex(name) == 0 else []
""",
    "sockets with a file": """
import glob, socket
for path in ["/run/docker.sock", "/run/systemd/private", "/run/dbus/system_bus_socket", "/dev/log",
             *glob.glob("/tmp/**/*sock*", recursive=True), *glob.glob("/run/**/*sock*", recursive=True)]:
    with socket.socket(socket.AF_UNIX) as client:
        found += [path] if client.connect_ex(path) == 0 else []
""",
    "programs that fetch": """
import shutil, subprocess
for command in (["curl", "-m", "1", "http://192.0.2.1"], ["wget", "-T", "1", "http://192.0.2.1"],
                ["ping", "-c", "1", "-W", "1", "127.0.0.1"], ["ssh", "-o", "ConnectTimeout=1", "127.0.0.1"]):
    if shutil.which(command[0]):
        found += [command] if subprocess.run(command, capture_output=True, timeout=5).returncode == 0 else []
""",
    "every call that is refused, by its number": LIBC
    + f"""
for name, numbers in {REFUSED!r}.items():
    call(numbers[arm], 0, 0, 0, 0, 0, 0)
    found += [name] if ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS) else []
""",
    "namespaces of its own": LIBC
    + """
for flag in (0x10000000, 0x20000, 0x40000000, 0x20000000, 0x08000000, 0x04000000, 0x02000000, 0x80):
    found += [hex(flag)] if libc.unshare(flag) == 0 else []
    child = call(220 if arm else 56, flag | 17, 0, 0, 0, 0) if flag > 0x80 else -1
    if child == 0:
        os._exit(0)
    found += [("clone", hex(flag))] if child > 0 else []
arguments = (ctypes.c_uint64 * 11)(0x10000000, 0, 0, 0, 17)
child = call(435, ctypes.byref(arguments), 88)
if child == 0:
    os._exit(0)
found += ["clone3"] if child > 0 else []
""",
    "namespaces of others": LIBC
    + """
for pid in ("1", str(os.getppid())):
    for kind in ("user", "mnt", "net", "pid", "ipc"):
        try:
            found += [kind] if libc.setns(os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY), 0) == 0 else []
        except OSError:
            pass
""",
    "mounts": LIBC
    + """
for kind in (b"tmpfs", b"proc", b"sysfs", b"overlay", b"fuse"):
    found += [kind] if libc.mount(b"none", b"/tmp", kind, 0, None) == 0 else []
found += ["bind"] if libc.mount(b"/", b"/tmp", None, 4096, None) == 0 else []
found += ["remount"] if libc.mount(None, b"/", None, 32 | 4096, None) == 0 else []
found += ["umount"] if libc.umount2(b"/proc", 2) == 0 or libc.umount2(b"/course", 2) == 0 else []
found += ["pivot"] if call(41 if arm else 155, b"/tmp", b"/tmp") == 0 else []
""",
    "another root": """
import os
for step in (lambda: os.chroot("/tmp"), lambda: os.chroot("/proc/1/root"), lambda: os.chdir("/proc/1/root/home")):
    try:
        found.append(step() or "there")
    except OSError:
        pass
""",
    "another user": """
import os
for step in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setreuid(0, 0), lambda: os.setgroups([0]),
             lambda: os.setresuid(1000, 1000, 1000), lambda: os.nice(-5), lambda: os.setpriority(0, 1, -20)):
    try:
        found.append(step() or "done")
    except OSError:
        pass
""",
    "capabilities": LIBC
    + """
try:
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    mine = {kind: int(status[kind], 16) for kind in ("CapEff", "CapPrm", "CapAmb")}
    found += [mine] if any(mine.values()) else []
except OSError:
    pass
found += ["privileges may grow"] if libc.prctl(39, 0, 0, 0, 0) != 1 else []
found += ["ambient"] if libc.prctl(47, 2, 21, 0, 0) == 0 else []
""",
    "programs that run as root": """
import glob, os, subprocess
for command in (["su", "-c", "id"], ["sudo", "-n", "id"], ["mount", "-t", "tmpfs", "none", "/tmp"], ["newgrp"]):
    try:
        ended = subprocess.run(command, capture_output=True, timeout=5, stdin=subprocess.DEVNULL)
        found += [command] if ended.returncode == 0 or b"uid=0" in ended.stdout else []
    except (OSError, subprocess.TimeoutExpired):
        pass
""",
    "devices": """
import os
harmless = {"null", "zero", "full", "random", "urandom", "tty", "ptmx", "pts", "shm", "fd", "stdin", "stdout", "stderr",
            "core", "console"}
try:
    found += sorted(set(os.listdir("/dev")) - harmless)
except OSError:
    pass
for name, number in (("mem", (1, 1)), ("disk", (8, 0)), ("fuse", (10, 229))):
    try:
        os.mknod(f"/tmp/{name}", 0o600 | 0o060000, os.makedev(*number))
        found.append(name)
    except OSError:
        pass
""",
    "the terminal of whoever grades": """
import fcntl, os, termios
for path in ("/dev/tty", "/dev/console", "/proc/1/fd/0", "/proc/1/fd/2"):
    try:
        with open(path, "wb", buffering=0) as terminal:
            fcntl.ioctl(terminal, termios.TIOCSTI, b"x")
            found.append(path)
    except OSError:
        pass
""",
    "settings of the kernel": """
import glob
for path in ["/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/kernel/modprobe",
             "/proc/sys/vm/drop_caches",
             "/sys/kernel/uevent_helper", "/proc/self/oom_score_adj", "/proc/sys/kernel/hostname",
             *glob.glob("/sys/fs/cgroup/**/cgroup.procs", recursive=True)[:20]]:
    try:
        with open(path, "r+") as file:
            if "oom_score_adj" in path:
                file.write("-1000")
                file.flush()
            found.append(path)
    except OSError:
        pass
""",
    "what the system shows": """
import os
for path in ("/sys/kernel", "/run/secrets", "/var/log", "/home", "/boot", "/lost+found", "/etc/shadow", "/etc/hosts",
             "/proc/kcore", "/proc/kallsyms", "/proc/kmsg"):
    try:
        found += [path] if path.startswith("/proc") and any(int(l.split()[0], 16) for l in open(path)) else []
        found += [path] if not path.startswith("/proc") and os.path.exists(path) else []
    except (OSError, ValueError, UnicodeDecodeError):
        pass
""",
    "places to write": """
import os
for place in ("/", "/course", "/course/layerwise", "/packages", "/usr", "/usr/local/bin", "/etc", "/dev", "/proc",
              os.path.dirname(np.__file__), os.path.dirname(os.__file__)):
    try:
        open(os.path.join(place, "left-by-an-attack"), "w").close()
        found.append(place)
    except OSError:
        pass
    try:
        os.chmod(place, 0o777)
        found.append(("mode", place))
    except OSError:
        pass
""",
    "a filter that asks it": LIBC
    + """
# Whoever listens to a seccomp filter answers for the kernel: only for its own children, then.
rule = (ctypes.c_ubyte * 8)(6, 0, 0, 0, 0, 0, 0xFF, 0x7F)
program = (ctypes.c_uint64 * 2)(1, ctypes.addressof(rule))
handle = call(277 if arm else 317, 1, 8, ctypes.byref(program))
found += [handle] if handle >= 0 and libc.unshare(0x10000000) == 0 else []
""",
    "calls by their short numbers": LIBC
    + """
X32 = 0x40000000
if not arm:
    found += [n for n in (272, 165, 41, 155, 161) if call(n | X32, 0x10000000, 0, 0) != -1 or
              ctypes.get_errno() not in (errno.ENOSYS, errno.EPERM)]
""",
    "memory without a limit": LIBC
    + """
found += ["memfd"] if call(279 if arm else 319, b"x", 0) >= 0 else []
found += ["secret"] if call(447, 0) >= 0 else []
found += ["huge"] if libc.shmget(1, 1 << 30, 0o1777) >= 0 else []
""",
    "limits taken off": """
import resource
for kind in (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE,
             resource.RLIMIT_CORE):
    soft, hard = resource.getrlimit(kind)
    found += [kind] if hard == resource.RLIM_INFINITY else []
    try:
        resource.setrlimit(kind, (hard, hard + 1))
        found.append(("raised", kind))
    except (OSError, ValueError):
        pass
""",
    "clocks": """
import time
for clock in (time.CLOCK_REALTIME, time.CLOCK_MONOTONIC):
    try:
        found.append(time.clock_settime(clock, 0.0) or "set")
    except OSError:
        pass
""",
    "the name of the machine": """
import os, socket
found += [os.uname().nodename] if os.uname().nodename != "sandbox" else []
try:
    socket.sethostname("mine")
    found.append("renamed")
except OSError:
    pass
""",
}


def test_there_is_no_way_out(course, attacked):
    """Neither from a cell nor from a function that is called."""
    results = attacked({name: attack(course, looking(search)) for name, search in ATTACKS.items()})
    assert scores(results) == honest(results)
    assert stumbled(results) == {}
