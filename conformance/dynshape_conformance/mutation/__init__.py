"""General mutation testing: a random sample of small edits of the reference engine, with the corpus as its tests.

The named mutants of `dynshape_conformance.mutants` say what a clause forbids; these say what nobody thought of.
``python -m dynshape_conformance.mutation --seed 1 --sample 500`` draws, runs and records a sample. It takes
cosmic-ray, whose operators make the edits, and coverage, which tells which cases execute an edited line.
"""
