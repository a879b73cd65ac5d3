"""Reproducers: what a case did to an engine, as a script that its vendor can run.

`journal` keeps the calls of a case on the engine's own module as lines of Python, `script` takes
those that the failed check rests on and writes the file, `checks` says what the script looks at.
`collect` runs cases again in a process of its own, as an engine may take its process down.
"""
