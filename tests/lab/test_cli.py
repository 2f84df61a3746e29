"""The command line: what it prints, what it leaves on disk, how it ends."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import time
from importlib.metadata import EntryPoint

import pytest
from descentlab import record
from descentlab.catalog import exhibit_ids, load
from descentlab.cli import main, plugins
from descentlab.cli.interrupts import Interrupts
from descentlab.record.root import is_record, read_root
from descentlab.runs.run import Run

BOWL = ["quadratic_stability", "--set", "dim=4"]


@pytest.fixture
def descentlab(monkeypatch, capsys):
    """Calls the command line; returns (exit status, standard output, standard error)."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["descentlab", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return ended.value.code, out, err

    return call


def test_list_shows_every_exhibit(descentlab):
    status, out, _ = descentlab("list")
    assert status == 0
    for name in exhibit_ids():
        exhibit = load(name)
        assert name in out
        assert exhibit.title in out
        assert f"{exhibit.check_steps} steps" in out


# --- run -------------------------------------------------------------------------------------


def test_run_records_what_the_same_run_measures(descentlab, tmp_path):
    path = tmp_path / "run.zarr"
    status, out, _ = descentlab("run", *BOWL, "--set", "lr=0.15", "--seed", 3, "--steps", 40,
                                "--out", path)  # fmt: skip
    assert status == 0
    assert "quadratic_stability: step 40 of 40" in out
    assert str(path) in out
    exhibit = load("quadratic_stability")
    run = Run(exhibit, exhibit.settings(dim=4, lr=0.15, seed=3))
    run.advance(40)
    dataset = record.open(path)
    assert dataset.loss.values.tobytes() == run.trace.series("loss").values.tobytes()
    assert f"loss {run.now.rows['loss']:.4g}" in out
    assert f"λ₁/(2/η) {10 / (2 / 0.15):.3f}" in out


def test_run_without_a_record_leaves_nothing(descentlab, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, out, _ = descentlab("run", *BOWL, "--steps", 3)
    assert status == 0
    assert "step 3 of 3" in out
    assert not list(tmp_path.iterdir())


def test_a_diverging_run_is_a_result(descentlab, tmp_path):
    path = tmp_path / "run.zarr"
    arguments = ["--set", "width=4", "--set", "examples=20", "--set", "lr=20", "--out", path]
    status, out, _ = descentlab("run", "edge_of_stability", *arguments)
    assert status == 0
    dataset = record.open(path)
    assert dataset.attrs["status"] == "diverged"
    assert f"diverged at step {dataset.attrs['last_step']}" in out
    status, out, _ = descentlab("run", "--resume", "--out", path)
    assert status == 0
    assert "diverged" in out


@pytest.mark.parametrize("form", ["with the exhibit", "with --out", "with the path"])
def test_resume_goes_on_to_the_same_numbers(descentlab, tmp_path, form):
    path = tmp_path / "run.zarr"
    descentlab("run", *BOWL, "--steps", 5, "--out", path)
    given = {
        "with the exhibit": ["quadratic_stability", "--out", path],
        "with --out": ["--out", path],
        "with the path": [path],
    }
    status, out, err = descentlab("run", *given[form], "--resume", "--steps", 12)
    assert (status, err) == (0, "")
    assert "step 12 of 12" in out
    exhibit = load("quadratic_stability")
    run = Run(exhibit, exhibit.settings(dim=4))
    run.advance(12)
    wanted = run.trace.series("loss").values.tobytes()
    assert record.open(path).loss.values.tobytes() == wanted
    status, out, _ = descentlab("run", "--resume", path)
    assert status == 0
    assert "at step 12 already; --steps N takes it further" in out
    assert record.open(path).loss.values.tobytes() == wanted


def test_resume_elsewhere_says_that_the_last_bits_may_differ(descentlab, tmp_path):
    path = tmp_path / "run.zarr"
    descentlab("run", *BOWL, "--steps", 5, "--out", path)
    root = json.loads((path / "zarr.json").read_text())
    versions = {**json.loads(root["attributes"]["versions"]), "torch": "2.0"}
    root["attributes"]["versions"] = json.dumps(versions)
    (path / "zarr.json").write_text(json.dumps(root))
    status, _, err = descentlab("run", "--resume", path, "--steps", 6)
    assert status == 0
    assert "torch 2.0 then" in err


def test_interrupting_leaves_a_whole_record_and_says_how_to_go_on(tmp_path):
    path = tmp_path / "run.zarr"
    command = [sys.executable, "-m", "descentlab.cli", "run", *BOWL]
    going = subprocess.Popen(
        [*command, "--steps", "1000000", "--out", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    try:
        while not (is_record(path) and read_root(path).attributes["last_step"] > 5):
            assert going.poll() is None, going.communicate()
            time.sleep(0.02)
        going.send_signal(signal.SIGINT)
        out, err = going.communicate()
    finally:
        going.kill()
    assert going.returncode == 130
    assert err == ""
    assert f"descentlab run --resume --out {path}" in out
    attributes = record.open(path).attrs
    assert attributes["status"] == "interrupted"
    assert f"step {attributes['last_step']} of 1000000" in out
    assert record.resume(path).step == attributes["last_step"]


def test_the_first_signal_is_noted_and_the_second_acts():
    with Interrupts() as interrupts:
        os.kill(os.getpid(), signal.SIGTERM)
        assert interrupts.signal == signal.SIGTERM
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


# --- check -----------------------------------------------------------------------------------


def test_check_prints_the_verdict_and_exits_by_it(descentlab):
    status, out, _ = descentlab("check", *BOWL, "--steps", 60)
    assert status == 0
    exhibit = load("quadratic_stability")
    assert exhibit.paper in out
    assert "measured factor" in out
    assert "holds" in out
    arguments = ["--set", "width=4", "--set", "examples=20", "--set", "lr=0.001", "--steps", "40"]
    status, out, _ = descentlab("check", "edge_of_stability", *arguments)
    assert status == 1
    assert "does not hold" in out
    assert "never reached 2/η" in out


def test_check_as_json_is_the_exhibit_s_own_verdict(descentlab):
    status, out, _ = descentlab("check", *BOWL, "--steps", 60, "--json")
    data = json.loads(out)
    exhibit = load("quadratic_stability")
    run = Run(exhibit, exhibit.settings(dim=4))
    run.advance(60)
    verdict = exhibit.check(run.trace, run.initial)
    assert status == 0
    assert data["holds"] is verdict.holds is True
    assert data["measured"] == dict(verdict.measured)
    assert (data["steps"], data["settings"]["dim"]) == (60, 4)


def test_json_says_null_for_what_was_not_measured(descentlab):
    arguments = ["--set", "width=4", "--set", "examples=20", "--set", "lr=0.001", "--steps", "40"]
    status, out, _ = descentlab("check", "edge_of_stability", *arguments, "--json")
    assert status == 1

    def refuse(constant):
        raise ValueError(constant)

    measured = json.loads(out, parse_constant=refuse)["measured"]
    assert measured["first step at the edge"] is None
    assert math.isfinite(measured["mean λ₁/(2/η), last third"])


# --- what cannot be done ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "edge_of_stabilty"], "Did you mean 'edge_of_stability'?"),
        (["check", "edge_of_stabilty"], "Did you mean 'edge_of_stability'?"),
        (["run", "edge_of_stability", "--set", "width=0"], "from 1 to 256"),
        (["run", "edge_of_stability", "--set", "lr=-1"], "found '-1'"),
        (["run", "edge_of_stability", "--set", "lr=nan"], "found 'nan'"),
        (["run", "edge_of_stability", "--set", "activation=sine"], "one of tanh, relu"),
        (["run", "edge_of_stability", "--set", "widht=3"], "Did you mean 'width'?"),
        (["run", "edge_of_stability", "--set", "lr"], "expected name=value"),
        (["run", "edge_of_stability", "--set", "lr=1", "--set", "lr=2"], "set once"),
        (["run", "edge_of_stability", "--set", "seed=1", "--seed", "2"], "set once"),
        (["run", "edge_of_stability", "--seed", "-1"], "seed"),
        (["run"], "Expected the name of an exhibit"),
        (["run", *BOWL, "--out", "{tmp}/missing/run.zarr"], "able to write a record at"),
        (["run", *BOWL, "--out", "{tmp}/file/run.zarr"], "Not a directory"),
        (["run", *BOWL, "--out", "{tmp}/" + 300 * "x"], "name too long"),
        (["run", *BOWL, "--resume", "--out", "{tmp}/" + 300 * "x"], "found nothing there"),
        (["run", *BOWL, "--out", "{tmp}/file"], "found something there"),
        (["run", *BOWL, "--out", "{tmp}/file", "--overwrite"], "left alone"),
        (["run", *BOWL, "--resume"], "found no --out"),
        (["run", *BOWL, "--resume", "--out", "{tmp}/none.zarr"], "found nothing there"),
        (["run", *BOWL, "--resume", "--out", "{tmp}/file"], "found something else"),
        (["run", *BOWL, "--resume", "--overwrite", "--out", "{tmp}/a"], "found --overwrite"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(descentlab, tmp_path, arguments, says):
    (tmp_path / "file").write_text("")
    status, out, err = descentlab(*(a.replace("{tmp}", str(tmp_path)) for a in arguments))
    assert (status, out) == (2, "")
    assert says in err
    assert err.startswith("descentlab: ")
    assert err.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["edge_of_stability", "--resume"], "record of 'edge_of_stability'; found one of 'quad"),
        (["--resume", "--set", "lr=0.11"], "expected lr=0.11; the record was made with 0.19"),
        (["quadratic_stability"], "found a record there"),
    ],
)
def test_a_record_is_not_mixed_with_another_run(descentlab, tmp_path, arguments, says):
    path = tmp_path / "run.zarr"
    descentlab("run", *BOWL, "--steps", 3, "--out", path)
    before = (path / "zarr.json").read_bytes()
    status, _, err = descentlab("run", *arguments, "--out", path)
    assert status == 2
    assert says in err
    assert (path / "zarr.json").read_bytes() == before


@pytest.mark.parametrize("arguments", [["nosuch"], ["run", "--steps", "0"], ["check"]])
def test_wrong_usage_exits_with_2(descentlab, arguments):
    status, _, err = descentlab(*arguments)
    assert status == 2
    assert "Usage" in err


# --- commands of other packages --------------------------------------------------------------


def use_plugins(monkeypatch, **values):
    points = [EntryPoint(name, value, plugins.GROUP) for name, value in values.items()]
    monkeypatch.setattr(plugins, "entry_points", lambda group: points)


def hello(times: int = 1) -> None:
    """Say hello."""
    print("hello " * times)


def test_other_packages_add_commands(descentlab, monkeypatch):
    use_plugins(monkeypatch, hello=f"{__name__}:hello")
    assert "Say hello" in descentlab("--help")[1]
    assert descentlab("hello", "--times", "2")[:2] == (0, "hello hello \n")


def test_a_broken_package_does_not_break_the_command_line(descentlab, monkeypatch):
    use_plugins(monkeypatch, broken="no_such_module:serve")
    status, out, _ = descentlab("--help")
    assert status == 0
    assert "No module named 'no_such_module'" in out
    assert descentlab("run", *BOWL, "--steps", 2)[0] == 0
    status, _, err = descentlab("broken")
    assert status == 2
    assert "could not be loaded (ModuleNotFoundError" in err


def test_a_command_of_the_lab_is_not_replaced(descentlab, monkeypatch):
    use_plugins(monkeypatch, list=f"{__name__}:hello")
    status, out, err = descentlab("list")
    assert status == 0
    assert "edge_of_stability" in out
    assert "offers a command 'list'" in err
