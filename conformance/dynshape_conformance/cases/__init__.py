"""The corpus: one module a theme, named after the section of the specification that it tests."""
