with cells as (
    select
        report_id,
        count(*) as printed,
        count(value) as valued
    from {{ ref('stg_cells') }}
    group by report_id
),

notices as (
    select
        report_id,
        count(*) as noticed
    from {{ ref('stg_notices') }}
    group by report_id
),

rules as (
    select
        report_id,
        count(*) filter (where status = 'hold') as hold,
        count(*) filter (where status = 'fail') as fail,
        count(*) filter (where status = 'not_applicable') as not_applicable,
        count(*) filter (where status = 'not_assessed') as not_assessed
    from {{ ref('int_results') }}
    group by report_id
),

revisions as (
    select
        report_id,
        count(*) as revised
    from {{ ref('int_cell_revisions') }}
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
    delayed.days_late,
    reports.period_start,
    reports.period_end,
    reports.closed_printing,
    reports.layout,
    cast(reports.version_number as integer) as version_number,
    reports.is_current,
    cast(coalesce(cells.printed, 0) as integer) as cells_printed,
    cast(coalesce(cells.valued, 0) as integer) as cells_valued,
    cast(coalesce(notices.noticed, 0) as integer) as notices,
    cast(coalesce(rules.hold, 0) as integer) as rules_hold,
    cast(coalesce(rules.fail, 0) as integer) as rules_fail,
    cast(coalesce(rules.not_applicable, 0) as integer) as rules_not_applicable,
    cast(coalesce(rules.not_assessed, 0) as integer) as rules_not_assessed,
    cast(coalesce(revisions.revised, 0) as integer) as cells_revised,
    cast(coalesce(findings.mended, 0) as integer) as findings_mended,
    cast(coalesce(findings.brought, 0) as integer) as findings_brought
from {{ ref('int_reports') }} as reports
left join cells on reports.report_id = cells.report_id
left join notices on reports.report_id = notices.report_id
left join rules on reports.report_id = rules.report_id
left join revisions on reports.report_id = revisions.report_id
left join {{ ref('int_findings_revised') }} as findings on reports.report_id = findings.report_id
left join {{ ref('int_reports_delayed') }} as delayed on reports.report_id = delayed.report_id
