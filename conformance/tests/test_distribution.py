"""A run that is spread over processes and hosts: GPUs, and two workers reached as two hosts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from dynshape_conformance import distribution
from fake_install import pytest_process


@pytest.mark.parametrize(
    "worker,count,chosen",
    [("gw0", 1, "0"), ("gw3", 1, "0"), ("gw0", 4, "0"), ("gw3", 4, "3"), ("gw5", 4, "1"), ("gw0", 0, None)],
)
def test_each_worker_has_a_gpu(worker: str, count: int, chosen: str | None) -> None:
    assert distribution.device(worker, count) == chosen


def test_gpus_are_counted_by_their_device_files(tmp_path: Path) -> None:
    for name in ("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm", "nvidia-caps", "null"):
        (tmp_path / name).touch()
    assert distribution.gpus(tmp_path) == 2


def test_the_users_choice_of_a_gpu_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    class Config:
        workerinput = {"workerid": "gw1"}  # noqa: RUF012

    monkeypatch.setattr(distribution, "gpus", lambda: 4)
    for given, wanted in (("7", "7"), ("", ""), (None, "1")):
        monkeypatch.delenv(distribution.DEVICES, raising=False)
        if given is not None:
            monkeypatch.setenv(distribution.DEVICES, given)
        distribution.choose_device(Config())  # type: ignore[arg-type]
        assert os.environ[distribution.DEVICES] == wanted


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[list[str]]:
    """Two servers of execnet on this machine, each reached by a socket as another host is."""
    servers: list[subprocess.Popen[bytes]] = []
    try:
        yield [f"--tx=socket=127.0.0.1:{_served(tmp_path, servers)}" for _ in range(2)]
    finally:
        for server in servers:
            server.kill()
            server.wait()


def _served(folder: Path, servers: list[subprocess.Popen[bytes]]) -> int:
    """The port of one more server."""
    for _ in range(10):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "execnet.script.socketserver", f"127.0.0.1:{port}"]
        # The folder it is started in is where it keeps the sources that are sent to it.
        servers.append(subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        if _listens(servers[-1], port):
            return int(port)
    raise AssertionError("no server got a port")


def _listens(server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait for the server; False if it ended, as another process has taken the port in between."""
    # Not by connecting: the server takes the first who comes for its client. The fields are number, own address,
    # the other's, state (0A: listening).
    listening = [f"0100007F:{port:04X}", "00000000:0000", "0A"]
    end = time.monotonic() + 60
    while server.poll() is None:
        if any(line.split()[1:4] == listening for line in Path("/proc/net/tcp").read_text().splitlines()):
            return True
        assert time.monotonic() < end, f"nobody listens at port {port}"
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="looks for listening ports in /proc")
def test_two_hosts_give_the_bytes_of_one_process(hosts: list[str], tmp_path: Path) -> None:
    plugin = ("-q", "-p", "dynshape_conformance.plugin", "--backend=worker:reference", "--fraction=3/80")
    corpus = ("--pyargs", "dynshape_conformance.cases")
    for name, spread in (("one", []), ("two", ["--dist=load", *hosts])):
        done = pytest_process(*plugin, f"--results={tmp_path / name}", *spread, *corpus, cwd=tmp_path)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert (tmp_path / "one").stat().st_size > 10_000
