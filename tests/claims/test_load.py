"""One bad file of claims is reported with its line; the others run on."""

import textwrap

import pytest

from derive.claims.claim import Claim, claim
from derive.claims.load import LoadFailure, load
from derive.language.errors import DeriveError

GOOD = """
from derive.claims.claim import claim
from derive.claims.identity import Identity
from derive.language.symbols import q

@claim(source="a book")
def doubling():
    '''Twice q is q + q.'''
    return Identity(2 * q, q + q)
"""


def write(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.py").write_text(textwrap.dedent(text))
    return folder


def test_claims_are_found_in_order_of_files_and_definitions(tmp_path):
    second = GOOD + GOOD.replace("doubling", "again").split("import q")[1]
    (tmp_path / "book").mkdir()
    write(tmp_path / "book", b=GOOD, a=second)
    assert [c.id for c in load(tmp_path)] == ["book/doubling", "book/again", "book/doubling"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("import no_such_package_anywhere\n", 1, "Install 'no_such_package_anywhere'"),
        ("x = 1\ndef f(:\n", 2, "not valid Python"),
        ("\n\n1 / 0\n", 3, "ZeroDivisionError"),
        ("raise SystemExit(3)\n", 1, "SystemExit: 3"),
        ("from derive.claims.claim import nothing\n", 1, "cannot import name"),
        ("x = 1\n", 0, "no claim"),
    ],
)
def test_a_file_that_fails_says_where_and_what_to_do(tmp_path, text, line, words):
    found = list(load(write(tmp_path, bad=text, good=GOOD)))
    assert isinstance(found[0], LoadFailure)
    assert found[0].line == line
    assert words in str(found[0])
    assert isinstance(found[1], Claim)


def test_files_of_one_name_in_two_folders_do_not_meet(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, same=GOOD)
    assert [c.id for c in load(tmp_path)] == ["one/doubling", "two/doubling"]


def test_imported_claims_belong_to_their_own_file(tmp_path):
    write(tmp_path, good=GOOD, _private=GOOD, test_it=GOOD)
    assert len(list(load(tmp_path))) == 1


def test_a_path_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(DeriveError, match="no such file"):
        list(load(tmp_path / "nowhere"))


def test_the_decorator_returns_a_value_and_keeps_the_function():
    @claim(source="a book", uses=["b/c"], expects="refuted")
    def twice():
        """Says something."""
        return 3

    assert (twice.name, twice.doc, twice.uses, twice.expects) == ("twice", "Says something.", ("b/c",), "refuted")
    with pytest.raises(TypeError, match="returned int"):
        twice.statements()


def test_an_expectation_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="maybe"):
        claim(source="a book", expects="maybe")
