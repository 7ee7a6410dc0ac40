select distinct
    scoped.rule,
    scoped.scope,
    dense_rank() over (order by scoped.rule, scoped.scope) as sum_number,
    terms.from_edition,
    terms.to_edition,
    terms.printing,
    terms.year_offset,
    terms.position,
    terms.side,
    terms.weight,
    terms.section,
    coalesce(terms.item, scoped.scope) as item,
    coalesce(terms.measure, scoped.scope) as measure
from {{ ref('int_rule_scopes') }} as scoped
inner join {{ ref('terms') }} as terms
    on scoped.rule = terms.rule
