with doubts as (
    select
        report_id,
        bool_or(field = 'year' and confidence = 'doubtful') as is_year_doubtful,
        bool_or(field = 'published_on' and confidence <> 'certain') as is_date_likely,
        max(page_number) filter (where field = 'published_on') as page_number,
        max(line_number) filter (where field = 'published_on') as line_number,
        cast(max(value) filter (where field = 'written_on') as date) as written_on,
        max(page_number) filter (where field = 'written_on') as written_page_number,
        max(line_number) filter (where field = 'written_on') as written_line_number
    from {{ ref('stg_evidence') }}
    group by report_id
),

dated as (
    select
        reports.report_id,
        reports.agency_id,
        reports.agency_type,
        reports.region_code,
        reports.year,
        reports.edition,
        reports.is_current,
        reports.published_on,
        -- A republished report was in time if its first publication was.
        min(reports.published_on) over versions as first_published_on,
        count(reports.published_on) over versions = count(*) over versions as are_all_dated,
        coalesce(
            bool_or(doubts.is_date_likely or reports.is_dated_by_page) over versions, false
        ) as is_date_likely,
        coalesce(doubts.is_year_doubtful, false) as is_year_doubtful,
        doubts.written_on,
        -- A report signed before its year ended was finished too early, whenever it was published.
        coalesce(doubts.written_on < make_date(reports.year + 1, 1, 1), false)
        and coalesce(reports.published_on >= make_date(reports.year + 1, 1, 1), true) as is_written_early,
        doubts.page_number,
        doubts.line_number,
        doubts.written_page_number,
        doubts.written_line_number
    from {{ ref('int_reports') }} as reports
    left join doubts
        on reports.report_id = doubts.report_id
    window
        versions as (
            partition by
                reports.agency_id,
                reports.year,
                case when reports.agency_id is null or reports.year is null then reports.report_id end
        )
)

select
    dated.*,
    -- Null where the date cannot be right, or where an undated version may have been published earlier.
    case
        when dated.is_year_doubtful then null
        when dated.first_published_on < make_date(dated.year + 1, 1, 1) then null
        when dated.are_all_dated or dated.first_published_on <= deadlines.deadline
            then {{ days_late('dated.first_published_on', 'deadlines.deadline') }}
    end as days_late
from dated
left join {{ ref('int_deadlines') }} as deadlines
    on
        dated.region_code is not distinct from deadlines.region_code
        and dated.agency_type = deadlines.agency_type
        and dated.year = deadlines.year
        and deadlines.is_counted
