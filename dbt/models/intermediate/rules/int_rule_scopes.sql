select distinct
    rules.rule,
    cells.edition,
    cells.section,
    case when rules.scope_by = 'item' then cells.item else cells.measure end as scope,
    case when rules.scope_by = 'item' then cells.printing end as printing
from {{ ref('int_rules') }} as rules
inner join {{ ref('terms') }} as terms
    on rules.rule = terms.rule
inner join {{ ref('int_form_cells') }} as cells
    on
        terms.section = cells.section
        and coalesce(terms.item, cells.item) = cells.item
        and coalesce(terms.measure, cells.measure) = cells.measure
        and {{ in_span('terms', 'cells.edition') }}
where {{ in_edition('rules', 'cells.edition') }}
