-- Every item with every measure of its section: reports also print cells that the form does not have.
select
    items.edition,
    items.section,
    items.item,
    measures.measure,
    items.label_zh as item_label,
    items.printed_label as row_label,
    measures.label_zh as column_label,
    row_number() over (
        partition by items.edition, items.section
        order by items.display_order, items.item, measures.display_order, measures.measure
    ) as display_order
from {{ ref('int_form_items') }} as items
inner join {{ ref('int_form_measures') }} as measures
    on
        items.section = measures.section
        and items.edition is not distinct from measures.edition
