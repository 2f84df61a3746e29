"""Data of one's own: read without running anything, prepared as the digits are, part of the run."""

import base64
import io
import pickle
import struct
import tracemalloc
import zipfile

import descentlab
import numpy as np
import pytest
from descentlab import LabError, record
from descentlab.catalog import exhibit_ids, load
from descentlab.datasets import Dataset, prepare, read, read_table
from descentlab.datasets.adapting import taken
from descentlab.frames import unpack
from descentlab.worker.framing import Framer
from descentlab.worker.handlers import handle
from descentlab.worker.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ROWS = 30
NUMBERS = np.random.default_rng(0).normal([3.0, -200.0], [0.1, 50.0], (ROWS, 2)).round(3)
KINDS = ["red" if a > 3 else "blue" for a in NUMBERS[:, 0]]
SMALL = {"width": 4, "examples": 20}


def csv(separator=",", header=True, end="\n", quote="") -> bytes:
    rows = [("a", "b", "kind")] if header else []
    rows += [(a, b, kind) for (a, b), kind in zip(NUMBERS, KINDS, strict=True)]
    return end.join(separator.join(f"{quote}{c}{quote}" for c in row) for row in rows).encode()


def npz(**arrays) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def made(data: bytes, name="own.csv", **how) -> Dataset:
    return prepare(read_table(data, name), **how)


def ordered(data: Dataset) -> np.ndarray:
    return data.inputs[np.lexsort(data.inputs.T)]


STANDARD = (NUMBERS - NUMBERS.mean(0)) / NUMBERS.std(0)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("look", [{}, {"header": False}, {"end": "\r\n"}, {"quote": '"'}], ids=str)
def test_every_way_to_write_a_table_gives_its_numbers(separator, look):
    found = made(csv(separator, **look))
    assert found.classes == ("blue", "red")
    np.testing.assert_allclose(ordered(found), STANDARD[np.lexsort(STANDARD.T)], atol=1e-12)
    again = [KINDS[int(np.abs(STANDARD - row).sum(1).argmin())] for row in found.inputs]
    assert [found.classes[t] for t in found.targets] == again  # rows keep their answers


def test_rows_with_something_missing_and_text_are_left_out_and_counted():
    lines = csv().decode().splitlines()
    lines = [f"{line},note{i}" for i, line in enumerate(lines)]
    lines[3] = "NA,1,red,x"
    lines[4] = "1,2"
    found = made("\n".join(lines).encode(), target="kind")
    assert len(found.inputs) == ROWS - 2
    said = " ".join(found.remarks)
    assert "1 rows dropped" in said
    assert "1 lines left out" in said
    assert "text: note0" in said


def test_columns_with_one_name_are_told_apart():
    names = [b"a" * 52, b"a" * 52 + b" (2)", b"a" * 52, b"", b"a" * 52]
    table = b"\n".join([b",".join(names), *(b"%d,2,3,4,5" % i for i in range(12))])
    found = read_table(table, "own.csv").columns
    assert len(set(found)) == 5
    assert found[3] == "column 4"


def test_a_number_is_told_as_one_unless_it_looks_like_classes():
    grades = np.arange(ROWS) % 4
    table = "\n".join(f"{a},{b},{g}" for (a, b), g in zip(NUMBERS, grades, strict=True)).encode()
    assert made(table).classes == ("0", "1", "2", "3")
    as_number = made(table, kind="numbers")
    assert as_number.targets.shape == (ROWS, 1)
    other = made(table, target="column 1")
    assert other.kind == "numbers"
    for found in (as_number, other):
        assert found.targets.mean() == pytest.approx(0, abs=1e-12)
        assert found.targets.std() == pytest.approx(1)


def test_pictures_are_scaled_as_the_digits_are():
    from descentlab.problems._digits import digits, scans

    images, labels = scans()
    found = made(npz(images=(16 * images).numpy().astype(np.uint8), labels=labels.numpy()))
    assert found.image == (8, 8)
    expected = digits()[0].numpy()
    expected = expected / expected.std()  # torch divides by n − 1
    assert np.sort(found.inputs.ravel()) == pytest.approx(np.sort(expected.ravel()))
    assert np.bincount(found.targets).tolist() == np.bincount(labels.numpy()).tolist()


class Trap:
    """An object that tells when it is unpickled."""

    sprung = False

    def __reduce__(self):
        return (setattr, (Trap, "sprung", True))


def raw_npz(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.npy", data)
    return buffer.getvalue()


def npy(header: str, data: bytes = b"") -> bytes:
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


HUGE = npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 4096), }", b"\0" * 64)
BOMB = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (40000000,), }", b"\0" * 40_000_000)
Y = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (64,), }", b"\0" * 64)
REFUSED = {
    "empty": (b"", "the file is empty"),
    "a program": (b"MZ" + bytes(range(256)) * 20, "neither"),
    "a pickle": (pickle.dumps({"X": [1, 2]}), "neither"),
    "pickled objects": (npz(X=np.array([Trap()] * 20), y=np.arange(20)), "never loads"),
    "one array": (b"\x93NUMPY\x01\x00", "single array"),
    "a lie about the size": (raw_npz(X=HUGE, y=Y), "The file is damaged"),
    "a bomb": (raw_npz(X=BOMB, y=Y), "unpacks to 38.1 MiB"),
    "no targets": (npz(X=np.ones((20, 3))), "targets called"),
    "too wide": (npz(X=np.ones((20, 5000)), y=np.arange(20)), "at most 4096"),
    "other lengths": (npz(X=np.ones((20, 3)), y=np.arange(19)), "as many targets"),
    "cut short": (npz(X=np.ones((20, 3)), y=np.arange(20))[:-30], "cut short"),
    "only text": (b"a,b\n" + b"x,y\n" * 20, "numbers beside the one to be told; found none"),
    "decimal commas": (b"h;k\n" + b"1,5;2,5\n" * 20, "decimal points"),
    "one column": (b"1\n2\n3\n" * 9, "at least two columns"),
    "few rows": (b"1,a\n2,b\n" * 3, "at least 10 complete rows"),
    "one class": (
        b"a,k\n" + b"".join(b"%d,x\n" % i for i in range(20)),
        "2 to 100 different words",
    ),
    "nothing varies": (b"1,a\n1,b\n" * 9, "every input is the same"),
    "an endless line": (b"1," * 300_000, "lines of at most"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_refused_in_words_and_little_memory(case):
    data, why = REFUSED[case]
    tracemalloc.start()
    try:
        with pytest.raises(LabError, match=why) as refusal:
            made(data, "own.dat")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(str(refusal.value)) < 500
    assert peak < 16 * 2**20
    assert not Trap.sprung


def test_a_large_file_is_sampled_and_a_larger_one_refused():
    big = np.random.default_rng(0).integers(0, 255, (6000, 28, 28), dtype=np.uint8)
    found = made(npz(X=big, y=np.arange(6000) % 10))
    assert 1797 <= len(found.inputs) < 2000
    assert "of 6,000 rows kept" in found.remarks[0]
    assert made(npz(X=big, y=np.arange(6000) % 10)).inputs.tobytes() == found.inputs.tobytes()
    with pytest.raises(LabError, match="at most 8 MiB"):
        read_table(b"1,2\n" * 2_500_000, "big.csv")


VALID = [
    csv(),
    csv(";", header=False),
    npz(X=NUMBERS, y=KINDS),
    npz(images=np.eye(12), y=[0, 1] * 6),
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_file_whatever_gives_anything_but_data_or_words(data):
    start = data.draw(st.sampled_from(VALID) | st.binary(max_size=400) | st.text().map(str.encode))
    spoilt = bytearray(start)
    for _ in range(data.draw(st.integers(0, 6)) if spoilt else 0):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    name = data.draw(st.text(max_size=90))
    try:
        found = made(bytes(spoilt), name)
    except LabError:
        return
    assert np.isfinite(found.inputs).all()
    assert len(found.inputs) == len(found.targets) >= 10


# --- runs ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def iris(tmp_path_factory):
    from sklearn.datasets import load_iris

    path = tmp_path_factory.mktemp("data") / "iris.csv"
    x, y = load_iris(return_X_y=True)
    rows = (f"{','.join(map(str, row))},k{k}" for row, k in zip(x, y, strict=True))
    path.write_text("\n".join(rows))
    return path


def test_a_run_on_data_is_a_run_like_any_other(iris, tmp_path):
    run = descentlab.run("edge_of_stability", data=read(iris), width=4)
    assert (run.settings.examples, run.settings.classes) == (150, 3)  # as many as there are
    assert run.settings.input_norm == pytest.approx(2.0)  # one standard deviation a column
    lengths = run.problem.objective.batches[0].inputs.square().sum(1)
    assert float(lengths.mean()) == pytest.approx(4.0, rel=1e-5)
    run.advance(6)
    run.apply("set", name="lr", value=0.3)
    run.advance(3)
    fork = run.fork(6)
    fork.advance(3)
    assert run.replay().w.equal(run.w)
    assert fork.w.equal(run.w)
    with record.Recorder(run, tmp_path / "run.zarr"):
        pass
    assert record.resume(tmp_path / "run.zarr", data=read(iris)).w.equal(run.w)
    with pytest.raises(LabError, match=r"expected the data iris\.csv"):
        record.resume(tmp_path / "run.zarr")
    with pytest.raises(LabError, match=r"with the target 'column 5'.*the target 'column 1'"):
        record.resume(tmp_path / "run.zarr", data=read(iris, target="column 1"))


def test_real_targets_are_told_by_squared_error(iris):
    data = read(iris, target="column 1")
    run = descentlab.run("edge_of_stability", data=data, loss="cross_entropy", **SMALL)
    assert run.settings.loss == "mse"
    outputs = run.problem.objective.outputs(run.w).double().numpy()
    expected = 0.5 * ((outputs - data.targets[:20]) ** 2).sum(1).mean()
    assert run.trace.series("loss").values[0] == pytest.approx(expected, rel=1e-5)
    assert np.isnan(run.trace.series("accuracy").values[0])
    with pytest.raises(LabError, match="about softmax"):
        descentlab.run("ghosts_of_softmax", data=data)


TAKING = [name for name in exhibit_ids() if load(name).problem.takes_data]


@pytest.mark.parametrize("name", TAKING)
def test_every_exhibit_that_takes_data_runs_on_each_kind(name, iris):
    exhibit = load(name)
    pictures = made(npz(X=np.random.default_rng(1).integers(0, 9, (40, 6, 9)), y=[0, 1] * 20))
    kinds = {"classes": read(iris), "numbers": read(iris, target="column 1")}
    small = {k: v for k, v in SMALL.items() if k in vars(exhibit.settings())}
    for kind in taken(exhibit.problem, exhibit.settings):
        tables_too = name != "edge_of_stability_cnn"
        run = descentlab.run(name, data=kinds[kind] if tables_too else pictures, **small)
        assert run.advance(1) == 1
        for extra in exhibit.extras:
            run.read(extra.name)
    if not tables_too:
        with pytest.raises(LabError, match="expected pictures"):
            descentlab.run(name, data=kinds["classes"])


def test_other_exhibits_say_that_they_take_none(iris):
    assert len(TAKING) >= 12
    with pytest.raises(LabError, match=r"takes no data.*edge_of_stability"):
        descentlab.run("quadratic_stability", data=read(iris))


# --- sessions --------------------------------------------------------------------------------


def session() -> Session:
    exhibit = load("edge_of_stability")
    return Session(exhibit, exhibit.settings(**SMALL))


def send(to: Session, data: bytes, name="own.csv", piece=500):
    for at in range(0, len(data), piece):
        part = base64.b64encode(data[at : at + piece]).decode()
        handle(to, {"kind": "upload", "name": name, "size": len(data), "at": at, "data": part})


def test_a_link_to_a_run_on_data_asks_for_them_and_replays_when_they_come(iris):
    first = session()
    send(first, iris.read_bytes(), "iris.csv")
    told = unpack(Framer().frame(first))[0]
    assert told["preview"]["classes"] == [["k0", 50], ["k1", 50], ["k2", 50]]
    assert told["data"] is None
    handle(first, {"kind": "use_data"})
    handle(first, {"kind": "step", "n": 7})
    link = first.share()
    assert len(link) < 500

    second = session()
    handle(second, {"kind": "restore", "share": link})
    assert unpack(Framer().frame(second))[0]["wanted"]["name"] == "iris.csv"
    assert second.share() == link  # the address keeps what was asked for
    send(second, csv(), "other.csv")
    assert "not the file" in second.desk.refused
    send(second, iris.read_bytes(), "renamed.csv")
    while second.restoring:
        second.work()
    assert second.run.step == 7
    assert second.run.w.equal(first.run.w)
    assert second.desk.wanted is None
    handle(first, {"kind": "drop_data"})
    assert vars(first.run.settings) == vars(session().run.settings)


def test_what_keeps_a_file_from_use_is_shown_beside_it():
    s = session()
    send(s, csv())
    handle(s, {"kind": "choose_target", "target": "kind", "as": "numbers"})
    assert "only be told as classes" in s.desk.shown["hindrance"]
    handle(s, {"kind": "use_data"})
    assert s.desk.data is None
    assert "none" in s.messages[-1]["text"]
    send(s, b"x" * 900)
    assert "at least two columns" in s.desk.refused
    assert s.desk.shown is None


@pytest.fixture(scope="module")
def worn() -> Session:
    """One session for all messages: it has to stand them one list after another."""
    return session()


PIECES = st.fixed_dictionaries(
    {"kind": st.sampled_from(["upload", "choose_target", "use_data", "drop_data"])},
    optional={
        "name": st.text(max_size=9) | st.integers() | st.none(),
        "size": st.sampled_from([0, 1, 40, len(csv()), 2**40, -1, "8", None, 1.5]),
        "at": st.sampled_from([0, 1, 40, -1, None, "0"]),
        "data": st.sampled_from([base64.b64encode(csv()).decode(), "QQ==", "=", "é", "", None, 7])
        | st.text(max_size=9),
        "target": st.sampled_from(["kind", "a", "", None, [1], {}]),
        "as": st.sampled_from(["classes", "numbers", "x", None, 3, []]),
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=6))
def test_messages_about_data_in_any_order_leave_a_session_that_works(worn, messages):
    s = worn
    for message in messages:
        handle(s, message)
    assert unpack(Framer().frame(s))[0]["preview"] == s.desk.shown
    step = s.run.step
    handle(s, {"kind": "step", "n": 1})
    assert s.run.step == step + 1
