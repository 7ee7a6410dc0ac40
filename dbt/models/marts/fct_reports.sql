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
),

-- A rule across years is evaluated on the current version only, so it cannot be compared between versions;
-- and a later date does not correct an earlier one.
findings as (
    select
        versions.report_id,
        count(*) filter (where results_before.status = 'fail' and results_now.status = 'hold') as mended,
        count(*) filter (where results_before.status <> 'fail' and results_now.status = 'fail') as brought
    from {{ ref('int_reports') }} as versions
    inner join {{ ref('int_results') }} as results_before
        on versions.earlier_report_id = results_before.report_id
    inner join {{ ref('int_results') }} as results_now
        on
            versions.report_id = results_now.report_id
            and results_before.rule = results_now.rule
            and results_before.scope = results_now.scope
    inner join {{ ref('int_rules') }} as rules
        on results_before.rule = rules.rule
    where coalesce(results_before.reason, '') <> 'superseded' and rules.kind <> 'time'
    group by versions.report_id
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
left join findings on reports.report_id = findings.report_id
left join {{ ref('int_report_dates') }} as dates on reports.report_id = dates.report_id
