"""The small parts that the engines are made of."""

from engines import document
from hypothesis import given
from hypothesis import strategies as st

from app.search.analysis import MAX_WORD, analysed, folded, terms
from app.search.bitmaps import bitmap, full, members, union
from app.search.plan import Adjacent, AllOf, Exactly, Term, Without, plan
from app.search.query import parse_query
from app.search.ranking import damping, gain, rarity
from app.search.suggestions import MAX_IDENTIFIERS, HintKind, hints
from app.search.whoosh_schema import _packed, positions


@given(st.sets(st.integers(0, 2000)), st.integers(2001, 5000))
def test_a_bitmap_holds_its_numbers(numbers: set[int], size: int) -> None:
    bits = bitmap(sorted(numbers), size)
    assert members(bits) == sorted(numbers)
    assert bits.bit_count() == len(numbers)
    assert members(full(size) ^ bits) == [n for n in range(size) if n not in numbers]
    assert union([bits, full(3)]) == bitmap(sorted(numbers | {0, 1, 2}), size)


def test_the_empty_bitmap_has_no_members() -> None:
    assert bitmap([], 0) == union([]) == full(0) == 0
    assert members(0) == []


@given(st.lists(st.integers(0, 200_000), min_size=1).map(sorted))
def test_positions_come_back_as_they_were_packed(at: list[int]) -> None:
    assert list(positions(_packed(at))) == at


def test_words_are_folded_and_stemmed_and_identifiers_left_as_they_are() -> None:
    assert terms("The proxies' DNS failed") == ["the", "proxi", "dns", "fail"]
    assert terms("CVE-2021-44228 on vmhost02s") == ["cve", "2021", "44228", "on", "vmhost02s"]
    assert folded("O’Brien's") == "obrien"
    assert folded("ﾞ") != ""
    assert len(folded("x" * 500)) == MAX_WORD


def test_positions_leave_a_gap_between_paragraphs() -> None:
    text = analysed("Disk full\n \n\n\ndisk failed")
    assert text.positions == {"disk": [0, 3], "full": [1], "fail": [4]}
    assert text.forms == {"disk", "full", "failed", "fail"}
    assert text.length == 4
    assert analysed("") == analysed(" \n\n ")


def test_a_plan_drops_what_carries_nothing_and_keeps_the_rest() -> None:
    asked = plan(parse_query('the db-01 (of OR and) -"is" -slow service:API !!'))
    assert asked.root == AllOf((Adjacent(("db", "01")), Without(Term("slow")), Exactly("service", "api")))
    assert asked.scored == (Adjacent(("db", "01")),)
    assert asked.ignored == ("the", "of", "and", '"is"', "!!")
    assert plan(parse_query("the")).root is None
    assert plan(parse_query('"to be"')).root == Adjacent(("to", "be"))


def test_ranking_rewards_rarity_and_repetition_and_brevity() -> None:
    assert rarity(1, 100) > rarity(50, 100) > rarity(100, 100) > 0
    short, long = damping(10, 100), damping(1000, 100)
    assert gain(1, 1, short) > gain(1, 1, long)
    assert gain(1, 1, short) < gain(3, 1, short) < 2.2
    assert damping(0, 0) > 0


def test_a_document_is_hinted_at_by_services_title_and_identifiers() -> None:
    told = list(
        hints(
            document(
                1, "The  DNS outage", "vmhost02 up, node_exporter OOMKilled v1.2 2024 AWS Error", services=("api",)
            )
        )
    )
    assert [(hint.kind, hint.text) for hint in told] == [
        (HintKind.SERVICE, "api"),
        (HintKind.TITLE, "The DNS outage"),
        (HintKind.IDENTIFIER, "vmhost02"),
        (HintKind.IDENTIFIER, "node_exporter"),
        (HintKind.IDENTIFIER, "OOMKilled"),
        (HintKind.IDENTIFIER, "v1.2"),
    ]
    assert told[1].keys == {"dns", "outage"}
    crowd = " ".join(f"host{n}" for n in range(500))
    assert len(list(hints(document(1, "Crowd", crowd)))) == 1 + MAX_IDENTIFIERS
