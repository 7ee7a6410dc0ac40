select
    editions.edition,
    total.section,
    total.measure as total,
    part.measure
from {{ ref('terms') }} as total
inner join {{ ref('terms') }} as part
    on
        total.rule = part.rule
        and total.side = 'reported'
        and part.side = 'computed'
inner join {{ ref('int_rules') }} as rules
    on
        total.rule = rules.rule
        and rules.scope_by = 'item'
        and not rules.needs_previous_year
inner join {{ ref('editions') }} as editions
    on
        {{ in_edition('rules', 'editions.edition') }}
        and {{ in_span('total', 'editions.edition') }}
        and {{ in_span('part', 'editions.edition') }}
