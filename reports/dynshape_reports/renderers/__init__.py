"""The renderers: each a module with one function that makes a document of a report."""
