"""Processes that read what we received cannot reach the network; real ones here."""

import os
import socket
import sys

import pytest

from pipeline import programs, seclusion
from pipeline.recognition import Limits, apart

allowed = pytest.mark.skipif(
    not seclusion.is_possible(), reason="this system allows no network of one's own"
)
REACHED = "import socket; socket.create_connection(('127.0.0.1', {port}), 5)"


@pytest.fixture
def port():
    """Where somebody answers on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@allowed
def test_an_outside_program_cannot_reach_the_network(port):
    python = programs.Program("Python", (sys.executable,), "")
    arguments = ["-c", REACHED.format(port=port)]
    with pytest.raises(programs.ProgramError, match="unreachable"):
        programs.run(python, arguments, limits=programs.Limits(30))


@allowed
def test_a_process_apart_cannot_reach_the_network(port):
    socket.create_connection(("127.0.0.1", port), 5).close()
    (said,) = apart.run("tests.trickling:reach", (port,), str, Limits(), 1)
    assert said == "Network is unreachable"


@allowed
@pytest.mark.skipif(bool(os.getuid()), reason="needs an administrator to be another")
def test_one_who_is_no_administrator_leaves_it_and_stays_who_he_is():
    child = os.fork()
    if not child:
        os.setgid(65534)
        os.setuid(65534)
        left = seclusion.leave_network() and os.getuid() == 65534
        os._exit(0 if left and len(socket.if_nameindex()) == 1 else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_where_it_is_not_possible_the_work_goes_on(monkeypatch):
    monkeypatch.setattr(seclusion, "_loaded", None)
    assert not seclusion.leave_network()
    shell = programs.Program("a shell", ("sh",), "")
    said = programs.run(shell, ["-c", "echo done"], limits=programs.Limits(20))
    assert said.output == b"done\n"
