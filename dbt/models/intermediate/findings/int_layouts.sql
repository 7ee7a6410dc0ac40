select
    outcomes.layout,
    outcomes.rule,
    cast(count(*) as integer) as assessed,
    cast(sum(outcomes.is_failing) as integer) as failing,
    cast(sum(outcomes.is_failing) as double) / count(*) as failing_share,
    -- A few reports of one county can share a layout and a mistake.
    count(*) >= 20
    and (count(*) - sum(outcomes.is_failing)) * 100 < coalesce(rules.mostly, 0) * count(*) as is_doubtful
from {{ ref('int_layout_outcomes') }} as outcomes
inner join {{ ref('int_rules') }} as rules
    on outcomes.rule = rules.rule
group by outcomes.layout, outcomes.rule, rules.mostly
