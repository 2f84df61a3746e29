"""`show` in a real kernel, without a browser: the client's part is played by hand."""

from __future__ import annotations

import time

import pytest

jupyter_client = pytest.importorskip("jupyter_client")

SHOW = "import descentwidgets as dw; stage = dw.show('quadratic_stability'); n = id(stage)"
HELLO = "stage._handle_msg({'kind': 'hello', 'id': 1})"
ALIVE = "print([s.alive for _, stages in dw.notebook._shown.values() for s in stages])"


@pytest.fixture(scope="module")
def kernel():
    """One for all tests here, since most of its time is imports; the last one ends it."""
    manager, client = jupyter_client.manager.start_new_kernel(startup_timeout=120)
    yield manager, client
    client.stop_channels()
    if manager.is_alive():
        manager.shutdown_kernel(now=True)


def execute(client, code: str, cell: str = "") -> str:
    """What the code prints; `cell` is the name the notebook would give the cell."""
    printed: list[str] = []
    message = client.session.msg("execute_request", client_content(code))
    message["metadata"] = {"cellId": cell} if cell else {}
    client.shell_channel.send(message)
    while True:
        answer = client.get_iopub_msg(timeout=120)
        if answer["parent_header"].get("msg_id") != message["header"]["msg_id"]:
            continue
        content = answer["content"]
        if answer["msg_type"] == "stream":
            printed.append(content["text"])
        elif answer["msg_type"] == "error":
            pytest.fail("\n".join(content["traceback"]))
        elif answer["msg_type"] == "status" and content["execution_state"] == "idle":
            return "".join(printed)


def client_content(code: str) -> dict:
    return {
        "code": code,
        "silent": False,
        "store_history": True,
        "user_expressions": {},
        "allow_stdin": False,
        "stop_on_error": True,
    }


def test_a_cell_run_again_stops_its_old_worker_and_leaves_other_cells_alone(kernel):
    _, client = kernel
    execute(client, SHOW, "one")
    execute(client, HELLO)
    execute(client, "first = stage")
    execute(client, SHOW, "two")
    execute(client, HELLO)
    assert execute(client, "print(first.alive, stage.alive)") == "True True\n"
    execute(client, SHOW, "one")
    assert execute(client, "print(first.alive)") == "False\n"
    assert "True" in execute(client, ALIVE)


def test_frames_come_while_no_cell_runs(kernel):
    _, client = kernel
    execute(client, SHOW, "one")
    execute(client, "got = []; stage._send_msg = got.append")
    execute(client, HELLO)
    for _ in range(100):
        time.sleep(0.1)
        if int(execute(client, "print(len(got))")):
            return
    pytest.fail("no frame was delivered between cells")


def test_wrong_settings_are_refused_where_the_user_sees_it(kernel):
    _, client = kernel
    code = (
        "import descentwidgets as dw\n"
        "try:\n    dw.show('quadratic_stability', no_such=1)\n"
        "except Exception as e:\n    print(type(e).__name__, e)"
    )
    assert "LabError" in execute(client, code)


def test_the_kernel_ends_cleanly_while_a_worker_runs(kernel):
    manager, client = kernel
    execute(client, SHOW, "one")
    execute(client, HELLO)
    execute(client, "stage._handle_msg({'kind': 'play', 'id': 2})")
    process = manager.provisioner.process
    client.shutdown()
    assert process.wait(60) == 0
