select
    rules.rule,
    rules.version,
    rules.severity,
    rules.scope_by,
    rules.title,
    rules.basis,
    rules.from_edition,
    rules.to_edition,
    min(terms.year_offset) < 0 as needs_previous_year,
    count(terms.printing) = count(*) as compares_printings
from {{ ref('rules') }} as rules
inner join {{ ref('terms') }} as terms
    on rules.rule = terms.rule
where rules.state = 'active'
group by all
