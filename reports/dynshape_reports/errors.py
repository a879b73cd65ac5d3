"""What can be wrong with a results file. Each error's text is one line for the user."""


class ResultsError(Exception):
    """A results file that can't be used."""


class MissingResults(ResultsError):
    """There is no such file, or it can't be opened."""


class ForeignFormat(ResultsError):
    """The file is no dynshape results file, or one of another format version."""


class TruncatedResults(ResultsError):
    """A run has no footer: it was cut short and says nothing."""


class MalformedResults(ResultsError):
    """A line is not what the schema asks for, or the footer does not fit the lines."""


class DuplicateCase(ResultsError):
    """A case occurs twice in one run."""


class MixedResults(ResultsError):
    """The runs of one file do not belong together."""
