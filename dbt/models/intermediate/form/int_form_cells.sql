select
    editions.edition,
    form_rows.section,
    form_rows.item,
    form_columns.measure,
    form_columns.unit,
    form_rows.printing
from {{ ref('editions') }} as editions
inner join {{ ref('rows') }} as form_rows
    on {{ in_edition('form_rows', 'editions.edition') }}
inner join {{ ref('columns') }} as form_columns
    on
        form_rows.section = form_columns.section
        and form_rows.block = form_columns.block
        and {{ in_edition('form_columns', 'editions.edition') }}
