with doubts as (
    select
        report_id,
        bool_or(field = 'year' and confidence = 'doubtful') as is_year_doubtful,
        bool_or(field = 'published_on' and confidence <> 'certain') as is_date_likely,
        bool_or(field = 'published_on' and source in ('signature', 'written')) as is_date_signed,
        max(page_number) filter (where field = 'published_on') as page_number,
        max(line_number) filter (where field = 'published_on') as line_number
    from {{ ref('stg_evidence') }}
    group by report_id
)

select
    reports.report_id,
    reports.agency_id,
    reports.agency_type,
    reports.region_code,
    reports.year,
    reports.edition,
    reports.is_current,
    reports.published_on,
    -- A report that is published again was in time if it was the first time.
    min(reports.published_on) over versions as first_published_on,
    count(reports.published_on) over versions = count(*) over versions as are_all_dated,
    coalesce(bool_or(doubts.is_date_likely) over versions, false) as is_date_likely,
    coalesce(bool_or(doubts.is_date_signed) over versions, false) as is_date_signed,
    coalesce(doubts.is_year_doubtful, false) as is_year_doubtful,
    doubts.page_number,
    doubts.line_number
from {{ ref('int_reports_versioned') }} as reports
left join doubts
    on reports.report_id = doubts.report_id
window
    versions as (
        partition by
            reports.agency_id,
            reports.year,
            case when reports.agency_id is null or reports.year is null then reports.report_id end
    )
