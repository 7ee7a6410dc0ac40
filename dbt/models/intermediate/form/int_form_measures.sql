with ranked as (
    {{ worded_for_editions('columns', 'measure') }}
)

select
    worded_in as edition,
    section,
    measure,
    label as label_zh,
    label_en,
    kind,
    unit,
    display_order,
    first_edition as from_edition,
    last_edition as to_edition
from ranked
where wording = 1
