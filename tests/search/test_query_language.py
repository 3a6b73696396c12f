"""What people type, what it means, and what they are told when it means nothing."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.errors import QueryError
from app.search.query import parse_query
from app.search.query_fields import FIELDS, meant
from app.search.query_spans import Span, span
from app.search.query_tree import (
    MAX_DEPTH,
    MAX_LENGTH,
    And,
    Filter,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    Word,
    conjunction,
    disjunction,
    negation,
)


def root(text: str) -> Node | None:
    return parse_query(text).root


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", None),
        ("  \t ", None),
        ("dns", Word("dns")),
        ("dns outage", And((Word("dns"), Word("outage")))),
        ("dns AND outage", And((Word("dns"), Word("outage")))),
        ("a b OR c", Or((And((Word("a"), Word("b"))), Word("c")))),
        ("a (b OR c)", And((Word("a"), Or((Word("b"), Word("c")))))),
        ("a (b c)", And((Word("a"), Word("b"), Word("c")))),
        ("a OR (b OR c)", Or((Word("a"), Word("b"), Word("c")))),
        ("-dns", Not(Word("dns"))),
        ("NOT dns", Not(Word("dns"))),
        ("-(-dns)", Word("dns")),
        ("NOT NOT dns", Word("dns")),
        ("-(a b)", Not(And((Word("a"), Word("b"))))),
        ('"virtual ip"', Phrase("virtual ip")),
        ("“virtual ip”", Phrase("virtual ip")),
        ('-"virtual ip"x', And((Not(Phrase("virtual ip")), Word("x")))),
        ("conf*", Prefix("conf")),
        ("conf**", Prefix("conf")),
        ("SELECT *", And((Word("SELECT"), Word("*")))),
        ("service:checkout", Filter("service", "checkout")),
        ("Service:Checkout", Filter("service", "Checkout")),
        ('-team:"Site Reliability"', Not(Filter("team", "Site Reliability"))),
        ('owner:"(nobody)"', Filter("owner", "(nobody)")),
        ("is:overdue -has:timeline", And((Filter("is", "overdue"), Not(Filter("has", "timeline"))))),
        ("started:2024-01..2024-06", Range("started", "2024-01..2024-06")),
        ("-duration:>1H30M", Not(Range("duration", ">1h30m"))),
        ('due:"<2026-01-01"', Range("due", "<2026-01-01")),
        ("year:2024 severity:SEV1", And((Filter("year", "2024"), Filter("severity", "SEV1")))),
    ],
)
def test_a_query_is_read(text: str, tree: Node | None) -> None:
    assert root(text) == tree


LOOKALIKES = """
http://x.example/a?b=1 service://x 14:51 v1.2:3 localhost:8080 ERROR: bind:53 server:80 connect() f(x)(y)
--force - a-b --> it's or and :: :x C++ @anna not
"""


@pytest.mark.parametrize(
    "text",
    LOOKALIKES.split(),
)
def test_what_only_looks_like_an_operator_is_a_word(text: str) -> None:
    assert root(text) == Word(text)


@pytest.mark.parametrize(
    ("text", "position", "mend"),
    [
        ("x" * 257, 256, "shorten it"),
        ("a b c d e f g h i j k l m", 24, "at most 12 words"),
        ("((((a))))", 3, "3 deep"),
        ('dns "virtual ip', 4, "add one after the phrase"),
        ('a ""', 2, "nothing between the quotation marks"),
        ("a ()", 2, "nothing between the brackets"),
        ("(a b", 0, "add a )"),
        ("a) b", 1, "closes nothing"),
        ("connect( x", 7, "quote the whole"),
        ("a OR", 4, "between OR and the end"),
        ("OR a", 0, '"or" in quotation marks'),
        ("a OR OR b", 5, "leave OR out"),
        ("a AND", 5, "leave AND out"),
        ("NOT", 3, "between - and the end"),
        ("(OR a)", 1, "between ( and OR"),
        ("co*", 2, "3 letters"),
        ("*conf", 0, "only at the end"),
        ("c*nf", 1, "only at the end"),
        ("10.0.0.*", 7, "10.0.0. finds that without it"),
        ("service:", 0, "for example service:checkout"),
        ("service: x", 0, "for example service:checkout"),
        ("owner:@", 0, "needs a value"),
        ("service:che*", 11, "without the *"),
        ("service:(a OR b)", 0, "write (service:a OR service:b)"),
        ("servce:db", 0, "did you mean service:?"),
        ("dns sev:1", 4, "did you mean severity:?"),
        ("tags:dns", 0, "did you mean tag:?"),
        ("severity:high", 0, "knows sev1, sev2, sev3, sev4, sev5"),
        ("status:opne", 0, "knows draft, in_review"),
        ("kind:outage", 0, "knows incident"),
        ("year:24", 0, "four digits"),
        ("is:late", 0, "knows open, unfinished, overdue"),
        ("missing:cause", 0, "knows timeline, causes"),
        ("started:tuesday", 0, "with <, >, <= or >= before it or .. between two: started:2024-01..2024-06"),
        ("started:2024-06..2024-01", 0, "takes a day"),
        ("started:2024-02-30", 0, "takes a day"),
        ("x due:..", 2, "takes a day"),
        ("duration:>long", 0, "a length such as 90m"),
        ("durations:>1h", 0, "did you mean duration:?"),
        ("a \ud800", 2, "not a character"),
        ('"a\ud800"', 2, "not a character"),
    ],
)
def test_an_error_names_its_place_and_proposes_the_mend(text: str, position: int, mend: str) -> None:
    with pytest.raises(QueryError) as told:
        parse_query(text)
    assert told.value.position == position
    assert mend in told.value.reason


def test_the_bounds_themselves_are_within_bounds() -> None:
    assert parse_query("x" * MAX_LENGTH)
    assert len(list(parse_query("a b c d e f g h i j k l").leaves())) == 12
    deepest = "(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH
    assert root(f"{deepest} {deepest}") == And((Word("a"), Word("a")))


def test_the_leaves_of_a_query_come_from_left_to_right() -> None:
    query = parse_query('a -(b OR conf*) "c d" tag:e')
    assert list(query.leaves()) == [Word("a"), Word("b"), Prefix("conf"), Phrase("c d"), Filter("tag", "e")]
    assert list(parse_query("").leaves()) == []
    assert not parse_query("")


def test_a_slip_in_a_field_is_seen_and_another_word_is_left_alone() -> None:
    assert {name: meant(name) for name in ("servcie", "servive", "owenr", "yaer", "statuss", "kin", "ow")} == {
        "servcie": "service",
        "servive": "service",
        "owenr": "owner",
        "yaer": "year",
        "statuss": "status",
        "kin": "kind",
        "ow": None,
    }
    assert [meant(name) for name in ("bind", "near", "term", "mind", "port")] == [None] * 5


def test_every_example_in_the_table_of_fields_can_be_typed() -> None:
    for name, rule in FIELDS.items():
        node = root(rule.example)
        assert isinstance(node, Range if rule.measure else Filter)
        assert isinstance(node, Range | Filter)
        assert node.field == name


@pytest.mark.parametrize(
    ("measure", "text", "wanted"),
    [
        ("day", "2024", (20240000, 20249999)),
        ("day", "2024-06", (20240600, 20240699)),
        ("day", "=2024-06-05", (20240605, 20240605)),
        ("day", "2024-01..2024-06", (20240100, 20240699)),
        ("day", "..2024", (0, 20249999)),
        ("day", ">2024", (20250000, 10**9)),
        ("day", "<2024-06", (0, 20240599)),
        ("day", "<=2024-06", (0, 20240699)),
        ("day", ">=2024-06", (20240600, 10**9)),
        ("length", "90m", (90, 90)),
        ("length", "1d2h3m", (1563, 1563)),
        ("length", "1H..2H", (60, 120)),
        ("length", ">1h", (61, 10**9)),
        ("length", "<=90min", (0, 90)),
        ("day", "2024-13", None),
        ("day", "2024-1", None),
        ("day", "2023..2024..2025", None),
        ("day", "2025..2024", None),
        ("day", ">2024..2025", None),
        ("day", "..", None),
        ("day", "", None),
        ("length", "h", None),
        ("length", "", None),
        ("length", "1.5h", None),
        ("length", "٣m", None),
    ],
)
def test_a_range_is_from_a_number_to_a_number(measure: str, text: str, wanted: Span | None) -> None:
    assert span(measure, text) == wanted


LETTERS = st.text("abXY019é中_.-/+@#'", min_size=1, max_size=8)
WORDS = LETTERS.filter(lambda w: w not in ("OR", "AND", "NOT")).filter(lambda w: w[0] != "-" or w[1:2] in ("", "-"))
VALUES = (
    st.text("abXY 09():-*é", min_size=1, max_size=8).map(str.strip).filter(lambda v: any(c.isalnum() for c in v))
)
PHRASES = st.text("ab Y0(:*-)", min_size=1, max_size=12).filter(str.strip)
FILTERS = st.builds(Filter, st.sampled_from(["service", "team", "tag", "owner"]), VALUES).filter(
    lambda f: not f.value.endswith("*")
)
RANGES = st.builds(
    lambda field, low, high: Range(field, f"{low}..{high}"),
    st.sampled_from(["started", "due"]),
    st.sampled_from(["", "2023", "2024-01"]),
    st.sampled_from(["2024-02-29", "2025"]),
)
LEAVES = st.one_of(
    RANGES, WORDS.map(Word), PHRASES.map(Phrase), st.text("abé0", min_size=3, max_size=6).map(Prefix), FILTERS
)


def within(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(nodes, min_size=2, max_size=3)
    return st.one_of(some.map(conjunction), some.map(disjunction), nodes.map(negation))


def brackets(node: Node) -> int:
    match node:
        case Not(inner):
            return brackets(inner) + isinstance(inner, And | Or)
        case And(nodes) | Or(nodes):
            return max(brackets(n) + (isinstance(node, And) and isinstance(n, Or)) for n in nodes)
    return 0


TREES = st.recursive(LEAVES, within, max_leaves=10).filter(lambda node: brackets(node) <= MAX_DEPTH)


@given(TREES)
@example(Not(Word("--force")))
@example(Not(Word("-")))
@example(And((Word("-"), Phrase("b"))))
@example(Or((Word("f(x)"), Filter("tag", "a b"))))
def test_writing_a_query_and_reading_it_gives_the_same_query(node: Node) -> None:
    query = Query(node)
    if len(str(query)) <= MAX_LENGTH and len(list(query.leaves())) <= 12:
        assert parse_query(str(query)) == query


@given(st.text("abc 01\"'“”()-*:.ORANDTservice@/\n\ud800", max_size=60) | st.text(max_size=300))
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    try:
        query = parse_query(text)
    except QueryError as exc:
        position = exc.position
    else:
        position = 0
        assert parse_query(str(query)) == query
    assert 0 <= position <= len(text)
