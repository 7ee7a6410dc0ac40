with spans as (
    select
        section,
        item,
        min(from_edition) as from_edition,
        max(from_edition) as worded_in,
        case when count(to_edition) = count(*) then max(to_edition) end as to_edition
    from {{ ref('rows') }}
    group by section, item
)

select
    spans.section,
    spans.item,
    form_rows.item_group,
    form_rows.label as label_zh,
    form_rows.label_en,
    form_rows.display_order,
    form_rows.printing,
    spans.from_edition,
    spans.to_edition,
    case
        when form_rows.number is null then form_rows.label
        when form_rows.number like '(%' then concat(form_rows.number, form_rows.label)
        when form_groups.number is null then concat(form_rows.number, '、', form_rows.label)
        else concat(form_groups.number, form_groups.label, ' ', form_rows.number, '.', form_rows.label)
    end as printed_label
from spans
inner join {{ ref('rows') }} as form_rows
    on
        spans.section = form_rows.section
        and spans.item = form_rows.item
        and spans.worded_in = form_rows.from_edition
left join {{ ref('groups') }} as form_groups
    on form_rows.item_group = form_groups.item_group
