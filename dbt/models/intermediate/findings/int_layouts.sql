with judged as (
    select
        reports.layout,
        results.report_id,
        results.rule,
        max(case results.status when 'fail' then 1 else 0 end) as is_failing
    from {{ ref('int_results') }} as results
    inner join {{ ref('int_reports') }} as reports
        on results.report_id = reports.report_id
    where results.status in ('hold', 'fail')
    group by reports.layout, results.report_id, results.rule
)

select
    judged.layout,
    judged.rule,
    cast(count(*) as integer) as assessed,
    cast(sum(judged.is_failing) as integer) as failing,
    cast(sum(judged.is_failing) as double) / count(*) as failing_share,
    -- A few reports of one county can share a layout and a mistake.
    count(*) >= 20
    and (count(*) - sum(judged.is_failing)) * 100 < coalesce(rules.mostly, 0) * count(*) as is_doubtful
from judged
inner join {{ ref('int_rules') }} as rules
    on judged.rule = rules.rule
group by judged.layout, judged.rule, rules.mostly
