with latest as (
    select max(last_year) as year
    from {{ ref('divisions') }}
)

select
    reports.report_id,
    reports.agency_id,
    reports.agency_type,
    reports.year,
    reports.edition,
    reports.is_current,
    reports.previous_report_id,
    reports.previous_edition,
    divisions.code,
    divisions.level,
    least(reports.year, latest.year) as division_year,
    divisions.code is not null
    and reports.agency_type = 'government'
    and agencies.local_name = '' as is_government
from {{ ref('int_reports') }} as reports
cross join latest
left join {{ ref('int_report_agencies') }} as agencies
    on reports.report_id = agencies.report_id
left join {{ ref('divisions') }} as divisions
    on
        reports.region_code = divisions.code
        and {{ in_years('divisions', 'least(reports.year, latest.year)') }}
