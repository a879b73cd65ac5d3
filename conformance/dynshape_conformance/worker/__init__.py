"""An adapter in a process of its own, behind lines of JSON: docs/adapter-protocol.md is its description.

`calls` is the table of what can be asked, `wire` and `values` how it is written, `serve` the process that hosts
an adapter in Python, `process` and `session` the other end of the line, `remote` the adapter that the
cases see, `isolation` what happens when such a process dies, hangs or talks nonsense.
"""
