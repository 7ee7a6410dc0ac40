"""Gives gouji hostile input and counts what becomes of it: `python -m bench.hostile --count 10000`.

Mutated documents of every format (`bench/fuzz.py`) under hostile names are landed; commands get hostile parameters;
agencies.csv and decisions.csv hostile lines. Nothing may stop a batch, no document may be unaccounted for, a command
ends with 0, 1, 2 or 3 and never with a traceback, what a person wrote is taken or refused in one line. Where the system
permits, all of it runs without a network and with every other folder read-only, so that nothing can escape.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from random import Random

from bench import confined
from bench.bases import BASES
from bench.children import answer, gouji, load, place
from bench.fuzz import mutated

_AT_ONCE, _IN_ONE = 500, 50
_ONE_LINE = 2_000
_WORDS = (
    "", " ", "\n", "\t", "\x1b[31m", "\u202e", "\u2066", "\ufeff", "\x07", "\x7f", "..", "-rf", "--", "~", "$(id)",
    "`id`", "%00", "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "'; drop table x; --", "{{ 7*7 }}", "<script>", "*",
    "?", "[x]", "🧾", "年度报告", "a" * 300, "CON", "\\\\server\\share", "http://reports.example/a", "0", "-1",
    "file:///etc/passwd", "1e999", "99999999999999999999", "2023", "NaN", "\udcff", "e\u0301" * 20,
)  # fmt: skip


def names(choice: Random, count: int) -> Iterator[bytes]:
    """Names of files, all different: control characters, bytes that are no text, options, as long as there may be."""
    for number in range(count):
        parts = [choice.choice(_WORDS).encode("utf-8", "surrogateescape") for _ in range(choice.randint(1, 4))]
        if choice.random() < 0.2:
            parts.append(bytes(choice.randrange(1, 256) for _ in range(choice.randint(1, 30))))
        name = b"".join(parts).replace(b"/", b"_").replace(b"\0", b"_").lstrip(b".")[:240]
        yield name + b"%d" % number


def documents(folder: Path, count: int, seed: int) -> Counter[str]:
    """Land mutated documents under hostile names, some hundred at a time; what became of them."""
    found, before = Counter[str](), confined.sent()
    for start in range(0, count, _AT_ONCE):
        raw = folder / f"raw{start}"
        put(raw / "documents", min(_AT_ONCE, count - start), seed + start)
        found.update(answer(_landed, raw))
        if confined.IS and confined.sent() != before:
            found[f"WRONG: the network was used for documents {start} to {start + _AT_ONCE - 1}"] += 1
            before = confined.sent()
    return found


def put(folder: Path, count: int, seed: int) -> None:
    """Write mutated documents of all formats in turn into folders with hostile names."""
    choice = Random(seed)
    inside = [bytes(folder), *(bytes(folder) + b"/" + name for name in names(choice, 5))]
    for number, name in enumerate(names(choice, count)):
        format = BASES[number % len(BASES)]
        path = Path(choice.choice(inside).decode("utf-8", "surrogateescape"))
        path.mkdir(parents=True, exist_ok=True)
        (path / name.decode("utf-8", "surrogateescape")).write_bytes(mutated(f"{format}.{seed + number}", format))


def _landed(raw: Path) -> Counter[str]:
    """Land a folder; files that are not accounted for, or reasons that are a defect, count as `WRONG`."""
    import pyarrow.parquet as pq

    from flows.landing.land import land

    landing = land(raw)
    rows = pq.ParquetFile(raw / "records/documents/documents.parquet").read().to_pylist()
    found = Counter(row["status"] for row in rows)
    files = sum(1 for path in (raw / "documents").rglob("*") if path.is_file())
    if len({row["file"] for row in rows}) != files or found.total() != landing.found:
        found["WRONG: not accounted for"] += 1
    reasons = (row["reason"].split(":")[0] for row in rows if row["reason"])
    found.update(f"rejected: {reason}" for reason in reasons if reason.startswith("reader_"))
    return found


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("run", "--raw", "{raw}", "--warehouse", "{place}", "--year", "{word}"),
    ("run", "--raw", "{word}", "--warehouse", "{place}", "--region", "{word}"),
    ("run", "--raw", "{raw}", "--warehouse", "{place}", "--today", "{word}"),
    ("check", "{word}"),
    ("check", "{file}", "--previous", "{word}"),
    ("extract", "{word}", "{word}"),
    (
        "decide",
        "{word}",
        "accepted",
        "--by",
        "{word}",
        "--reason",
        "{word}",
        "--raw",
        "{raw}",
        "--warehouse",
        "{place}",
    ),
    ("decide", "0123456789abcdef", "{word}", "--by", "{word}", "--raw", "{raw}", "--warehouse", "{place}"),
    ("notices", "--region", "{word}", "--year", "{word}", "--to", "{word}", "--warehouse", "{place}"),
    ("replies", "{word}", "--by", "{word}", "--raw", "{raw}", "--warehouse", "{place}"),
    ("replies", "{file}", "--by", "{word}", "--raw", "{raw}", "--warehouse", "{place}"),
    ("publish", "--to", "{word}", "--format", "{word}", "--warehouse", "{place}"),
    ("publish", "--to", "postgresql://{word}", "--role", "{word}", "--warehouse", "{place}"),
    ("serve", "--host", "192.0.2.1", "--passwords", "{word}", "--raw", "{raw}", "--warehouse", "{place}"),
    ("schedule", "--cron", "{word}", "--raw", "{word}"),
    ("{word}", "{word}"),
)


def parameters(folder: Path, count: int, seed: int) -> Counter[str]:
    """Call commands with hostile parameters; what became of them."""
    choice = Random(seed)
    raw = folder / "parameters"
    (raw / "documents").mkdir(parents=True)
    known = {"raw": str(raw), "place": str(folder / "nowhere"), "file": str(folder / "a.txt")}
    (folder / "a.txt").write_bytes(mutated("text.1", "text"))
    orders = [
        [part.format(**known, word=_word(choice)) for part in COMMANDS[number % len(COMMANDS)]]
        for number in range(count)
    ]
    found = Counter[str]()
    for start in range(0, count, _IN_ONE):
        found.update(answer(_called, orders[start : start + _IN_ONE], folder))
    return found


def _word(choice: Random) -> str:
    return "".join(choice.choice(_WORDS) for _ in range(choice.randint(1, 3)))


def _called(orders: list[list[str]], folder: Path) -> Counter[str]:
    """What becomes of commands, called one after the other in a folder of their own, not to litter others."""
    (folder / "here").mkdir(exist_ok=True)
    os.chdir(folder / "here")
    found = Counter[str]()
    for arguments in orders:
        before, errors = confined.sent(), io.StringIO()
        with redirect_stdout(io.StringIO()), redirect_stderr(errors):
            try:
                code = gouji(*arguments)
            except BaseException as error:
                code = 70
                errors.write(f"Traceback: {error!r}")
        found[_outcome(code, errors.getvalue(), arguments)] += 1
        if confined.IS and confined.sent() != before and "postgresql" not in str(arguments):
            found[f"WRONG: {arguments!r:.300} used the network"] += 1
    return found


def _outcome(code: int, errors: str, arguments: list[str]) -> str:
    if code not in (0, 1, 2, 3) or "Traceback" in errors or "Errno" in errors:
        return f"WRONG: {arguments!r:.300} ended with {code}: {errors.strip()[-200:]!r}"
    if code and not errors.startswith(("gouji: ", "usage: ")):
        return f"WRONG: {arguments!r:.300} ended with {code} and said {errors[:200]!r}"
    return f"exit {code}"


HEADS = {
    "agencies.csv": "region_code,agency,agency_type,first_year,last_year",
    "decisions.csv": "finding_id,state,reason,decided_by,decided_on,reported,computed,message",
}
_GOOD = {
    "agencies.csv": [["320813", "洪泽区教育局", "department", "2020", "2024"], ["", "遂昌县", "", "", ""]],
    "decisions.csv": [["0123456789abcdef", "accepted", "另有说明", "张三", "2024-01-31", "5", "6", "5 ≠ 6"]],
}


def lines(folder: Path, count: int, seed: int) -> Counter[str]:
    """Lists with hostile lines: whether they are taken or refused."""
    return answer(_lines, folder, count, seed)


def _lines(folder: Path, count: int, seed: int) -> Counter[str]:
    from flows.landing.files import InputError
    from flows.runs.run import check_input

    choice, found = Random(seed), Counter[str]()
    for number in range(count):
        name = sorted(HEADS)[number % 2]
        raw = folder / f"list{number}"
        raw.mkdir()
        (raw / name).write_bytes(_list(name, choice))
        try:
            check_input(raw)
            found["taken"] += 1
        except InputError as error:
            said = str(error)
            found["refused" if len(said) < _ONE_LINE and said.count("\n") == 0 else f"WRONG: {said[:300]!r}"] += 1
        except Exception as error:
            found[f"WRONG: {(raw / name).read_bytes()[:200]!r}: {error!r:.200}"] += 1
    return found


def _list(name: str, choice: Random) -> bytes:
    """A list of which some fields are hostile, or the bytes are changed, or a line is as long as one likes."""
    from bench.mutations import mutate

    rows = [list(choice.choice(_GOOD[name])) for _ in range(choice.randint(1, 5))]
    for row in rows:
        for _ in range(choice.randint(0, 2)):
            row[choice.randrange(len(row))] = _word(choice)
    text = HEADS[name] + "\n" + "".join(",".join(_quoted(field, choice) for field in row) + "\n" for row in rows)
    data = text.encode("utf-8", "surrogateescape")
    return mutate(data, choice) if choice.random() < 0.5 else data


def _quoted(field: str, choice: Random) -> str:
    return '"' + field.replace('"', '""') + '"' if choice.random() < 0.7 else field


def report(what: str, count: int, call: Callable[[], Counter[str]]) -> bool:
    """Try one kind of input, print what became of it; returns whether nothing was wrong."""
    started = time.monotonic()
    found = call()
    wrong = [name for name in found if name.startswith("WRONG")]
    told = ", ".join(f"{number} {name}" for name, number in sorted(found.items()) if name not in wrong)
    sys.stdout.write(f"{what:<12}{count:>7,} in {time.monotonic() - started:,.0f} s: {told}\n")
    sys.stdout.writelines(f"    {found[name]} x {name}\n" for name in wrong)
    sys.stdout.flush()
    return not wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with place() as folder:
        if not confined.IS and (code := confined.again("bench.hostile", folder)) is not None:
            return code
        load(folder)
        shares = {lines: 0.2, parameters: 0.14, documents: 0.66}
        counts = {call: round(options.count * share) for call, share in shares.items()}
        well = [
            report(call.__name__, count, partial(call, folder / call.__name__, count, options.seed))
            for call, count in counts.items()
            if (folder / call.__name__).mkdir() is None
        ]
        sys.stdout.write(f"{sum(counts.values()):,} inputs; {_escaped() if all(well) else 'not all well'}\n")
    return 0 if all(well) else 1


def _escaped() -> str:
    if confined.IS:
        return "no attempt to use the network; every folder but one was read-only"
    return "not confined, as the system does not permit it"


if __name__ == "__main__":
    sys.exit(main())
