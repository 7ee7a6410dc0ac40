{{ config(materialized='view') }}

with last_results as (
    select
        reports.agency_id,
        reports.year,
        results.rule,
        results.scope,
        max_by(results.status, reports.version_number) as status,
        max_by(reports.report_id, reports.version_number) as report_id,
        max_by(reports.document, reports.version_number) as document
    from {{ ref('int_reports') }} as reports
    inner join {{ ref('fct_rule_results') }} as results
        on reports.report_id = results.report_id
    inner join {{ ref('int_rules') }} as rules
        on results.rule = rules.rule
    -- A later version has a later date, which does not correct the date of an earlier one.
    where reports.last_version_number > 1 and results.status in ('hold', 'fail') and rules.kind <> 'time'
    group by reports.agency_id, reports.year, results.rule, results.scope
)

select
    agency_id,
    year,
    rule,
    scope,
    report_id,
    document
from last_results
where status = 'hold'
