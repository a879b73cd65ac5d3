"""The mutants, one table a section of the specification."""
