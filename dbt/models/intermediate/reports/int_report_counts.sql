{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}

with cells as (
    select
        report_id,
        count(*) as printed,
        count(value) as valued
    from {{ ref('int_cells') }}
    group by report_id
),

notices as (
    select
        report_id,
        count(*) as noticed
    from {{ ref('int_notices') }}
    group by report_id
),

results as (
    select *
    from {{ ref('int_results') }}
    where rule not in (select across.rule from {{ ref('int_results_across') }} as across)
),

rules as (
    select
        report_id,
        count(*) filter (where status = 'hold') as hold,
        count(*) filter (where status = 'fail') as fail,
        count(*) filter (where status = 'not_applicable') as not_applicable,
        count(*) filter (where status = 'not_assessed') as not_assessed
    from results
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
    from {{ ref('int_evaluated_reports') }} as versions
    inner join results as results_before
        on versions.earlier_report_id = results_before.report_id
    inner join results as results_now
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
    coalesce(cells.printed, 0) as cells_printed,
    coalesce(cells.valued, 0) as cells_valued,
    coalesce(notices.noticed, 0) as notices,
    coalesce(rules.hold, 0) as rules_hold,
    coalesce(rules.fail, 0) as rules_fail,
    coalesce(rules.not_applicable, 0) as rules_not_applicable,
    coalesce(rules.not_assessed, 0) as rules_not_assessed,
    coalesce(revisions.revised, 0) as cells_revised,
    coalesce(findings.mended, 0) as findings_mended,
    coalesce(findings.brought, 0) as findings_brought
from {{ ref('int_evaluated_reports') }} as reports
left join cells on reports.report_id = cells.report_id
left join notices on reports.report_id = notices.report_id
left join rules on reports.report_id = rules.report_id
left join revisions on reports.report_id = revisions.report_id
left join findings on reports.report_id = findings.report_id
