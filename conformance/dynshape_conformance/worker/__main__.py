"""Host a backend: ``python -m dynshape_conformance.worker NAME``."""

import sys

from .serve import main

if __name__ == "__main__":
    main(sys.argv[1])
