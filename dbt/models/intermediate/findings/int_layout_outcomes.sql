{{ config(materialized='incremental', meta={'replaces': ['int_touched_reports']}) }}

select
    reports.layout,
    reports.year,
    reports.is_current,
    results.report_id,
    results.rule,
    max(case results.status when 'fail' then 1 else 0 end) as is_failing
from {{ ref('fct_rule_results') }} as results
inner join {{ ref('int_reports') }} as reports
    on results.report_id = reports.report_id
where
    results.status in ('hold', 'fail')
    and results.report_id in (select touched.report_id from {{ ref('int_touched_reports') }} as touched)
group by reports.layout, reports.year, reports.is_current, results.report_id, results.rule
