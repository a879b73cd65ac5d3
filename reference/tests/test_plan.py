"""Serialized engines: round trip, determinism, and every kind of bytes that are none."""

from __future__ import annotations

import hashlib
import json
import struct
from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference_harness import EDITIONS, Net, Recorder

PREFIX = struct.Struct("<8sIQ")


def everything(edition: str = "8.6") -> Net:
    """A network with each kind of layer, settings, constants, names and two profiles."""
    net = Net(edition)
    x, s = net.input("x", (-1, 4)), net.input("s", (2,), trt.int32)
    if edition != "8.4":
        x.set_dimension_name(0, "batch")
    y = net.elementwise(net.relu(x), net.const([[1, 2, 3, 4]], np.float32), "MAX")
    y = net.network.add_unary(y, trt.UnaryOperation.SQRT).get_output(0)
    product = net.network.add_matrix_multiply(y, trt.MatrixOperation.NONE, y, trt.MatrixOperation.TRANSPOSE)
    net.output(product.get_output(0), "product")
    shuffle = net.network.add_shuffle(net.identity(y, trt.float16))
    shuffle.first_transpose = (1, 0)
    shuffle.set_input(1, net.elementwise(s, net.const([1, 1]), "PROD"))
    net.output(shuffle.get_output(0), "shuffled")
    pad = net.network.add_slice(x, (-1, 0), (3, 2), (1, 2))
    pad.mode = trt.SliceMode.FILL
    pad.set_input(4, net.const(7, np.float32))
    pad.name = "pad\N{SNOWMAN}"
    net.output(net.concat(pad.get_output(0), pad.get_output(0), axis=1), "padded")
    net.output(net.network.add_reduce(x, trt.ReduceOperation.AVG, 2, True).get_output(0), "mean")
    net.output(net.shape_of(y), "dims", for_shapes=True)
    net.output(net.const(np.empty((0, 2)), np.float32), "empty")
    for opt in (2, 3):
        net.profile({"x": ((1, 4), (opt, 4), (9, 4))}, {"s": ((-1, -1), (-1, 2), (40, 40))})
    return net


def load(data: Any) -> tuple[trt.ICudaEngine | None, list[str]]:
    log = Recorder()
    engine = trt.Runtime(log).deserialize_cuda_engine(data)
    return engine, [msg.clause for severity, msg in log.records]


def seal(header: Any, arrays: bytes = b"") -> bytes:
    """A well-formed plan with any content."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    body = PREFIX.pack(b"DYNSHAPE", 1, len(text)) + text + arrays
    return body + hashlib.sha256(body).digest()


def unseal(plan: bytes) -> tuple[Any, bytes]:
    _, _, length = PREFIX.unpack_from(plan)
    end = PREFIX.size + length
    return json.loads(plan[PREFIX.size : end]), plan[end:-32]


@pytest.fixture(scope="module")
def plan() -> bytes:
    made = everything().plan()
    assert made is not None
    return bytes(made)


@pytest.mark.parametrize("edition", EDITIONS)
def test_same_network_gives_the_same_bytes_and_survives_a_round_trip(edition):
    made = everything(edition).plan()
    assert made is not None and made == everything(edition).plan()
    engine, clauses = load(made)
    assert clauses == [] and engine.serialize() == made
    again, _ = load(engine.serialize())
    assert again.serialize() == made


def test_round_trip_of_a_network_that_was_rewired():
    net = Net()
    x = net.input("x", (4,))
    first = net.network.add_identity(x)
    second = net.network.add_activation(x, trt.ActivationType.RELU)
    first.set_input(0, second.get_output(0))
    net.output(first.get_output(0))
    made = net.plan()
    engine, _ = load(made)
    assert engine.serialize() == made


def test_engine_from_the_plan_computes(plan):
    engine, _ = load(plan)
    context = engine.create_execution_context()
    x = np.arange(8, dtype=np.float32).reshape(2, 4)
    context.set_binding_shape(engine["x"], (2, 4))
    context.set_shape_input(engine["s"], [4, 2])
    out = {
        name: np.zeros(
            tuple(context.get_binding_shape(engine[name])), trt.nptype(engine.get_binding_dtype(engine[name]))
        )
        for name in engine
        if not engine.binding_is_input(name) and "profile" not in name
    }
    buffers = [{"x": x, **out}.get(name) for name in engine]
    assert context.execute_v2(buffers)
    y = np.sqrt(np.maximum(x, [[1, 2, 3, 4]]))
    np.testing.assert_allclose(out["product"], y @ y.T, rtol=1e-6)
    np.testing.assert_allclose(out["shuffled"], y.T.reshape(4, 2), rtol=1e-3)
    np.testing.assert_array_equal(out["padded"], np.tile([[7, 7], [0, 2], [4, 6]], 2))
    assert out["mean"].tolist() == [[1.5], [5.5]] and out["dims"].tolist() == [2, 4] and out["empty"].shape == (0, 2)


def test_every_changed_byte_is_refused(plan):
    for position in range(len(plan)):
        changed = bytearray(plan)
        changed[position] ^= 0x41
        assert load(bytes(changed)) == (None, ["DS-PY-007"]), position


def test_every_truncation_and_extension_is_refused(plan):
    for length in range(len(plan)):
        assert load(plan[:length]) == (None, ["DS-PY-007"]), length
    assert load(plan + b"\0") == (None, ["DS-PY-007"])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 1000,
        b"ftrt" * 100,
        b"\x80\x04\x95",
        b"DYNSHAPE",
        PREFIX.pack(b"DYNSHAPE", 1, 2**64 - 1) + b"{}" * 99,
    ],
    ids=["empty", "zeros", "tensorrt", "pickle", "magic", "long header"],
)
def test_foreign_bytes_are_refused(data):
    assert load(data) == (None, ["DS-PY-007"])


def test_other_version_and_header_lengths_are_refused(plan):
    magic, version, length = PREFIX.unpack_from(plan)
    for prefix in (
        (magic, version + 1, length),
        (magic, version, 2**64 - 1),
        (magic, version, length - 1),
        (magic, version, 0),
    ):
        body = PREFIX.pack(*prefix) + plan[PREFIX.size : -32]
        assert load(body + hashlib.sha256(body).digest()) == (None, ["DS-PY-007"])


@pytest.mark.parametrize("data", [None, "plan", 5, [1, 2], object()])
def test_what_is_no_buffer_is_a_type_error(data):
    with pytest.raises(TypeError):
        load(data)


def test_any_buffer_will_do(plan):
    for data in (bytearray(plan), memoryview(plan), np.frombuffer(plan, np.uint8), trt.IHostMemory(plan)):
        assert load(data)[0] is not None


@pytest.mark.parametrize(
    "text", [b"[" * 100000, b"{", b"null", b"[]", b"5", b'"x"', b"\xff\xfe", b"{}", b"1" * 5000, b"NaN"]
)
def test_sealed_header_that_is_no_plan_is_refused(text):
    assert load(seal(text)) == (None, ["DS-PY-007"])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of each item in nested lists and dicts."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [place for key, item in items for place in places(item, (*path, key))]


def put(header: Any, path: tuple[Any, ...], change: Any) -> None:
    for key in path[:-1]:
        header = header[key]
    if change is DELETED:
        del header[path[-1]]
    else:
        header[path[-1]] = change


DELETED = object()
ODD = [
    DELETED,
    None,
    True,
    -1,
    0,
    1,
    2,
    3,
    7,
    99,
    2**31,
    2**70,
    -(2**70),
    0.5,
    float("nan"),
    float("inf"),
    "",
    "x",
    "0",
    "\0",
    [],
    {},
    [1],
    [[]],
    [None],
    {"a": 1},
    {"array": [0, [2], 0]},
    {"array": [0, [-1], 0]},
    {"array": [0, [2**40], 2**40]},
    [[1], [2], [3]],
    "\ud800",
]
HEADER, ARRAYS = unseal(bytes(everything().plan()))
PLACES = [path for path in places(HEADER) if path]


def use(engine: trt.ICudaEngine) -> None:
    """Ask and run what a client would; anything may be refused, nothing may go wrong otherwise."""
    context = engine.create_execution_context()
    for index in range(engine.num_io_tensors):
        name = engine.get_tensor_name(index)
        for answer in (
            engine.get_tensor_shape(name),
            *engine.get_tensor_profile_shape(name, 0),
            context.get_tensor_shape(name),
        ):
            assert isinstance(answer, trt.Dims)
        context.set_input_shape(name, (2, 4))
        context.set_tensor_address(name, np.zeros(64, trt.nptype(engine.get_tensor_dtype(name))))
    assert context.execute_async_v3(0) in (True, False)
    assert engine.serialize()


@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(ODD)), min_size=1, max_size=3))
@settings(derandomize=True, max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_sealed_nonsense_is_refused_or_is_an_engine(changes):
    header = json.loads(json.dumps(HEADER))
    for path, change in changes:
        try:
            put(header, path, change)
        except (KeyError, IndexError, TypeError):
            continue
    engine, clauses = load(seal(header, ARRAYS))
    if engine is None:
        assert clauses == ["DS-PY-007"]
    else:
        use(engine)


def test_each_single_item_of_a_plan_may_be_odd():
    for path in PLACES:
        for change in (DELETED, None, -1, 99, 2**70, "x", [], {}, [[]], 0.5):
            header = json.loads(json.dumps(HEADER))
            put(header, path, change)
            engine, clauses = load(seal(header, ARRAYS))
            assert engine is not None or clauses == ["DS-PY-007"], (path, change)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(sorted(HEADER)) | st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=12,
)


@given(JSON)
@settings(derandomize=True, max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_sealed_json_of_any_kind_is_refused(value):
    assert load(seal(value)) == (None, ["DS-PY-007"])
