with cells as (
    select
        report_id,
        max(section) as last_section
    from {{ ref('int_cells') }}
    group by report_id
),

notices as (
    select
        report_id,
        bool_or(notice = 'truncated') as is_truncated,
        bool_or(notice = 'beginning_missing') as begins_late,
        bool_or(notice in ('edition_from_year', 'edition_mixed', 'edition_close')) as is_edition_uncertain
    from {{ ref('int_notices') }}
    group by report_id
)

select
    reports.report_id,
    reports.agency_type,
    reports.year,
    reports.edition,
    reports.title,
    reports.period_start,
    reports.closed_printing,
    reports.counted_printing,
    cells.last_section,
    cells.last_section is not null as has_cells,
    coalesce(notices.is_truncated, false) as is_truncated,
    coalesce(notices.begins_late, false) as begins_late,
    coalesce(notices.is_edition_uncertain, false) or reports.is_year_doubtful as is_edition_uncertain
from {{ ref('int_evaluated_reports') }} as reports
left join cells
    on reports.report_id = cells.report_id
left join notices
    on reports.report_id = notices.report_id
