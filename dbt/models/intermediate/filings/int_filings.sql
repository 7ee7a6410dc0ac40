with expected as (
    select
        expected.*,
        deadlines.deadline,
        -- Without a deadline a report is missing once the whole next year has passed.
        coalesce(deadlines.deadline, make_date(expected.year + 1, 12, 31)) as due_on
    from {{ ref('int_expected_filings') }} as expected
    left join {{ ref('int_deadlines') }} as deadlines
        on
            expected.region_code is not distinct from deadlines.region_code
            and expected.agency_type = deadlines.agency_type
            and expected.year = deadlines.year
            and deadlines.is_counted
)

select
    expected.*,
    filed.report_id,
    filed.first_published_on,
    case when filed.report_id is null then unread.document end as unread_document,
    filed.days_late
from expected
left join {{ ref('stg_days') }} as days
    on true
left join {{ ref('int_report_dates') }} as filed
    on
        expected.agency_id = filed.agency_id
        and expected.year = filed.year
        and filed.is_current
left join {{ ref('int_unread_filings') }} as unread
    on
        expected.agency_id = unread.agency_id
        and expected.year = unread.year
where
    filed.report_id is not null
    or unread.document is not null
    -- An agency on the list has to file in the years given there.
    or (expected.due_on < days.today and (expected.basis = 'roster' or not expected.is_listed))
