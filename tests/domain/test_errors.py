"""Errors know what the person needs to mend things."""

from app.domain import errors


def test_an_unreadable_document_names_its_line() -> None:
    error = errors.UnreadableDocument(12, "a NUL character")
    assert (error.line, error.reason, str(error)) == (12, "a NUL character", "line 12: a NUL character")


def test_a_query_error_counts_characters_from_one_for_people() -> None:
    error = errors.QueryError(0, "a phrase is not closed")
    assert (error.position, str(error)) == (0, "a phrase is not closed (at character 1)")


def test_every_error_stands_in_the_tree_of_the_docstring() -> None:
    drawn = [line for line in (errors.__doc__ or "").splitlines() if "──" in line]
    classes = {c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.AftercareError)}
    for error in classes - {errors.AftercareError}:
        line = next(line for line in drawn if f"─ {error.__name__} " in f"{line} ")
        parent = error.__bases__[0]
        inner = parent is not errors.AftercareError
        assert line.startswith("│") == inner, f"{error.__name__} is drawn under another parent"
    assert len(drawn) == len(classes) - 1
