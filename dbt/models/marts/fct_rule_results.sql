select
    results.report_id,
    reports.agency_id,
    reports.agency,
    reports.region_code,
    reports.year,
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
inner join {{ ref('int_reports') }} as reports
    on results.report_id = reports.report_id
inner join {{ ref('int_rules') }} as rules
    on results.rule = rules.rule
union all
-- A report that is not there has no report_id, but its agency and its year.
select
    cast(null as string) as report_id,
    missing.agency_id,
    missing.agency,
    missing.region_code,
    missing.year,
    missing.rule,
    rules.version,
    rules.kind,
    rules.severity,
    missing.scope,
    missing.status,
    missing.reason,
    missing.reported,
    missing.computed,
    missing.reported - missing.computed as difference,
    missing.missing_terms,
    missing.compared
from {{ ref('int_filings_missing') }} as missing
inner join {{ ref('int_rules') }} as rules
    on missing.rule = rules.rule
