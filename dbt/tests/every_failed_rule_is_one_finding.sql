select coalesce(results.report_id, findings.report_id) as report_id
from {{ ref('fct_rule_results') }} as results
full outer join {{ ref('fct_findings') }} as findings
    on
        coalesce(results.report_id, concat_ws('', results.agency_id, '|', results.year))
        = coalesce(findings.report_id, concat_ws('', findings.agency_id, '|', findings.year))
        and results.rule = findings.rule
        and results.scope = findings.scope
where (coalesce(results.status, '') = 'fail') <> (findings.finding_id is not null)
