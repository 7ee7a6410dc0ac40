with across as (
    select
        report_id,
        count(*) filter (where status = 'hold') as hold,
        count(*) filter (where status = 'fail') as fail,
        count(*) filter (where status = 'not_applicable') as not_applicable,
        count(*) filter (where status = 'not_assessed') as not_assessed
    from {{ ref('int_results_across') }}
    group by report_id
)

select
    reports.report_id,
    reports.document,
    reports.sha256,
    reports.agency_id,
    reports.agency,
    reports.agency_type,
    reports.region_code,
    reports.index_number,
    reports.year,
    reports.edition,
    reports.title,
    reports.published_on,
    dates.days_late,
    reports.period_start,
    reports.period_end,
    reports.closed_printing,
    reports.layout,
    reports.address,
    reports.fetched_at,
    reports.page_address,
    cast(reports.version_number as integer) as version_number,
    reports.is_current,
    cast(counts.cells_printed as integer) as cells_printed,
    cast(counts.cells_valued as integer) as cells_valued,
    cast(counts.notices as integer) as notices,
    cast(counts.rules_hold + coalesce(across.hold, 0) as integer) as rules_hold,
    cast(counts.rules_fail + coalesce(across.fail, 0) as integer) as rules_fail,
    cast(counts.rules_not_applicable + coalesce(across.not_applicable, 0) as integer) as rules_not_applicable,
    cast(counts.rules_not_assessed + coalesce(across.not_assessed, 0) as integer) as rules_not_assessed,
    cast(counts.cells_revised as integer) as cells_revised,
    cast(counts.findings_mended as integer) as findings_mended,
    cast(counts.findings_brought as integer) as findings_brought
from {{ ref('int_reports') }} as reports
inner join {{ ref('int_report_counts') }} as counts on reports.report_id = counts.report_id
left join across on reports.report_id = across.report_id
left join {{ ref('int_report_dates') }} as dates on reports.report_id = dates.report_id
