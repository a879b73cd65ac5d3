"""DS-CTX: how a profile is selected."""

from __future__ import annotations

from itertools import permutations, product

from dynshape_fixtures.networks import foo_network, ladder, reshape_network

from ..case import Trial, choice, control, negative, positive
from .expect_profiles import REFUSED_SELECTION, ladder_dims, runs_relu, select, without_profile

NETWORK = foo_network((-1, 4))


@positive("DS-CTX-001", needs=("DS-CTX-008",), features=("contexts",))
def dims_after_the_profile(t: Trial) -> None:
    """Once a profile is selected, dims within it are accepted."""
    engine = t.engine(NETWORK, ladder(["foo"], 4))
    for profile in range(4):
        with t.subcase(profile=profile):
            context = t.create_context(engine)
            select(t, context, profile)
            t.accepted(context.set_dims("foo", ladder_dims(profile)))
            t.equal(context.dims("foo"), ladder_dims(profile))
            context.release()


@negative("DS-CTX-001", needs=("DS-CTX-014",), features=("contexts",), editions=("8.4", "9"))
def dims_before_a_profile(t: Trial) -> None:
    """On a context that has no profile yet, dims are refused, whichever profile they fit."""
    engine = t.engine(NETWORK, ladder(["foo"], 3))
    _first, second = without_profile(t, engine)
    for profile in range(3):
        with t.subcase(dims_of=profile):
            t.refused(second.set_dims("foo", ladder_dims(profile)), "DS-CTX-001", "DS-DIM-002", channel="False")


@negative("DS-CTX-001", needs=("DS-CTX-014",), features=("contexts", "bindings"), editions=("8.4", "9"))
def binding_dims_before_a_profile(t: Trial) -> None:
    """On a context that has no profile yet, dims are refused for the bindings of every profile."""
    engine = t.engine(NETWORK, ladder(["foo"], 3))
    _first, second = without_profile(t, engine)
    for profile in range(3):
        with t.subcase(row=profile):
            binding = 2 * profile + engine.binding_index("foo").get()
            answer = second.set_binding_dims(binding, ladder_dims(profile))
            t.refused(answer, "DS-CTX-001", "DS-DIM-002", channel="False")


@positive("DS-CTX-003", features=("contexts",))
def index_0_selects_the_first(t: Trial) -> None:
    """Selecting index 0 gives the first profile, to a new context and to one that had another profile."""
    engine = t.engine(NETWORK, ladder(["foo"], 3))
    with t.subcase(before="new"):
        context = t.create_context(engine)
        t.accepted(context.select_profile(0))
        t.equal(context.profile(), 0)
        context.release()
    for before in (1, 2):
        with t.subcase(before=before):
            context = t.create_context(engine)
            select(t, context, before)
            t.accepted(context.select_profile(0))
            t.equal(context.profile(), 0)
            t.accepted(context.set_dims("foo", ladder_dims(0)))
            context.release()


@positive("DS-CTX-003", needs=("DS-CTX-006",), features=("contexts",))
def index_0_for_a_later_context(t: Trial) -> None:
    """A later context gets the first profile by selecting index 0 once nobody else has it."""
    engine = t.engine(NETWORK, ladder(["foo"], 3))
    first, second = t.create_context(engine), t.create_context(engine)
    first.release()
    t.accepted(second.select_profile(0))
    t.equal(second.profile(), 0)
    t.accepted(second.set_dims("foo", ladder_dims(0)))


@positive("DS-CTX-008", features=("contexts",))
def switches(t: Trial) -> None:
    """A context is switched between profiles in any order."""
    engine = t.engine(NETWORK, ladder(["foo"], 4))
    for order in permutations(range(4)):
        with t.subcase(order=order):
            context = t.create_context(engine)
            for profile in (*order, order[0]):
                select(t, context, profile)
            context.release()


@positive("DS-CTX-008", needs=("DS-DIM-003",), features=("execution",))
def runs_after_a_switch(t: Trial) -> None:
    """After each switch the context executes with dims of its new profile."""
    context = t.context(NETWORK, ladder(["foo"], 3))
    for step, profile in enumerate((1, 0, 2, 1, 2, 0)):
        with t.subcase(step=step, profile=profile):
            select(t, context, profile)
            runs_relu(t, context, ladder_dims(profile))


@negative("DS-CTX-008", needs=("DS-DIM-014",), features=("contexts",))
def former_range_after_a_switch(t: Trial) -> None:
    """After a switch, dims that only the former profile spans are refused."""
    engine = t.engine(NETWORK, ladder(["foo"], 3))
    for former, new in permutations(range(3), 2):
        with t.subcase(former=former, new=new):
            context = t.create_context(engine)
            select(t, context, former)
            t.accepted(context.set_dims("foo", ladder_dims(former)))
            t.accepted(context.select_profile(new))
            t.refused(context.set_dims("foo", ladder_dims(former)), "DS-DIM-014")
            context.release()


@positive("DS-CTX-009", needs=("DS-CTX-008",), features=("execution",))
def switch_after_finished_work(t: Trial) -> None:
    """A switch after the enqueued work has completed leaves its results as they were, and so do later ones."""
    context = t.context(NETWORK, ladder(["foo"], 2))
    for round, profile in product(range(2), range(2)):
        with t.subcase(round=round, profile=profile):
            select(t, context, profile)
            runs_relu(t, context, ladder_dims(profile))
            runs_relu(t, context, (10 * profile + 5, 4))


@choice("DS-CTX-009", features=("contexts",))
def switch_is_announced(t: Trial) -> None:
    """Whether a switch leaves a warning that no work may be pending is known from logs only."""
    context = t.context(NETWORK, ladder(["foo"], 2))
    warned = any(record.severity == "WARNING" for record in context.select_profile(1).records)
    t.chose("a warning at each switch" if warned else "no warning")


@negative("DS-CTX-013", features=("contexts",))
def index_out_of_range(t: Trial) -> None:
    """A profile index below 0, or not below the number of profiles, is refused and the selection stays."""
    for profiles in (1, 2, 3, 12):
        context = t.context(NETWORK, ladder(["foo"], profiles))
        for former in sorted({0, profiles - 1}):
            select(t, context, former)
            for index in (-1, -2, profiles, profiles + 1, 2**31 - 1, -(2**31)):
                with t.subcase(profiles=profiles, former=former, index=index):
                    t.refused(context.select_profile(index), "DS-CTX-013", channel=REFUSED_SELECTION)
                    t.equal(context.profile(), former)


@negative("DS-CTX-013", needs=("DS-CTX-014",), features=("contexts",), editions=("8.4", "9"))
def index_out_of_range_without_a_profile(t: Trial) -> None:
    """A context without a profile has none after an index out of range either."""
    _first, second = without_profile(t, t.engine(NETWORK, ladder(["foo"], 2)))
    for index in (-1, 2, 100):
        with t.subcase(index=index):
            t.refused(second.select_profile(index), "DS-CTX-013", channel=REFUSED_SELECTION)
            t.equal(second.profile(), -1)


@positive("DS-CTX-013", needs=("DS-DIM-003",), features=("contexts",))
def dims_after_a_refused_index(t: Trial) -> None:
    """As the selection stays, so does what was set under it: the dims, and what follows from them."""
    for profile in (0, 1):
        context = t.context(NETWORK, ladder(["foo"], 2), profile=profile)
        t.accepted(context.set_dims("foo", ladder_dims(profile)))
        for index in (-1, 2):
            with t.subcase(profile=profile, index=index):
                t.refused(context.select_profile(index), "DS-CTX-013", channel=REFUSED_SELECTION)
                t.equal(context.dims("foo"), ladder_dims(profile))
                t.equal(context.dims("bar"), ladder_dims(profile))
                t.equal(context.all_dims_specified(), True)


@positive("DS-CTX-013", needs=("DS-SIO-007",), features=("contexts", "bindings"), editions=("8.4", "9"))
def values_after_a_refused_index(t: Trial) -> None:
    """As the selection stays, so do the values of input shape tensors, and the dims that follow from them."""
    values = ((1, 1), (4, 6), (96, 96))
    context = t.context(reshape_network(), [{"x": ((1, 1), (4, 6), (16, 16))}] * 2, [{"d": values}] * 2)
    t.accepted(context.set_dims("x", (4, 6)))
    t.accepted(context.set_values("d", (8, 3)))
    for index in (-1, 2):
        with t.subcase(index=index):
            t.refused(context.select_profile(index), "DS-CTX-013", channel=REFUSED_SELECTION)
            t.equal(context.all_values_specified(), True)
            t.equal(context.dims("y"), (8, 3))


@control("DS-CTX-013", features=("contexts",))
def last_index(t: Trial) -> None:
    """The last index, one below the number of profiles, is accepted."""
    for profiles in (2, 3, 12):
        with t.subcase(profiles=profiles):
            context = t.context(NETWORK, ladder(["foo"], profiles))
            t.accepted(context.select_profile(profiles - 1))
            t.equal(context.profile(), profiles - 1)
