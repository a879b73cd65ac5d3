"""Measures how many networks a campaign tries a second and core.

    python benchmarks/fuzzing.py [--backend NAME ...] [--networks N] [--repeats N]

``alone`` is the reference without another backend: networks are generated, grown, defined and asked for all facts
once. The other ways compare it with a backend, by default with itself. Seconds are processor time of this one
process, the least of all rounds, which are made in turns; seeds are the same in each.
"""

from __future__ import annotations

import argparse
import time

from dynshape_conformance.fuzz.campaign import part_size, run_part
from dynshape_conformance.fuzz.known import Causes, Known
from dynshape_conformance.fuzz.networks import Draft, Network
from dynshape_conformance.fuzz.observe import Fact
from dynshape_conformance.fuzz.pair import Pair, Setting

ALL = Causes((Known("*", "silent", "what is compared is not the question here"),))


class Alone(Pair):
    """The reference, with nothing beside it."""

    def observe(self, draft: Draft) -> tuple[Network, list[Fact], list[Fact]]:
        """A network, and what is said of it."""
        network = self.network(draft)
        facts = self.facts(self.ours, network, draft, set())
        return network, facts, facts


def seconds(pair: Pair, networks: int) -> float:
    """Processor time of a campaign of so many networks, in whole parts."""
    parts = -(-networks // part_size(pair.setting))
    begin = time.process_time()
    for number in range(parts):
        run_part(pair, number, ALL)
    return (time.process_time() - begin) / (parts * part_size(pair.setting))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--backend", action="append", default=[])
    parser.add_argument("--networks", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    ways = {"reference alone": Alone(Setting("reference", "reference", "10", 0, deep=False))}
    for name in options.backend or ["reference"]:
        for deep in (False, True):
            what = "networks, builds, contexts and results" if deep else "networks"
            ways[f"{name} beside the reference: {what}"] = Pair(Setting(name, "reference", "10", 0, deep))
    for pair in ways.values():
        seconds(pair, 1)
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(options.repeats):
        for name, pair in ways.items():
            found[name].append(seconds(pair, options.networks))
    for name, times in found.items():
        print(f"{name:64} {1 / min(times):6.0f} networks a second of one core")


if __name__ == "__main__":
    main()
