select
    section,
    item,
    item_group,
    label_zh,
    label_en,
    display_order,
    from_edition,
    to_edition
from {{ ref('int_form_items') }}
where edition is null
