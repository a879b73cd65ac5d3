"""Results of conformance runs: the model, the file format, the renderers. Knows no other package of the project."""
