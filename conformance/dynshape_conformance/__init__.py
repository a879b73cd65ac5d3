"""The conformance suite: clauses, cases, adapters, the pytest plugin and the command line."""

__version__ = "0.1.0"
