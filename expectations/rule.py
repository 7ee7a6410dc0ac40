"""What a rule is made of: the rule itself, its terms, thresholds, deadlines, and the reasons of its results."""

from typing import NamedTuple


class Rule(NamedTuple):
    """What a report must be. `kind` tells what evaluates it, `scope_by` for what each of its results stands, and
    `test` which of the tests of its kind it makes; blank where the kind has only one.

    A `sum` has its terms in terms.csv. A rule of kind `notice` fails where the reader left one of `notices`, parted by
    `|`; its severity is theirs, so it has none of its own. `needs` is what must be printed for it to apply.
    `title` says what holds where it is met, `failure` what is wrong where it is not.
    `message` tells a failure, with {names} that its kind fills in. Where less than `mostly` percent of the reports that
    are read in one way hold it, the reading is doubted; blank for never. `withdrawn` says why a rule is not active.
    """

    rule: str
    version: int
    kind: str
    state: str
    level: str
    severity: str
    scope_by: str
    test: str
    title: str
    failure: str
    statement: str
    statement_en: str
    basis: str
    remedy: str
    notices: str
    needs: str
    from_edition: str
    to_edition: str
    message: str
    mostly: int | None
    withdrawn: str


class Term(NamedTuple):
    """One weighted cell of a rule. A blank item or measure stands for the scope of the rule.

    A term without a span of editions is part of the rule in all of its own.
    """

    rule: str
    from_edition: str
    to_edition: str
    printing: str
    section: int
    item: str
    measure: str
    side: str
    weight: int
    year_offset: int
    position: int


class Watched(NamedTuple):
    """A cell that a rule compares with the same cell of other reports; the item is the scope of the result.

    Without item and measure it is the whole table of a section. A rule of kind `form` on rows points at its cell.
    A cell without a span of editions is compared in all editions of the rule.
    """

    rule: str
    section: int
    item: str
    measure: str
    from_edition: str
    to_edition: str


class Threshold(NamedTuple):
    """From which value on a rule that compares reports says so; the texts tell what the value is of."""

    rule: str
    threshold: str
    value: int
    text_zh: str
    text_en: str


class Loss(NamedTuple):
    """A notice by which a document seems to be a copy that has lost something, and a rule that is then left open."""

    notice: str
    rule: str


class ResultReason(NamedTuple):
    """Why a rule does not apply to a report, or could not be assessed; `status` is not_applicable or not_assessed."""

    reason: str
    status: str
    text_zh: str
    text_en: str


class Deadline(NamedTuple):
    """The day of the next year by which reports on the years `first_year` to `last_year` are to be published.

    `jurisdiction` is the code of a division, blank for the whole country; of several, that of the smallest division
    which contains the agency counts. `rule` is the one that compares, `basis` who set the day.
    """

    jurisdiction: str
    agency_type: str
    month: int
    day: int
    rule: str
    basis: str
    first_year: int
    last_year: int | None


class Likeness(NamedTuple):
    """When two narratives are alike: `percent` of the text is in both, and each has so many `characters` at least.

    `compared_with` says with which other reports its rule of kind similar compares.
    """

    rule: str
    compared_with: str
    percent: int
    characters: int
