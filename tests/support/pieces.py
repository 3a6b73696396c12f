"""Documents put together at random from the pieces that postmortems are made of, and from what breaks readers."""

from hypothesis import strategies as st

_days = st.sampled_from(
    [
        "2024-05-01",
        "01/05/2024",
        "5/1/24",
        "1 May 2024",
        "May 1st, 2024",
        "Tuesday",
        "2024-02-30",
        "0000-13-99",
        "tomorrow",
        "the next day",
        "Feb 29",
        "31.12.2023",
        "9999-12-31",
        "1 Jan",
        "20240501",
        "2024-W18",
        "",
    ]
)
_clocks = st.sampled_from(
    [
        "10:00",
        "9pm",
        "17h00",
        "0305 UTC",
        "24:00",
        "25:61",
        "noon",
        "midnight",
        "12.30",
        "10:00:59.999",
        "T+15m",
        "two hours later",
        "~10:05",
        "10:00-10:30",
        "23:50 to 00:10",
        "12:00 am",
        "1:00:00:00",
        "T-9999999h",
        "",
    ]
)
_zones = st.sampled_from(
    [
        "",
        "UTC",
        "GMT+1",
        "CEST",
        "IST",
        "PT",
        "America/New_York",
        "+05:30",
        "-99:99",
        "(all times PST)",
        "Z",
        "zulu",
    ]
)
_times = st.builds(lambda *parts: " ".join(p for p in parts if p), st.one_of(_days, st.just("")), _clocks, _zones)
_people = st.sampled_from(["@ann", "Ann Lee", "the Data team", "SRE", "ann@example.org", "TBD", "", "@" * 40])
_told = st.sampled_from(
    [
        "the disk filled",
        "alert fires",
        "we rolled it back",
        "resolved",
        "because of a bug in the parser",
        "no impact",
        "caused by nothing yet",
        "users saw errors for 2 hours",
        "**Impact:** none",
        "root cause: a typo",
        "N/A",
        "...",
        "add an alert by Friday",
        "we will fix it next week",
        "it was not the network",
        "[a](http://b/c)",
        "`a|b`",
        "<b>x</b>",
        "&amp;&#0;",
        "\u202e\u2066x",
        "Ź́",
        "١٠:٠٠",
        "x" * 300,
        "{{< a >}}",
    ]
)
_said = st.lists(_told, min_size=1, max_size=4).map(". ".join)
_mark = st.sampled_from(["- ", "* ", "1. ", "- [ ] ", "- [x] ", "  - ", "\t- ", "> ", "> - ", "", "    ", "| "])
_ends = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "  \n", "\n\n", "\\\n"])

_entry = st.builds(
    lambda mark, time, gap, said, end: mark + time + gap + said + end,
    _mark,
    _times,
    st.sampled_from([" ", " - ", ": ", "** ", " | ", "\n", " – "]),
    _said,
    _ends,
)
_action = st.builds(
    lambda mark, said, who, due, key, end: f"{mark}{said} ({who}, due {due}) {key}{end}",
    _mark,
    _said,
    _people,
    _times,
    st.sampled_from(["", "{#ACT-1}", "{#ACT-1 status=done}", "{#ACT-", "DONE", "~~x~~", "#123"]),
    _ends,
)
_label = st.builds(
    lambda name, value, end: f"{name}: {value}{end}",
    st.sampled_from(
        [
            "Start",
            "**Resolved**",
            "Severity",
            "Owner",
            "Status",
            "Duration",
            "Authors",
            "- Detected",
            "Due",
            "Date",
            "",
        ]
    ),
    st.one_of(_times, _said, _people),
    _ends,
)
_heading = st.builds(
    lambda rank, name, end: f"\n{rank}{name}{end}\n",
    st.sampled_from(["# ", "## ", "### ", "###### ", "", "**", "#", "- ## "]),
    st.one_of(
        st.sampled_from(
            [
                "Timeline",
                "Timeline (UTC)",
                "Action items",
                "Root cause",
                "Contributing factors",
                "Impact",
                "Summary",
                "What went well",
                "Lessons learned",
                "Completed",
                "Follow-up",
                "Detection",
                "Outage of 2024-05-01",
                "",
                "Scheduled maintenance",
                "Update (05:10 UTC)",
                "Participants",
                "Five whys",
            ]
        ),
        _times,
    ),
    st.sampled_from(["", "", ":", "**", "\n===", "\n---"]),
)
_row = st.lists(st.one_of(_times, _told, _people), min_size=1, max_size=5).map(lambda c: f"|{'|'.join(c)}|\n")
_table = st.builds(
    lambda head, rule, rows: head + rule + "".join(rows) + "\n",
    st.sampled_from(["|Time|Event|\n", "|Action|Owner|Due|Status|\n", "||\n", "|Date (2021)|UTC|What|\n", "a|b\n"]),
    st.sampled_from(["|-|-|\n", "|---|:-:|---|---|\n", "|-|-|-|\n", "-|-\n", ""]),
    st.lists(_row, max_size=5),
)
_junk = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "```\n10:00 a\n",
            "~~~\n",
            "<!--",
            "-->",
            "<table><tr><td>",
            "</ul>",
            "[" * 30,
            "*_" * 30,
            "`" * 9,
            "\\" * 9,
            "---\n",
            "+++\n",
            "***\n",
            "\x0c",
            "\x0b",
            "\ufeff",
            "\ud7ff",
            "\u2028",
            "\x85",
            "\x1b[31m",
            "\t" * 9,
            "&" * 9,
            "<%= a %>",
            "{% a %}",
            "![](a)",
            "[a]: b\n",
            "<script>",
            "<!DOCTYPE",
            "]]>",
            "\xa0",
            "0" * 60,
        ]
    ),
)
_piece = st.one_of(_entry, _entry, _action, _label, _heading, _heading, _table, _said.map("{}\n\n".format), _junk)
_field = st.builds(
    lambda key, value: f"{key}: {value}\n",
    st.sampled_from(
        ["title", "date", "severity", "services", "started_at", "resolvedWhen", "status", "tags", "<<"]
    ),
    st.one_of(
        _times,
        _told,
        st.sampled_from(
            ["[a, b]", "{a: {b: c}}", "&a x", "*a", "!!int 3", '"\\ud800"', "|\n  a\n  b", "~", "[[[["]
        ),
    ),
)
_front = st.builds(
    lambda fence, fields, end: f"{fence}\n{''.join(fields)}{end}\n",
    st.sampled_from(["---", "+++"]),
    st.lists(_field, max_size=6),
    st.sampled_from(["---", "+++", "...", ""]),
)
_text = st.builds(
    lambda front, pieces: front + "".join(pieces), st.one_of(st.just(""), _front), st.lists(_piece, max_size=14)
)
_bytes = st.one_of(
    _text.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.builds(
        lambda text, how: text.encode(how, "replace"),
        _text,
        st.sampled_from(["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1", "cp1252", "shift_jis"]),
    ),
    st.builds(lambda text, junk: text.encode() + junk + text.encode(), _text, st.binary(max_size=20)),
)

#: (bytes, name) of a document; most are UTF-8 and Markdown, as most are in life.
documents = st.tuples(
    st.one_of(_text.map(str.encode), _text.map(str.encode), _text.map(str.encode), _bytes),
    st.sampled_from(["x.md", "x.md", "x.md", "x.html", "x.txt", "x", "x.html.erb"]),
)
