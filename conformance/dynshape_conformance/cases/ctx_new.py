"""DS-CTX: which profile a new context has."""

from __future__ import annotations

from dynshape_fixtures.networks import foo_network, ladder, reshape_network, static_network
from dynshape_fixtures.ranges import pinned

from ..case import Trial, choice, negative, positive
from .expect_profiles import REFUSED_SELECTION, ladder_dims, runs_relu, without_profile

NETWORK = foo_network((-1, 4))


@positive("DS-CTX-007", features=("contexts",))
def first_context_has_profile_0(t: Trial) -> None:
    """The first context of an engine has profile 0 without asking, and takes dims at once."""
    for profiles in (1, 2, 3, 4, 12):
        with t.subcase(profiles=profiles):
            context = t.create_context(t.engine(NETWORK, ladder(["foo"], profiles)))
            t.equal(context.profile(), 0)
            t.accepted(context.set_dims("foo", ladder_dims(0)))


@positive("DS-CTX-007", features=("contexts",))
def first_context_of_each_engine(t: Trial) -> None:
    """Engines do not count each other's contexts: the first context of each has profile 0."""
    first = t.engine(NETWORK, ladder(["foo"], 2))
    contexts = [t.create_context(first), t.create_context(t.engine(NETWORK, ladder(["foo"], 2)))]
    contexts.append(t.create_context(first.reload(first.serialize().get()).get()))
    t.equal([context.profile().get() for context in contexts], [0, 0, 0])


@negative("DS-CTX-007", features=("contexts",), editions=("8.4", "8.5"))
def later_context_has_none(t: Trial) -> None:
    """Only the first context is given profile 0: a later one has none, though nobody holds it any more."""
    engine = t.engine(NETWORK, ladder(["foo"], 3))
    first = t.create_context(engine)
    t.equal(first.profile(), 0)
    for former in ("moved", "released"):
        with t.subcase(former=former):
            if former == "moved":
                t.accepted(first.select_profile(1))
            else:
                first.release()
            later = t.create_context(engine)
            t.equal(later.profile(), -1)
            later.release()


@positive("DS-CTX-007", features=("contexts",), editions=("8.6", "9"))
def later_context_has_0_if_it_is_free(t: Trial) -> None:
    """A later context is given profile 0 if no other context holds it."""
    engine = t.engine(NETWORK, ladder(["foo"], 3))
    first = t.create_context(engine)
    for former in ("moved", "released"):
        with t.subcase(former=former):
            if former == "moved":
                t.accepted(first.select_profile(1))
            else:
                first.release()
            later = t.create_context(engine)
            t.equal(later.profile(), 0)
            later.release()


@negative("DS-CTX-007", features=("contexts",), editions=("8.6", "9"))
def later_context_has_none_if_0_is_held(t: Trial) -> None:
    """A later context is not given profile 0 while another context holds it, as the first or by selection."""
    engine = t.engine(NETWORK, ladder(["foo"], 3))
    first = t.create_context(engine)
    with t.subcase(held_by="first"):
        second = t.create_context(engine)
        t.equal(second.profile(), -1)
    with t.subcase(held_by="second"):
        t.accepted(first.select_profile(1))
        t.accepted(second.select_profile(0))
        t.equal(t.create_context(engine).profile(), -1)


@positive("DS-CTX-014", features=("contexts",), editions=("8.4", "9"))
def no_profile_is_minus_one(t: Trial) -> None:
    """A context that was made while another holds profile 0 has profile -1, until it selects one."""
    for profiles in (1, 2, 4):
        engine = t.engine(NETWORK, ladder(["foo"], profiles))
        contexts = [t.create_context(engine)]
        for number in (1, 2, 3):
            with t.subcase(profiles=profiles, context=number):
                contexts.append(t.create_context(engine))
                t.equal(contexts[-1].profile(), -1)
    with t.subcase(selected=1):
        _first, second = without_profile(t, t.engine(NETWORK, ladder(["foo"], 2)))
        t.accepted(second.select_profile(1))
        t.equal(second.profile(), 1)


@positive("DS-CTX-015", features=("contexts",), editions=("8.4", "9"))
def further_contexts_are_made(t: Trial) -> None:
    """Further contexts are made although profile 0 is held, more of them than there are profiles."""
    for profiles in (1, 2, 3):
        engine = t.engine(NETWORK, ladder(["foo"], profiles))
        contexts = []
        for number in range(5):
            with t.subcase(profiles=profiles, context=number):
                contexts.append(t.accepted(engine.create_context()))


@positive("DS-CTX-015", features=("contexts",), editions=("8.4", "9"))
def further_context_is_logged(t: Trial) -> None:
    """A log record says that a further context could not be given profile 0."""
    engine = t.engine(NETWORK, ladder(["foo"], 2))
    first = engine.create_context()
    t.silent(first)
    second = engine.create_context()
    found = [r for r in second.records if r.severity in ("WARNING", "INFO") and r.clause in (None, "DS-CTX-015")]
    if found or t.adapter.describe().explains:
        t.true(bool(found), "a WARNING or INFO record that profile 0 was not taken", "no such record")
    else:
        t.chose("no warning; INFO records of this backend are not kept")


@positive("DS-CTX-015", features=("contexts",), editions=("8.4", "9"))
def each_further_context_is_logged(t: Trial) -> None:
    """The record is there for each further context, not for the first of them only, and for each engine."""
    engines = [t.engine(NETWORK, ladder(["foo"], 2)) for _ in range(2)]
    holders = [t.create_context(engine) for engine in engines]
    t.equal([holder.profile().get() for holder in holders], [0, 0])
    found, further = [], []
    for number in range(3):
        for engine in engines:
            with t.subcase(number=number, engine=engines.index(engine)):
                answer = engine.create_context()
                further.append(t.accepted(answer))
                records = [r for r in answer.records if r.severity in ("WARNING", "INFO")]
                found.append(any(r.clause in (None, "DS-CTX-015") for r in records))
                # What a backend says once it says each time; one that keeps no INFO records says nothing.
                if any(found) or t.adapter.describe().explains:
                    t.true(found[-1], "a WARNING or INFO record that profile 0 was not taken", "no such record")
                else:
                    t.chose("no warning; INFO records of this backend are not kept")


@positive("DS-CTX-016", features=("execution",))
def static_engine_needs_no_selection(t: Trial) -> None:
    """Several contexts of a static engine have profile 0 and execute, without any selection."""
    engine = t.engine(static_network())
    contexts = [t.create_context(engine) for _ in range(4)]
    for number, context in enumerate(contexts):
        with t.subcase(context=number):
            t.equal(context.profile(), 0)
            runs_relu(t, context, (2, 3), "x", "y")


@positive("DS-CTX-016", features=("execution",))
def static_engine_shares_profiles(t: Trial) -> None:
    """Several contexts of a static engine may select one profile at the same time."""
    for profiles in (1, 2):
        engine = t.engine(static_network(), [{"x": pinned((2, 3))}] * profiles)
        contexts = [t.create_context(engine) for _ in range(3)]
        for number, context in enumerate(contexts):
            with t.subcase(profiles=profiles, context=number):
                t.accepted(context.select_profile(0))
                t.equal(context.profile(), 0)
                runs_relu(t, context, (2, 3), "x", "y")


@negative("DS-CTX-016", needs=("DS-CTX-013",), features=("contexts",))
def static_engine_has_no_other_profile(t: Trial) -> None:
    """A static engine built without a profile has index 0 only, for every context."""
    engine = t.engine(static_network())
    for number, context in enumerate([t.create_context(engine) for _ in range(3)]):
        for index in (1, -1):
            with t.subcase(context=number, index=index):
                t.refused(context.select_profile(index), "DS-CTX-013", channel=REFUSED_SELECTION)
                t.equal(context.profile(), 0)


@choice("DS-CTX-016", features=("contexts",), editions=("8.4", "9"))
def static_dims_with_shape_input(t: Trial) -> None:
    """Whether an engine with static dims and run-time shape values counts as static is not stated."""
    engine = t.engine(reshape_network((2, 3)), [{}], [{"d": ((1, 1), (3, 2), (6, 6))}])
    contexts = [t.create_context(engine) for _ in range(2)]
    t.equal(contexts[0].profile(), 0)
    shared = contexts[1].profile().get() == 0 or contexts[1].select_profile(0).ok
    t.chose("its contexts share profile 0" if shared else "its contexts hold profiles of their own")


@positive("DS-CTX-022", features=("execution",))
def every_context_on_one_profile(t: Trial) -> None:
    """Every new context starts on profile 0, and many of them use one profile at once."""
    engine = t.engine(NETWORK, ladder(["foo"], 3))
    contexts = [t.create_context(engine) for _ in range(4)]
    for number, context in enumerate(contexts):
        with t.subcase(context=number, profile=0):
            t.equal(context.profile(), 0)
            runs_relu(t, context, (number + 1, 4))
    for number, context in enumerate(contexts):
        with t.subcase(context=number, profile=2):
            t.accepted(context.select_profile(2))
            t.equal([other.profile().get() for other in contexts], [2] * (number + 1) + [0] * (3 - number))
            runs_relu(t, context, (21 + number, 4))
