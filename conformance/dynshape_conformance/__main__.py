"""``python -m dynshape_conformance`` is the command ``dynshape``."""

from .cli import main

main()
