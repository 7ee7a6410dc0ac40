{{ config(materialized='view') }}

-- A rule across years is judged on the current version only, so nothing can be told of what became of it.
-- A later date mends no earlier one.
select
    versions.report_id,
    count(*) filter (where results_before.status = 'fail' and results_now.status = 'hold') as mended,
    count(*) filter (where results_before.status <> 'fail' and results_now.status = 'fail') as brought
from {{ ref('int_versions_followed') }} as versions
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
