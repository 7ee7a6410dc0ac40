{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports', 'int_replaced_results']}) }}

select
    results.report_id,
    coalesce(reports.agency_id, results.agency_id) as agency_id,
    coalesce(reports.agency, agencies.name) as agency,
    coalesce(reports.region_code, agencies.region_code) as region_code,
    coalesce(reports.year, results.year) as year,
    results.rule,
    rules.version,
    rules.kind,
    rules.severity,
    results.scope,
    results.status,
    results.reason,
    results.reported,
    results.computed,
    results.reported - results.computed as difference,
    results.missing_terms,
    results.compared
from {{ ref('int_results') }} as results
inner join {{ ref('int_rules') }} as rules
    on results.rule = rules.rule
left join {{ ref('int_reports') }} as reports
    on results.report_id = reports.report_id
-- A missing report has no report_id, only agency and year.
left join {{ ref('int_agencies') }} as agencies
    on results.agency_id = agencies.agency_id
