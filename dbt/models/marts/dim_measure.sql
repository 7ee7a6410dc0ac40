select
    section,
    measure,
    label_zh,
    label_en,
    kind,
    unit,
    display_order,
    from_edition,
    to_edition
from {{ ref('int_form_measures') }}
where edition is null
