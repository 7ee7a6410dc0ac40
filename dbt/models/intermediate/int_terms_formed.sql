select distinct
    scoped.rule,
    scoped.scope,
    terms.edition,
    terms.printing,
    terms.year_offset,
    dense_rank() over (
        order by scoped.rule, scoped.scope, terms.edition, terms.printing, terms.year_offset
    ) as part,
    terms.position,
    terms.side,
    terms.weight,
    terms.section,
    coalesce(terms.item, scoped.scope) as item,
    coalesce(terms.measure, scoped.scope) as measure
from {{ ref('int_rules_scoped') }} as scoped
inner join {{ ref('terms') }} as terms
    on scoped.rule = terms.rule
