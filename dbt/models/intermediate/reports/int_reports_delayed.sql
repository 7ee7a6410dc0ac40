select
    reports.report_id,
    deadlines.deadline,
    -- Null where the date cannot be right, or where a version without one may have been there before.
    case
        when reports.is_year_doubtful then null
        when reports.first_published_on < make_date(reports.year + 1, 1, 1) then null
        when reports.are_all_dated or reports.first_published_on <= deadlines.deadline
            then {{ days_late('reports.first_published_on', 'deadlines.deadline') }}
    end as days_late
from {{ ref('int_report_dates') }} as reports
inner join {{ ref('int_deadlines') }} as deadlines
    on
        reports.region_code is not distinct from deadlines.region_code
        and reports.agency_type = deadlines.agency_type
        and reports.year = deadlines.year
        and deadlines.is_counted
