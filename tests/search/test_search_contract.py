"""What every search engine does alike."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from engines import ENGINES, EVERYONE, INSIDERS, document, found, ranked

from app.search import synonyms
from app.search.backend import MAX_EXPANSIONS, Scope, SearchIndex
from app.search.query import parse_query

IDENTIFIERS = """
vmhost02 db-01 10.0.0.5 v1.2.3 OOMKilled CVE-2021-44228 /etc/hosts kube-proxy node_exporter SRX240 HTTP-503
10.0.0.5:8080
"""
DECOYS = """
vmhost20 db-10 10.0.0.52 110.0.0.5 10.0.5.0 v1.3.2 oomscore CVE-2021-44229 /hosts/etc proxy for kube, exported node
SRX241 HTTP-502 db 2 and 01
"""


@pytest.fixture(params=list(ENGINES))
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchIndex]:
    engine = ENGINES[request.param](tmp_path)
    yield engine
    engine.close()


@pytest.fixture
def library(index: SearchIndex) -> SearchIndex:
    """Two outages and a maintenance that all may read, and one outage that not all may."""
    index.apply(
        [
            document(
                1,
                "Database failover stalled",
                "The primary did not hand over its virtual IP.\n\nReplicas were replicating slowly.",
                severity="sev1",
                services=("checkout", "Billing"),
                teams=("Database",),
                tags=("capacity",),
                owners=("Anna Müller",),
                year=2024,
                date=20240310,
            ),
            document(
                2,
                "DNS outage",
                "Resolvers answered from a stale zone. The database was never down.",
                severity="sev2",
                services=("dns",),
                year=2023,
                date=20230105,
            ),
            document(3, "Router maintenance", "Planned work on the routers.", kind="maintenance", date=20240601),
            document(
                4,
                "Leaked credentials in checkout",
                "Secret keys of the database zyxhost01 were printed.",
                visibility="restricted",
                severity="sev1",
                services=("vault", "checkout"),
                owners=("Zoe",),
                year=2024,
                date=20240401,
            ),
        ],
        [],
        7,
    )
    return index


def test_an_empty_query_finds_everything_visible_newest_first(library: SearchIndex) -> None:
    assert ranked(library, "") == [3, 1, 2]
    assert ranked(library, "", INSIDERS) == [3, 4, 1, 2]
    assert ranked(library, "", Scope(frozenset())) == []


def test_all_words_must_be_there(library: SearchIndex) -> None:
    assert found(library, "database") == [1, 2]
    assert found(library, "database zone") == [2]
    assert found(library, "database nowhere") == []


def test_a_word_is_found_in_its_other_forms(library: SearchIndex) -> None:
    for form in ("replicate", "replicated", "REPLICATING"):
        assert found(library, form) == [1]
    assert found(library, "routers") == found(library, "router") == [3]


def test_either_and_except_and_brackets(library: SearchIndex) -> None:
    assert found(library, "zone OR maintenance") == [2, 3]
    assert found(library, "database -dns") == [1]
    assert found(library, "-database") == [3]
    assert found(library, "(zone OR stalled) database") == [1, 2]
    assert found(library, "-(zone OR stalled)") == [3]
    assert found(library, "maintenance OR -database") == [3]


def test_a_query_that_only_excludes_comes_newest_first(library: SearchIndex) -> None:
    assert ranked(library, "-maintenance", INSIDERS) == [4, 1, 2]
    assert ranked(library, "kind:incident", INSIDERS) == [4, 1, 2]


def test_a_phrase_is_found_side_by_side_within_a_paragraph(library: SearchIndex) -> None:
    assert found(library, '"virtual IP"') == [1]
    assert found(library, '"IP virtual"') == []
    assert found(library, '"failover stalled"') == [1]
    assert found(library, '"IP replicas"') == []  # the next paragraph
    assert found(library, '"stalled the primary"') == []  # title and body
    assert found(library, '"from a stale"') == [2]
    assert found(library, '"from the stale"') == []
    assert found(library, '"not hand over" -"virtual machine"') == [1]


def test_a_phrase_that_repeats_a_word_needs_it_twice(index: SearchIndex) -> None:
    index.apply(
        [document(1, body="retry retry later"), document(2, body="retry later"), document(3, body="retries")], [], 1
    )
    assert found(index, '"retry retry"') == [1]


def test_a_stop_word_never_empties_a_result(library: SearchIndex) -> None:
    page = library.search(parse_query("the database were"), EVERYONE)
    assert sorted(hit.id for hit in page.hits) == [1, 2]
    assert page.ignored == ("the", "were")
    assert found(library, "the") == [1, 2, 3]
    assert found(library, "the OR zone") == [2]
    assert found(library, "database -the") == [1, 2]
    assert found(library, 'database "the" -- !?') == [1, 2]
    assert library.search(parse_query("database ... the the"), EVERYONE).ignored == ("...", "the")


@pytest.mark.parametrize("identifier", IDENTIFIERS.split())
def test_an_identifier_is_found_as_typed(index: SearchIndex, identifier: str) -> None:
    index.apply([document(1, body=DECOYS), document(2, body=f"before {identifier}, after.\n\n{DECOYS}")], [], 1)
    for typed in (identifier, identifier.lower(), identifier.upper(), f'"{identifier}"'):
        assert found(index, typed) == [2]


def test_parts_of_an_identifier_are_found(index: SearchIndex) -> None:
    index.apply([document(1, body="node_exporter on 10.0.0.5:9100, see https://grafana.example.com/d/abc")], [], 1)
    for part in ("exporter", "node", "9100", "10.0.0.5", "example.com", "grafana.example.com"):
        assert found(index, part) == [1]
    assert found(index, "10.0.0") == [1]
    assert found(index, "example.org") == []


def test_case_and_accents_do_not_count_and_ideographs_are_phrases(index: SearchIndex) -> None:
    index.apply([document(1, body="Café Zürich, cafe\u0301. O'Brien’s straße 数据库故障")], [], 1)
    for typed in ("cafe", "CAFÉ", "zurich", "Zu\u0308rich", "obrien", "O'Brien", "strasse", "数据库", "故障"):
        assert found(index, typed) == [1]
    assert found(index, "库数") == []


def test_a_prefix_finds_words_that_start_so(library: SearchIndex) -> None:
    assert found(library, "data*") == [1, 2]
    assert found(library, "rout*") == found(library, "routers*") == [3]
    assert found(library, "router* -planned") == []
    assert found(library, "replicati*") == [1]
    assert found(library, "zzz*") == []
    assert found(library, "数据库*") == []


def test_fields_are_compared_whole_and_without_case(library: SearchIndex) -> None:
    assert found(library, "service:CHECKOUT") == [1]
    assert found(library, "service:check") == []
    assert found(library, "service:billing team:database severity:sev1 tag:capacity") == [1]
    assert found(library, 'owner:"anna muller"') == found(library, 'owner:"@Anna Müller"') == [1]
    assert found(library, "kind:maintenance") == [3]
    assert found(library, "status:published year:2023") == [2]
    assert found(library, "status:draft") == []
    assert found(library, "-service:dns year:2023 OR kind:maintenance") == [3]


def test_the_title_counts_more_than_the_body(index: SearchIndex) -> None:
    index.apply(
        [document(n, "About something", "filler words of another kind here") for n in range(10, 15)]
        + [
            document(1, "About certificates", "it says nothing"),
            document(2, "About nothing", "it says certificates"),
        ],
        [],
        1,
    )
    assert ranked(index, "certificate") == [1, 2]


def test_what_is_rare_counts_more_and_equals_come_newest_first(index: SearchIndex) -> None:
    common = [document(n, "One", "latency here", date=20240100 + n) for n in range(1, 6)]
    index.apply([*common, document(9, "One", "latency jitter"), document(7, "One", "latency here")], [], 1)
    assert ranked(index, "latency OR jitter") == [9, 5, 4, 3, 2, 1, 7]
    assert ranked(index, "latency -jitter") == [5, 4, 3, 2, 1, 7]


def test_ranges_and_marks_are_found_and_marks_are_counted(index: SearchIndex) -> None:
    index.apply(
        [
            document(
                1, marks=(("is", "open"), ("has", "timeline")), numbers=(("started", 20240105), ("due", 20240301))
            ),
            document(2, marks=(("has", "timeline"),), numbers=(("started", 20240601), ("duration", 61))),
            document(3, numbers=(("duration", 60), ("due", 20230101), ("due", 20250101))),
        ],
        [],
        1,
    )
    wanted = {
        "is:open": [1],
        "-has:timeline": [3],
        "started:2024": [1, 2],
        "started:2024-01..2024-05": [1],
        "-started:2024-01": [2, 3],
        "duration:>1h": [2],
        "duration:1h..2h": [2, 3],
        "due:<2024": [3],
        "due:2024": [1],
        "due:>2025-01-01": [],
    }
    assert {query: found(index, query) for query in wanted} == wanted
    facets = index.search(parse_query(""), EVERYONE).facets
    assert (facets["is"], facets["has"]) == ({"open": 1}, {"timeline": 2})
    index.apply([document(1)], [], 2)
    assert (found(index, "started:2024-01"), found(index, "is:open")) == ([], [])


def test_a_slip_is_put_right_by_words_that_may_be_seen(index: SearchIndex) -> None:
    index.apply(
        [
            document(1, body="Kubernetes lost the database; certificates expired"),
            document(2, body="database database cart", visibility="restricted"),
            document(3, body="the cart of databases, vmhost02"),
        ],
        [],
        1,
    )
    wanted = {
        "kuberntes": "kubernetes",
        "Kubrenetes": "kubernetes",
        "kubernettess": "kubernetes",
        "databse": "database",
        "database": None,  # known
        "expiring": None,  # by its stem
        "atabase": None,  # the first letter is taken to be right
        "crat": "cart",
        "car": None,  # too short to tell
        "vmhost03": None,  # no word of letters alone
        "db-01": None,
        "": None,
        "zzzzzz": None,
    }
    assert {word: index.nearest(word, EVERYONE) for word in wanted} == wanted
    index.apply([], [3], 2)
    assert (index.nearest("crat", EVERYONE), index.nearest("crat", INSIDERS)) == (None, "cart")


def test_a_word_finds_what_means_the_same_and_a_phrase_does_not(index: SearchIndex) -> None:
    index.apply(
        [
            document(1, body="kubernetes evicted it"),
            document(2, body="k8s evicted it"),
            document(3, body="the load balancer of the database"),
            document(4, body="the lb; the load was high, a balancer helped"),
            document(5, body="certificates ran out"),
        ],
        [],
        1,
    )
    assert found(index, "k8s") == found(index, "Kubernetes") == [1, 2]
    assert found(index, '"k8s"') == [2]
    assert found(index, "lb") == [3, 4]
    assert found(index, "lb -db") == [4]
    assert found(index, "cert") == [5]
    synonyms.settle("# ours\nevicted = ran out")
    try:
        assert found(index, "evicted k8s") == [1, 2]
        assert found(index, "evicted") == [1, 2, 5]
    finally:
        synonyms.settle("")


@pytest.mark.parametrize("text", ["k8s", "k8s =", "= =", "a b c d e = f", "k8s = x\n" * 1001])
def test_a_line_that_is_no_synonym_is_refused_with_its_number(text: str) -> None:
    with pytest.raises(ValueError, match=r"line \d+: "):
        synonyms.settle(text)


def test_the_newest_come_first_where_that_is_asked_for(index: SearchIndex) -> None:
    index.apply(
        [document(1, body="dns dns dns", date=20230101), document(2, body="dns and more words", date=20240101)],
        [],
        1,
    )
    best = index.search(parse_query("dns"), EVERYONE).hits
    newest = index.search(parse_query("dns"), EVERYONE, by_date=True).hits
    assert ([hit.id for hit in best], [hit.id for hit in newest]) == ([1, 2], [2, 1])


def test_pages_follow_one_another(index: SearchIndex) -> None:
    index.apply([document(n, body="latency " * (n % 4)) for n in range(1, 31)], [], 1)
    query = parse_query("latency")
    whole = ranked(index, "latency")
    pages = [index.search(query, EVERYONE, limit=5, offset=start) for start in range(0, 30, 5)]
    assert [hit.id for page in pages for hit in page.hits] == whole
    assert {page.total for page in pages} == {len(whole)}
    counted = index.search(query, EVERYONE, limit=0)
    assert (counted.hits, counted.facets) == ([], {})
    assert counted.total == index.search(query, EVERYONE).total
    assert index.search(query, EVERYONE, limit=5, offset=5000).hits == []
    assert len(index.search(query, EVERYONE, limit=5000, offset=-3).hits) == len(whole)


def test_facets_count_what_matches_and_is_visible(library: SearchIndex) -> None:
    facets = library.search(parse_query("database"), EVERYONE, limit=1).facets
    assert facets == {
        "service": {"checkout": 1, "Billing": 1, "dns": 1},
        "team": {"Database": 1},
        "severity": {"sev1": 1, "sev2": 1},
        "tag": {"capacity": 1},
        "owner": {"Anna Müller": 1},
        "status": {"published": 2},
        "kind": {"incident": 2},
        "year": {"2024": 1, "2023": 1},
    }
    assert library.search(parse_query("database"), INSIDERS).facets["service"]["checkout"] == 2
    assert library.search(parse_query("nowhere"), EVERYONE).facets == {}


def test_what_may_not_be_seen_is_neither_found_nor_counted_nor_offered(library: SearchIndex) -> None:
    for text in (
        "credentials",
        "zyxhost01",
        "zyxh*",
        '"secret keys"',
        "service:vault",
        "owner:zoe",
        "credentials OR zyxhost01",
    ):
        assert found(library, text) == []
        assert found(library, text, INSIDERS) == [4]
    page = library.search(parse_query(""), EVERYONE)
    assert page.total == 3
    assert "vault" not in page.facets["service"]
    for typed in ("va", "zyx", "leak", "cred"):
        assert library.suggest(typed, EVERYONE) == []
        assert library.suggest(typed, INSIDERS) != []


def test_scores_do_not_tell_of_what_is_hidden(index: SearchIndex) -> None:
    seen = [document(1, body="latency jitter"), document(2, body="latency")]
    index.apply(seen, [], 1)
    alone = index.search(parse_query("latency OR jit*"), EVERYONE)
    index.apply(
        [document(n, body="jitter jittery jitters " * n, visibility="restricted") for n in range(3, 40)], [], 2
    )
    beside = index.search(parse_query("latency OR jit*"), EVERYONE)
    assert beside == alone


def test_suggestions_are_services_then_titles_then_identifiers(library: SearchIndex) -> None:
    library.apply(
        [document(5, "The checkout was slow", "check_queue on vmhost02 and CVE-2021-44228", services=("search",))],
        [],
        8,
    )
    assert library.suggest("check", INSIDERS) == [
        "checkout",
        "Leaked credentials in checkout",
        "The checkout was slow",
        "check_queue",
    ]
    assert library.suggest("check", INSIDERS, limit=1) == ["checkout"]
    assert library.suggest("slow CVE", EVERYONE) == ["CVE-2021-44228"]
    assert library.suggest("VMHOST", EVERYONE) == ["vmhost02"]
    assert library.suggest("c", EVERYONE) == library.suggest("", EVERYONE) == library.suggest("!?", EVERYONE) == []
    assert library.suggest("the", EVERYONE) == []


def test_an_update_replaces_and_a_delete_removes_at_once(library: SearchIndex) -> None:
    library.apply([document(1, "Renamed", "Nothing of before", services=("mail",))], [2], 8)
    assert found(library, "") == [1, 3]
    assert found(library, "database") == found(library, "service:checkout") == found(library, "data*") == []
    assert found(library, '"virtual ip"') == []
    assert found(library, "renamed service:mail") == [1]
    assert library.suggest("check", EVERYONE) == library.suggest("dns", EVERYONE) == []
    assert "checkout" not in library.search(parse_query(""), EVERYONE).facets["service"]
    library.apply([document(2, "Back again")], [], 9)
    assert found(library, "again") == [2]


def test_what_becomes_restricted_is_gone_at_once(library: SearchIndex) -> None:
    assert found(library, "zone") == [2]
    library.apply([document(2, "DNS outage", "a stale zone", visibility="restricted")], [], 8)
    assert found(library, "zone") == []
    assert found(library, "zone", INSIDERS) == [2]


def test_many_small_changes_leave_just_the_last_state(index: SearchIndex) -> None:
    for round_number in range(40):
        changed = round_number % 7
        deleted = [(round_number + 3) % 7] if round_number % 3 == 0 else []
        index.apply([document(changed, body=f"round{round_number} always")], deleted, round_number)
    assert found(index, "always") == [1, 2, 3, 4, 5, 6]
    assert found(index, "round39") == [4]
    assert found(index, "round32") == []


def test_the_last_of_several_states_in_a_batch_counts_and_an_upsert_beats_a_delete(index: SearchIndex) -> None:
    index.apply([document(1, "First"), document(1, "Second")], [1, 99], 1)
    assert found(index, "") == [1]
    assert found(index, "first") == []
    assert found(index, "second") == [1]


def test_the_watermark_is_what_was_last_applied(index: SearchIndex) -> None:
    assert index.watermark() == 0
    index.apply([document(1)], [], 5)
    assert index.watermark() == 5
    index.apply([], [], 9)
    assert index.watermark() == 9
    assert found(index, "") == [1]
    index.apply([], [1], 10)
    assert found(index, "") == []
    assert index.watermark() == 10


def test_clearing_leaves_an_empty_index_that_can_be_filled(library: SearchIndex) -> None:
    library.clear()
    assert library.watermark() == 0
    assert found(library, "", INSIDERS) == []
    assert library.suggest("check", INSIDERS) == []
    library.apply([document(8, "Anew")], [], 1)
    assert found(library, "anew") == [8]


def test_odd_texts_and_numbers_are_taken(index: SearchIndex) -> None:
    index.apply(
        [
            document(1, "\x00 \ufeff…", "\x00\n\n\n \n\n" + "x" * 5000 + " " + "é" * 300 + " \U0001f600 ͺ ﾞ ½"),
            document(2**40, "Far", "out " * 70_000 + "end of it", services=("a\x00b", ""), date=99991231),
            document(3, " ", ""),
        ],
        [],
        2**50,
    )
    assert found(index, "") == [1, 3, 2**40]
    assert found(index, "x" * 250) == [1]
    assert found(index, '"out end"') == [2**40]
    assert index.watermark() == 2**50


@pytest.mark.parametrize(
    "text",
    [
        "aaa* bbb* ccc* ddd* eee* fff* ggg* hhh*",
        '"' + "of the " * 30 + 'of"',
        "-" * 256,
        "?" * 256,
        "a.b" * 80,
        "(-a OR -b) (-c OR -d)",
        "'",
        "中" * 250,
        "\x00\x01 \x7f",
        "[a TO z] w?ild ^5 ~2 {x} \\ +b",
    ],
)
def test_whatever_is_asked_is_answered(library: SearchIndex, text: str) -> None:
    page = library.search(parse_query(text), INSIDERS)
    assert page.total == len(page.hits)
    assert len(library.suggest(text, INSIDERS)) <= 8


def test_a_prefix_stands_for_the_words_that_most_documents_hold(index: SearchIndex) -> None:
    once = [document(n, body=f"pre{n:04}") for n in range(1, 141)]
    index.apply([*once, document(500, body="pre9999"), document(501, body="pre9999")], [], 1)
    page = index.search(parse_query("pre*"), EVERYONE, limit=100)
    assert page.total == 2 + MAX_EXPANSIONS - 1
    index.apply([document(n, body=f"pre{n:04} prefer") for n in range(1, 141)], [], 2)
    assert index.search(parse_query("pre*"), EVERYONE).total == 142


def test_deep_pages_end_at_the_reach(index: SearchIndex) -> None:
    index.apply([document(n) for n in range(1, 1101)], [], 1)
    query = parse_query("")
    assert len(index.search(query, EVERYONE, limit=100, offset=900).hits) == 100
    assert len(index.search(query, EVERYONE, limit=100, offset=950).hits) == 50
    assert index.search(query, EVERYONE, limit=100, offset=1000).hits == []
    assert index.search(query, EVERYONE).total == 1100
