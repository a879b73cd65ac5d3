"""DS-CTX: before edition 10 each live context has a profile of its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations, product

from dynshape_fixtures.networks import foo_network, four_inputs_network, ladder

from ..adapter import Context, Engine
from ..case import Trial, control, negative, positive
from .expect_profiles import REFUSED_SELECTION, runs_relu, select, without_profile

NETWORK = foo_network((-1, 4))


def three_profiles(t: Trial) -> Engine:
    """An engine with profiles 0, 1 and 2."""
    return t.engine(NETWORK, ladder(["foo"], 3))


def contexts_on(t: Trial, engine: Engine, profiles: Sequence[int]) -> list[Context]:
    """New contexts of an engine without others, each on its own profile."""
    contexts = [t.create_context(engine) for _ in profiles]
    # In this order 0 is free in time: only the first context can have been given it.
    for context, profile in zip(contexts, profiles, strict=True):
        select(t, context, profile)
    return contexts


def release(contexts: Sequence[Context]) -> None:
    """All contexts are destroyed, so that the next subcase finds all profiles free."""
    for context in contexts:
        context.release()


@negative("DS-CTX-002", needs=("DS-CTX-008",), features=("contexts",))
def held_profile_is_refused(t: Trial) -> None:
    """A profile that another live context holds is refused, in whatever order the contexts select."""
    engine = three_profiles(t)
    for order, wishes in product(permutations(range(3)), product(range(3), repeat=3)):
        with t.subcase(order=order, wishes=wishes):
            contexts = [t.create_context(engine) for _ in range(3)]
            for who in order:
                held = [context.profile().get() for context in contexts]
                wish = wishes[who]
                if held[who] == wish:
                    continue
                answer = contexts[who].select_profile(wish)
                if wish in held:
                    t.refused(answer, "DS-CTX-002", channel=REFUSED_SELECTION)
                else:
                    t.accepted(answer)
                    t.equal(contexts[who].profile(), wish)
            held = [context.profile().get() for context in contexts]
            t.true(len({*held} - {-1}) == len(held) - held.count(-1), "no profile held twice", held)
            release(contexts)


@negative("DS-CTX-002", needs=("DS-CTX-008",), features=("contexts",))
def held_over_a_long_time(t: Trial) -> None:
    """Four contexts that move about among five profiles have each its own at every moment."""
    engine = t.engine(NETWORK, ladder(["foo"], 5))
    contexts = [t.create_context(engine) for _ in range(4)]
    for step in range(120):
        who, wish = 7 * step % 4, (step * step // 3 + step // 4) % 5
        held = [context.profile().get() for context in contexts]
        with t.subcase(step=step, context=who, wish=wish):
            if wish in held and held[who] != wish:
                t.refused(contexts[who].select_profile(wish), "DS-CTX-002", channel=REFUSED_SELECTION)
            elif held[who] != wish:
                t.accepted(contexts[who].select_profile(wish))
            now = [context.profile().get() for context in contexts]
            t.true(len({*now} - {-1}) == len(now) - now.count(-1), "no profile held twice", now)


@negative("DS-CTX-002", needs=("DS-CTX-014",), features=("contexts",))
def implicitly_held_profile_is_refused(t: Trial) -> None:
    """Profile 0 is held by the first context although it never asked for it."""
    for profiles in (1, 2, 3):
        with t.subcase(profiles=profiles):
            _first, second = without_profile(t, t.engine(NETWORK, ladder(["foo"], profiles)))
            t.refused(second.select_profile(0), "DS-CTX-002", channel=REFUSED_SELECTION)


@negative("DS-CTX-002", needs=("DS-CTX-008",), features=("contexts",))
def held_after_many_switches(t: Trial) -> None:
    """A profile that a context came to by several switches is held like any other."""
    engine = three_profiles(t)
    for path in permutations(range(3)):
        with t.subcase(path=path):
            first, second = t.create_context(engine), t.create_context(engine)
            for profile in path:
                select(t, first, profile)
            t.refused(second.select_profile(path[-1]), "DS-CTX-002", channel=REFUSED_SELECTION)
            release([first, second])


@negative("DS-CTX-002", needs=("DS-CTX-008",), features=("contexts",))
def held_profile_of_many(t: Trial) -> None:
    """Of many profiles each is held like the first: the tenth and the sixteenth, too."""
    engine = t.engine(NETWORK, ladder(["foo"], 17))
    first, second = t.create_context(engine), t.create_context(engine)
    for profile in (7, 8, 9, 10, 15, 16):
        with t.subcase(profile=profile):
            select(t, first, profile)
            t.refused(second.select_profile(profile), "DS-CTX-002", channel=REFUSED_SELECTION)
            t.accepted(second.select_profile(profile - 1))


@positive("DS-CTX-002", needs=("DS-CTX-008",), features=("contexts",))
def each_its_own(t: Trial) -> None:
    """As many contexts as there are profiles can each have one, in any assignment."""
    engine = three_profiles(t)
    for profiles in permutations(range(3)):
        with t.subcase(profiles=profiles):
            contexts = contexts_on(t, engine, profiles)
            t.equal([context.profile().get() for context in contexts], profiles)
            release(contexts)


@control("DS-CTX-002", needs=("DS-CTX-008",), features=("contexts",))
def contexts_of_another_engine(t: Trial) -> None:
    """Contexts of two engines do not get into each other's way."""
    first, second = three_profiles(t), three_profiles(t)
    for profile in range(3):
        with t.subcase(profile=profile):
            contexts = contexts_on(t, first, [profile]) + contexts_on(t, second, [profile])
            t.equal([context.profile().get() for context in contexts], [profile, profile])
            release(contexts)


@control("DS-CTX-002", needs=("DS-CTX-008",), features=("contexts",), editions=("8.6", "9"))
def sharing_switched_on(t: Trial) -> None:
    """With the preview feature PROFILE_SHARING_0806 switched on, contexts may share a profile."""
    definition = t.definition(NETWORK, ladder(["foo"], 3))
    t.accepted(definition.configure("preview_feature", "PROFILE_SHARING_0806"))
    engine = definition.build().get()
    contexts = [t.create_context(engine) for _ in range(3)]
    for profile, (number, context) in product(range(3), enumerate(contexts)):
        with t.subcase(context=number, profile=profile):
            select(t, context, profile)


@positive("DS-CTX-006", needs=("DS-CTX-008",), features=("contexts",))
def free_when_the_holder_is_destroyed(t: Trial) -> None:
    """A profile becomes free when the context that holds it is destroyed."""
    engine = three_profiles(t)
    for profiles, gone in product(permutations(range(3)), range(3)):
        with t.subcase(profiles=profiles, destroyed=gone):
            contexts = contexts_on(t, engine, profiles)
            contexts[gone].release()
            later = t.create_context(engine)
            select(t, later, profiles[gone])
            t.accepted(later.set_dims("foo", (10 * profiles[gone] + 1, 4)))
            release([later, *(context for at, context in enumerate(contexts) if at != gone)])


@positive("DS-CTX-006", needs=("DS-CTX-008",), features=("contexts",))
def destroyed_after_use(t: Trial) -> None:
    """A profile becomes free again and again, however many contexts held it before."""
    engine = three_profiles(t)
    for round, profile in product(range(3), range(3)):
        with t.subcase(round=round, profile=profile):
            context = t.create_context(engine)
            select(t, context, profile)
            t.accepted(context.set_dims("foo", (10 * profile + 2, 4)))
            context.release()


@negative("DS-CTX-006", needs=("DS-CTX-002", "DS-CTX-008"), features=("contexts",))
def only_the_holder_frees_it(t: Trial) -> None:
    """A profile stays held when another context than its holder is destroyed."""
    engine = three_profiles(t)
    for profiles, (gone, asked) in product(permutations(range(3)), permutations(range(3), 2)):
        with t.subcase(profiles=profiles, destroyed=gone, asked=profiles[asked]):
            contexts = contexts_on(t, engine, profiles)
            contexts[gone].release()
            later = t.create_context(engine)
            if later.profile().get() == -1:
                select(t, later, profiles[gone])
            t.refused(later.select_profile(profiles[asked]), "DS-CTX-002", channel=REFUSED_SELECTION)
            release([later, *(context for at, context in enumerate(contexts) if at != gone)])


@positive("DS-CTX-010", needs=("DS-CTX-008",), features=("contexts",))
def profile_that_another_left(t: Trial) -> None:
    """A context may switch to a profile that another has left, even if that one used it with other dims."""
    engine = three_profiles(t)
    for left, new, former in permutations(range(3)):
        with t.subcase(left=left, by_switch_to=new, taken_from=former):
            first, second = contexts_on(t, engine, [left, former])
            t.accepted(first.set_dims("foo", (10 * left + 1, 4)))
            t.accepted(second.set_dims("foo", (10 * former + 2, 4)))
            select(t, first, new)
            select(t, second, left)
            t.accepted(second.set_dims("foo", (10 * left + 5, 4)))
            t.equal(second.dims("bar"), (10 * left + 5, 4))
            release([first, second])


@positive("DS-CTX-010", needs=("DS-CTX-008",), features=("contexts",))
def what_a_switch_leaves_is_free(t: Trial) -> None:
    """Around a ring of profiles with one free, contexts follow each other."""
    engine = three_profiles(t)
    contexts = contexts_on(t, engine, [0, 1])
    for mover, free in ((1, 2), (0, 1), (1, 0), (0, 2), (1, 1), (0, 0)):
        with t.subcase(mover=mover, to=free):
            select(t, contexts[mover], free)
            t.accepted(contexts[mover].set_dims("foo", (10 * free + 2, 4)))


@negative("DS-CTX-010", needs=("DS-CTX-002", "DS-CTX-008"), features=("contexts",))
def profile_that_another_has_not_left(t: Trial) -> None:
    """Until the other context has left it, its profile is refused; then it is accepted."""
    engine = three_profiles(t)
    for wanted, new, former in permutations(range(3)):
        with t.subcase(wanted=wanted, left_for=new, former=former):
            first, second = contexts_on(t, engine, [wanted, former])
            t.refused(second.select_profile(wanted), "DS-CTX-002", channel=REFUSED_SELECTION)
            select(t, first, new)
            t.accepted(second.select_profile(wanted))
            release([first, second])


@positive("DS-CTX-018", needs=("DS-CTX-008", "DS-DIM-003"), features=("execution",))
def side_by_side(t: Trial) -> None:
    """Contexts on separate profiles execute in turns, each with dims of its own."""
    engine = three_profiles(t)
    contexts = contexts_on(t, engine, [2, 0, 1])
    for extent, (context, profile) in product((1, 2, 5), zip(contexts, (2, 0, 1), strict=True)):
        with t.subcase(profile=profile, extent=extent):
            runs_relu(t, context, (10 * profile + extent, 4))


@negative("DS-CTX-018", needs=("DS-CTX-014",), features=("contexts",))
def no_profile_left(t: Trial) -> None:
    """Where all profiles are held, one context more gets none of them."""
    for profiles in (1, 2, 3):
        engine = t.engine(NETWORK, ladder(["foo"], profiles))
        contexts = contexts_on(t, engine, range(profiles))
        later = t.create_context(engine)
        t.equal(later.profile(), -1)
        for profile in range(profiles):
            with t.subcase(profiles=profiles, wanted=profile):
                t.refused(later.select_profile(profile), "DS-CTX-002", "DS-CTX-018", channel=REFUSED_SELECTION)
        release([later, *contexts])


@control("DS-CTX-018", needs=("DS-CTX-008",), features=("contexts",))
def dims_of_one_context_only(t: Trial) -> None:
    """Contexts on separate profiles keep the dims of several inputs apart."""
    engine = t.engine(four_inputs_network(), ladder("abcd", 3))
    contexts = contexts_on(t, engine, range(3))
    for profile, name in product(range(3), "abcd"):
        t.accepted(contexts[profile].set_dims(name, (10 * profile + 1, 4)))
    for profile, name in product(range(3), "abcdo"):
        with t.subcase(profile=profile, tensor=name):
            t.equal(contexts[profile].dims(name), (10 * profile + 1, 4))
