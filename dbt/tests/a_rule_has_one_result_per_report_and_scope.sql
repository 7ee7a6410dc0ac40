select
    report_id,
    rule,
    scope
from {{ ref('fct_rule_results') }}
group by report_id, rule, scope
having count(*) > 1
