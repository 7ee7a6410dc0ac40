select
    terms.*,
    results.reported,
    results.computed,
    rules.scope_by
from {{ ref('int_results') }} as results
inner join {{ ref('int_sum_terms') }} as terms
    on
        results.report_id = terms.report_id
        and results.rule = terms.rule
        and results.scope = terms.scope
inner join {{ ref('int_rules') }} as rules
    on results.rule = rules.rule
where results.status = 'fail'
