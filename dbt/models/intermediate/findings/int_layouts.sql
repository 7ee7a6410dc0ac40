with rule_outcomes as (
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
    rule_outcomes.layout,
    rule_outcomes.rule,
    cast(count(*) as integer) as assessed,
    cast(sum(rule_outcomes.is_failing) as integer) as failing,
    cast(sum(rule_outcomes.is_failing) as double) / count(*) as failing_share,
    -- A few reports of one county can share a layout and a mistake.
    count(*) >= 20
    and (count(*) - sum(rule_outcomes.is_failing)) * 100 < coalesce(rules.mostly, 0) * count(*) as is_doubtful
from rule_outcomes
inner join {{ ref('int_rules') }} as rules
    on rule_outcomes.rule = rules.rule
group by rule_outcomes.layout, rule_outcomes.rule, rules.mostly
