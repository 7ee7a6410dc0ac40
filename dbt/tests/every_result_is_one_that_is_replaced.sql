-- A model of results that reads all reports, not those evaluated, would add results to those kept.
select
    results.report_id,
    results.rule,
    results.scope
from {{ ref('int_results') }} as results
left join {{ ref('int_replaced_reports') }} as reports
    on results.report_id = reports.report_id
left join {{ ref('int_replaced_results') }} as replaced
    on
        results.report_id = replaced.report_id
        and results.rule = replaced.rule
        and results.scope = replaced.scope
where results.report_id is not null and reports.report_id is null and replaced.report_id is null
