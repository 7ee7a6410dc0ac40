select
    terms.*,
    results.reported,
    results.computed,
    rules.scope_by
from {{ ref('int_rules_evaluated') }} as results
inner join {{ ref('int_terms_asked') }} as terms
    on
        results.report_id = terms.report_id
        and results.rule = terms.rule
        and results.scope = terms.scope
inner join {{ ref('int_rules_described') }} as rules
    on results.rule = rules.rule
where results.status = 'fail'
