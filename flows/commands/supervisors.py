"""The commands of supervisors: decisions, papers that go out and lists that come back."""

from __future__ import annotations

import argparse
import io
from pathlib import Path
from typing import TYPE_CHECKING

from flows.commands.shared import BAD_USAGE, DONE, command, fail, places, say, steps
from flows.landing.refusals import in_chinese
from flows.messages import told

if TYPE_CHECKING:
    from flows.replies.accept import Reply


def _decide(options: argparse.Namespace) -> int:
    from expectations.vocabulary import words
    from flows.landing.locks import BusyError
    from flows.warehouse.days import today
    from flows.warehouse.decide import decide
    from flows.warehouse.decisions import FILE, DecisionError

    database = options.warehouse / "gouji.duckdb"
    try:
        decided = decide(options.raw, database, options.finding, options.state, options.by, options.reason, today())
    except DecisionError as error:
        return fail(error.in_chinese, BAD_USAGE)
    except BusyError:
        return fail(told("busy", folder=options.raw), BAD_USAGE)
    except OSError as error:
        return fail(in_chinese(error, error.filename or options.raw / FILE), BAD_USAGE)
    state = words("fct_findings", "state")[decided.state]
    say(f"{decided.finding_id} {state}：{decided.message}\n{told('applied', file=options.raw / FILE)}\n")
    return DONE


def _notices(options: argparse.Namespace) -> int:
    from flows.papers import PaperError
    from flows.papers.write import said, write
    from flows.warehouse.reading import UnreadableMarts

    try:
        with steps(told("papers_writing")) as tell:
            written = write(options.warehouse, options.region, options.year, options.to, tell)
    except (PaperError, UnreadableMarts) as error:
        return fail(str(error), BAD_USAGE)
    except OSError as error:
        return fail(in_chinese(error, error.filename or options.to or options.warehouse), BAD_USAGE)
    say(f"{said(written)}\n")
    return DONE


def _replies(options: argparse.Namespace) -> int:
    from flows.landing.locks import BusyError
    from flows.replies import ReplyError
    from flows.replies.accept import accept
    from flows.warehouse.days import today
    from flows.warehouse.decisions import FILE, DecisionError
    from flows.warehouse.reading import UnreadableMarts

    try:
        made = accept(_reply(options.file), options.raw, options.warehouse, options.by, today())
    except (ReplyError, UnreadableMarts) as error:
        return fail(str(error), BAD_USAGE)
    except DecisionError as error:
        return fail(error.in_chinese, BAD_USAGE)
    except BusyError:
        return fail(told("busy", folder=options.raw), BAD_USAGE)
    except OSError as error:
        return fail(in_chinese(error, error.filename or options.file), BAD_USAGE)
    file = options.raw / FILE
    say(f"{told('list_applied', file=file, count=len(made)) if made else told('list_nothing_new', file=file)}\n")
    return DONE


def _reply(path: Path) -> Reply:
    from flows.replies.accept import Reply
    from flows.replies.rows import LARGEST, read

    name = str(path)
    with path.open("rb") as file:
        # One byte beyond the limit shows that there is more.
        data = file.read(LARGEST + 1)
    return Reply(name, data, read(name, io.BytesIO(data)))


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for decisions, papers that go out and lists that come back."""
    decide = command(commands, "decide", _decide, "record a supervisor's decision on a finding",
                      "gouji decide 0f3c9a6b7d21e854 accepted --by 王某 --reason 另有说明",
                      in_chinese=True)  # fmt: skip
    decide.add_argument("finding", metavar="FINDING", help="its number, as listed in site and workbook")
    decide.add_argument(
        "state",
        choices=("confirmed", "unfounded", "accepted", "open"),
        help="unfounded and accepted ones no longer count; open takes a decision back",
    )
    decide.add_argument("--reason", default="", metavar="TEXT", help="why; unfounded and accepted need one")
    notices = command(commands, "notices", _notices, "papers for the agencies of a region: notices, briefing, list",
                       "gouji notices --region 浙江省 --year 2023", in_chinese=True)  # fmt: skip
    notices.add_argument("--region", required=True, metavar="REGION", help="code, full name or unambiguous name")
    notices.add_argument("--year", required=True, type=int, help="the year reported on")
    notices.add_argument("--to", type=Path, metavar="FOLDER", help="default: papers/<region>-<year> in the warehouse")
    notices.add_argument("--warehouse", type=Path, default=Path("warehouse"), help="default: warehouse")
    replies = command(commands, "replies", _replies, "record what a list of findings that came back decides",
                       "gouji replies 问题清单.xlsx --by 王某", in_chinese=True)  # fmt: skip
    replies.add_argument("file", type=Path, metavar="FILE", help="the workbook, with 状态 and 反馈 filled in")
    for parser in (decide, replies):
        parser.add_argument("--by", required=True, metavar="NAME", help="who decides")
        places(parser)
