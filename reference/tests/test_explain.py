"""Explanations: what records name, and what tensors, contexts and profiles say of themselves."""

from __future__ import annotations

import dynshape_reference as trt
import pytest
from reference_harness import Net, foo_net


def reshape_net(edition: str = "8.6") -> Net:
    """out = reshape(x + y, size * [1, 1])."""
    net = Net(edition)
    x, y, size = net.input("x", (-1, 4)), net.input("y", (-1, 4)), net.input("size", (2,), trt.int32)
    z = net.elementwise(x, y)
    z.name, z.producer.name = "z", "adder"
    dims = net.elementwise(size, net.const([1, 1]), "PROD")
    dims.name, dims.producer.name = "dims", "multiplier"
    out = net.reshape(z, dims)
    out.producer.name = "reshaper"
    net.output(out)
    return net


ROWS = ((1, 4), (2, 4), (4, 4))
SIZES = ((1, 4), (2, 4), (4, 4))
MORE_ROWS = ((4, 4), (8, 4), (16, 4))


def test_the_chain_of_uses_of_a_shape_tensor():
    net = reshape_net()
    told = net.network.get_input(2).explain()
    assert told.shape_because == (("size", "input 0 of multiplier"), ("dims", "input 1 of reshaper"))
    assert told.execution_because == ()
    assert "size is a shape tensor only" in str(told) and "which makes dims; dims is input 1 of reshaper" in str(told)


def test_the_chain_of_uses_of_an_execution_tensor():
    told = reshape_net().network.get_input(0).explain()
    assert [name for name, _ in told.execution_because] == ["x", "z", "out"]
    assert told.execution_because[-1] == ("out", "a network output") and told.shape_because == ()


def test_a_tensor_that_is_both_or_neither():
    net = Net()
    x = net.input("x", (2,), trt.int32)
    assert str(x.explain()) == "x is neither: nothing uses it."
    doubled = net.elementwise(x, x)
    assert "neither: it is used by" in str(x.explain())
    net.output(doubled)
    net.output(net.reshape(net.input("data", (-1,)), x), "other")
    told = x.explain()
    assert "both" in str(told) and told.shape_because and told.execution_because


def test_a_chain_through_a_layer_that_computes_on_execution_tensors():
    net = Net()
    x = net.input("x", (2, 2))
    product = net.network.add_matrix_multiply(x, trt.MatrixOperation.NONE, x, trt.MatrixOperation.NONE).get_output(0)
    product.name = "product"
    flat = net.reshape(net.identity(product, trt.int32), (4,))
    net.reshape(net.input("data", (-1,)), flat)
    told = x.explain()
    assert told.shape_because == () and [name for name, _ in told.execution_because][:2] == ["x", "product"]
    assert told.execution_because[-1][1].startswith("input 1 of")


def test_long_chains_are_told_by_their_ends():
    net = Net()
    tensor = first = net.input("first", (1,), trt.int32)
    for _ in range(50):
        tensor = net.identity(tensor)
    net.reshape(net.input("data", (-1,)), tensor)
    told = first.explain()
    assert len(told.shape_because) == 51 and "(39 more)" in str(told)


@pytest.mark.parametrize(
    ("edition", "dtype", "dims", "clause"),
    [
        ("8.6", trt.float32, (2,), "DS-SIO-013"),
        ("8.6", trt.int32, (65,), "DS-EST-022"),
        ("8.4", trt.int8, (2,), "DS-EST-009"),
    ],
)
def test_a_refused_shape_tensor_names_its_chain(edition, dtype, dims, clause):
    net = Net(edition)
    size = net.input("size", dims, dtype)
    used = net.slice(size, (0,), (2,), (1,)) if dims == (65,) else net.identity(size, trt.int32)
    used.name = "used"
    net.output(net.reshape(net.input("x", (-1,)), used))
    assert net.refused() == clause
    net.plan()
    text = next(msg for _, msg in net.log.records if getattr(msg, "clause", None) == clause)
    assert "it is a shape tensor because size is input 0 of" in text and "which makes used" in text
    assert text.tensor == "size"


def test_8_4_names_the_chain_of_a_layer_that_can_make_no_shape_tensor():
    net = Net("8.4")
    x = net.input("x", (2, 2))
    product = net.network.add_matrix_multiply(x, trt.MatrixOperation.NONE, x, trt.MatrixOperation.NONE)
    product.name, product.get_output(0).name = "matmul", "product"
    flat = net.reshape(net.identity(product.get_output(0), trt.int32), (4,))
    net.output(net.reshape(net.input("data", (-1,)), flat))
    assert net.refused() == "DS-RULE-029"
    net.plan()
    record = next(msg for _, msg in net.log.records if msg.clause == "DS-RULE-029")
    assert (record.layer, record.tensor) == ("matmul", "product") and "product is input 0 of" in record


# Contexts


def test_a_context_from_nothing_to_ready():
    net = reshape_net()
    assert net.profile({"x": ROWS, "y": ROWS}, {"size": SIZES}) == 0
    context = net.engine().create_execution_context()
    told = context.explain()
    assert told.profile == 0 and told.missing == ("x", "y", "size") and not told.ready and told.failure is None
    for name in ("x", "y"):
        assert context.set_input_shape(name, (2, 4))
    assert context.set_shape_input(2, [2, 4])
    told = context.explain()
    assert told.ready and told.dims == {"x": (2, 4), "y": (2, 4)} and told.values == {"size": (2, 4)}
    assert str(told).endswith("It can run.")


def test_a_context_names_the_first_layer_that_fails():
    net = reshape_net()
    net.profile({"x": ROWS, "y": ROWS}, {"size": SIZES})
    context = net.engine().create_execution_context()
    assert context.set_input_shape("x", (2, 4)) and context.set_input_shape("y", (3, 4))
    told = context.explain()
    assert told.missing == ("size",) and not told.ready
    failure = told.failure
    assert (failure.clause, failure.layer, failure.tensor, failure.axis) == ("DS-LAY-001", "adder", "z", 0)
    assert "(2,4) and (3,4)" in str(told)
    assert context.set_input_shape("y", (2, 4)) and context.set_shape_input(2, [4, 4])
    failure = context.explain().failure
    assert (failure.clause, failure.layer) == ("DS-LAY-028", "reshaper") and "volume 8 to 16" in failure.text
    assert not context.execute_v2([1, 1, 0, 1])
    record = net.log.last()
    assert (record.clause, record.layer, record.code) == ("DS-LAY-028", "reshaper", 7)


def test_a_context_without_a_profile():
    engine = foo_net().engine()
    first, second = engine.create_execution_context(), engine.create_execution_context()
    assert first.active_optimization_profile == 0
    told = second.explain()
    assert told.profile == -1 and not told.ready and "set_optimization_profile_async" in str(told)


def two_profiles() -> tuple[Net, trt.IExecutionContext]:
    net = reshape_net()
    net.profile({"x": ROWS, "y": ROWS}, {"size": SIZES})
    net.profile({"x": MORE_ROWS, "y": MORE_ROWS}, {"size": MORE_ROWS})
    return net, net.engine().create_execution_context()


def test_refused_dims_name_the_profiles_that_fit():
    net, context = two_profiles()
    assert not context.set_input_shape("x", (16, 4))
    record = net.log.last()
    assert record.clause == "DS-DIM-014" and record.endswith("it fits profile 1) [DS-DIM-014]")
    assert (record.tensor, record.axis, record.value, record.permitted) == ("x", 0, 16, (1, 4))
    assert context.set_input_shape("y", (2, 4)) and not context.set_input_shape("x", (16, 4))
    assert "it fits profile 1; with the other inputs that are set, no profile" in net.log.last()
    assert context.set_input_shape("y", (4, 4)) and not context.set_input_shape("x", (16, 4))
    assert "with the other inputs that are set, profile 1" in net.log.last()
    assert not context.set_input_shape("x", (17, 4)) and "it fits no profile" in net.log.last()


def test_refused_values_name_the_profiles_that_fit():
    net, context = two_profiles()
    assert not context.set_shape_input(2, [16, 4])
    record = net.log.last()
    assert record.clause == "DS-SIO-025" and "it fits profile 1" in record
    assert (record.tensor, record.axis, record.value, record.permitted) == ("size", 0, 16, (1, 4))
    assert context.set_input_shape("x", (2, 4)) and not context.set_shape_input(2, [16, 4])
    assert "with the other inputs that are set, no profile" in net.log.last()


def test_a_context_tells_which_other_profiles_fit():
    _, context = two_profiles()
    assert context.set_input_shape("x", (4, 4))
    assert context.explain().fitting_profiles == (0, 1) and "fits profile 1 too" in str(context.explain())
    assert context.set_input_shape("x", (2, 4)) and context.explain().fitting_profiles == (0,)


# Profiles


def test_a_refused_build_names_what_it_is_about():
    net = Net()
    net.output(net.relu(net.input("x", (-1,))))
    assert net.plan() is None
    assert [(msg.clause, msg.tensor) for _, msg in net.log.records] == [("DS-PROF-002", "x")] * 2
    layer = net.network.get_layer(0)
    layer.set_output_type(3, trt.float32)
    record = net.log.last()
    assert (record.clause, record.layer, record.value, record.permitted) == ("DS-NET-023", layer.name, 3, (0, 0))


def check(net: Net, dims=None, values=None) -> list[tuple[str, str, str | None]]:
    profile = net.builder.create_optimization_profile()
    for name, three in (dims or {}).items():
        profile.set_shape(name, *three)
    for name, three in (values or {}).items():
        profile.set_shape_input(name, *three)
    records = len(net.log.records)
    findings = profile.check(net.network)
    assert len(net.log.records) == records, "looking is not refusing"
    return [(finding.severity.name, finding.clause, finding.layer or finding.tensor) for finding in findings]


def test_a_good_profile_has_no_findings():
    assert check(reshape_net(), {"x": ROWS, "y": ROWS}, {"size": SIZES}) == []


def test_all_inputs_of_a_profile_are_looked_at():
    findings = check(reshape_net(), {"x": ((1, 4), (2, 4), (1, 4)), "y": ((1, 5), (1, 5), (1, 5))}, {"who": SIZES})
    assert findings == [
        ("ERROR", "DS-PROF-012", "x"),
        ("ERROR", "DS-PROF-014", "y"),
        ("ERROR", "DS-SIO-003", "size"),
        ("WARNING", "DS-PROF-019", "who"),
    ]


def test_the_first_layer_that_fails_at_opt_min_and_max():
    net = reshape_net()
    opt_clashes = ((1, 4), (3, 4), (4, 4))
    assert check(net, {"x": ROWS, "y": opt_clashes}, {"size": SIZES}) == [("ERROR", "DS-PROF-008", "adder")]
    findings = check(net, {"x": ROWS, "y": ROWS}, {"size": ((1, 1), (2, 4), (8, 8))})
    assert findings == [("WARNING", "DS-PROF-028", "reshaper")] * 2


def test_a_build_says_the_same():
    net = reshape_net()
    net.profile({"x": ROWS, "y": ROWS}, {"size": ((1, 1), (2, 4), (8, 8))})
    assert net.plan() is not None
    warnings = [msg for severity, msg in net.log.records if severity == trt.ILogger.WARNING]
    assert [(msg.clause, msg.layer) for msg in warnings] == [("DS-PROF-028", "reshaper")] * 2
    assert "kMIN" in warnings[0] and "volume 4 to 1" in warnings[0] and "kMAX" in warnings[1]
    net.config.reset()
    net.profile({"x": ROWS, "y": ((1, 4), (3, 4), (4, 4))}, {"size": SIZES})
    net.log.records.clear()
    assert net.plan() is None
    record = next(msg for _, msg in net.log.records if msg.clause == "DS-PROF-008")
    assert (record.layer, record.tensor) == ("adder", "z") and "(2,4) and (3,4)" in record


def test_a_finding_as_text():
    profile = Net().builder.create_optimization_profile()
    net = foo_net()
    assert str(profile.check(net.network)[0]).startswith("ERROR: foo: dynamic input is missing dimensions")
    assert str(profile.check(net.network)[0]).endswith("[DS-PROF-017]")
