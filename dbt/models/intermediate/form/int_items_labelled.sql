with spans as (
    select
        section,
        item,
        min(from_edition) as from_edition,
        case when count(to_edition) = count(*) then max(to_edition) end as to_edition
    from {{ ref('rows') }}
    group by section, item
)

select
    spans.section,
    spans.item,
    blocks.subject,
    worded.item_group,
    worded.label_zh,
    worded.label_en,
    worded.display_order,
    worded.printing,
    spans.from_edition,
    spans.to_edition
from spans
inner join {{ ref('int_form_items') }} as worded
    on
        spans.section = worded.section
        and spans.item = worded.item
        and worded.edition is null
inner join {{ ref('blocks') }} as blocks
    on worded.block = blocks.block
