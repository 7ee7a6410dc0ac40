-- The rows that the total of the form adds up, each once: what can be printed in parts, as a whole.
select
    items.item as outcome,
    items.label_zh,
    items.label_en,
    items.item_group as outcome_group,
    coalesce(form_groups.label, items.label_zh) as group_label_zh,
    coalesce(form_groups.label_en, items.label_en) as group_label_en,
    items.display_order,
    items.from_edition,
    items.to_edition
from {{ ref('int_form_items') }} as items
left join {{ ref('groups') }} as form_groups
    on
        items.section = form_groups.section
        and items.item_group = form_groups.item_group
        and form_groups.to_edition is null
where
    items.edition is null
    and items.subject = 'requests'
    and (items.printing is null or items.item = items.item_group)
    and items.item in (
        select terms.item
        from {{ ref('terms') }} as terms
        where terms.rule = 'outcomes_sum' and terms.side = 'computed'
    )
