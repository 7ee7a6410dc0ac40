"""What reports add up to by the words of the form, whatever the catalogue says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from tests.record_factory import OUTCOMES, PROCEEDINGS, THREE_ROWS, Figures

DENIED, UNAVAILABLE, REFUSED = (
    [item for item in OUTCOMES if item.startswith(group)] for group in ("denied_", "unavailable_", "refused_")
)


def indicators(figures: Figures, year: int) -> dict[str, Decimal | None]:
    """What the cells of reports add up to, by the words of the form of the year."""
    return of_the_later_form(figures) if year >= 2019 else of_the_earlier_form(figures)


def of_the_later_form(figures: Figures) -> dict[str, Decimal | None]:
    """The indicators by the tables of 2019 and later."""
    cells: Counter[tuple[int, str, str]] = Counter(figures)  # type: ignore[arg-type] # Decimal counts as well

    def requests(*items: str) -> Decimal:
        return Decimal(sum(cells[3, item, "total"] for item in items))

    def cases(proceedings: Iterable[str], *results: str) -> Decimal:
        return Decimal(sum(cells[4, one, result] for one in proceedings for result in results))

    found: dict[str, Decimal | None] = {item: requests(item) for item in ("received", *OUTCOMES[:2], *DENIED)}
    found |= {item: figures.get((3, item, "total")) for item in ("carried_in", "carried_out")}
    found |= {"processed": requests("processed_total"), "denied": requests(*DENIED)}
    found |= {"unavailable": requests(*UNAVAILABLE), "refused": requests(*REFUSED)}
    found["closed"] = requests("closed", *THREE_ROWS)
    for name, of in (("reviews", PROCEEDINGS[:1]), ("litigations", PROCEEDINGS[1:]), ("cases", PROCEEDINGS)):
        found[f"{name}_closed"] = cases(of, "upheld", "corrected", "other")
        found[f"{name}_corrected"] = cases(of, "corrected")
        if name != "cases":
            found[name] = cases(of, "total")
    return found


def of_the_earlier_form(figures: Figures) -> dict[str, Decimal | None]:
    """Denials, unavailability and pending cases are other ones there, and carrying over is unknown."""

    def added(*items: str) -> Decimal:
        return sum((figures[14, item, "number"] for item in items), Decimal())

    found: dict[str, Decimal | None] = dict.fromkeys(of_the_later_form({}))
    return found | {
        "received": added("received"),
        "granted": added("answered_granted"),
        "partly_granted": added("answered_partly_granted"),
        "denied_state_secret": added("denied_state_secret"),
        "denied_security_stability": added("denied_security_stability"),
        "denied_third_party_rights": added("denied_trade_secret", "denied_privacy"),
        "denied_prohibited_by_law": added("denied_other_law"),
        "reviews": added("review"),
        "reviews_corrected": added("review_corrected"),
        "litigations": added("litigation"),
        "litigations_corrected": added("litigation_corrected"),
        "cases_corrected": added("review_corrected", "litigation_corrected"),
    }


def percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """One number in percent of another, as the marts round it; None where there is nothing to divide by."""
    if part is None or not whole:
        return None
    return (100 * part / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP)
