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
from {{ ref('int_rules_evaluated') }} as results
inner join {{ ref('int_reports_versioned') }} as reports
    on results.report_id = reports.report_id
inner join {{ ref('int_rules_described') }} as rules
    on results.rule = rules.rule
