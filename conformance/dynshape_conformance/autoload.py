"""What pytest loads by itself (entry point ``pytest11``) in everybody's runs: as little as possible.

Our options have common names, and a conftest that defines its own ``--backend`` must go on working.
So the plugin with its options is loaded only where the command line asks for a backend of ours.
Loading it by ``-p dynshape_conformance.plugin`` is always possible, also together with this.
"""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest

PLUGIN = "dynshape_conformance.plugin"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Load the plugin if ``--backend`` names a backend of dynshape; options may still be added here."""
    if early_config.pluginmanager.has_plugin(PLUGIN):
        return
    asked = _backend(args)
    if (
        asked is not None
        and asked.removeprefix("direct:").removeprefix("worker:") in entry_points(group="dynshape.backends").names
    ):
        early_config.pluginmanager.import_plugin(PLUGIN)


def _backend(args: list[str]) -> str | None:
    for index, arg in enumerate(args):
        if arg.startswith("--backend="):
            return arg.partition("=")[2]
        if arg == "--backend" and index + 1 < len(args):
            return args[index + 1]
    return None
