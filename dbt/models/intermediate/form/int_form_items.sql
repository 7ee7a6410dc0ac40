with ranked as (
    {{ worded_for_editions('rows', 'item') }}
)

select
    ranked.worded_in as edition,
    ranked.section,
    blocks.subject,
    ranked.item,
    ranked.item_group,
    ranked.printing,
    ranked.display_order,
    ranked.label as label_zh,
    ranked.label_en,
    case
        when ranked.number is null then ranked.label
        when ranked.number like '(%' then concat_ws('', ranked.number, ranked.label)
        when form_groups.number is null then concat_ws('', ranked.number, '、', ranked.label)
        else concat_ws('', form_groups.number, form_groups.label, ' ', ranked.number, '.', ranked.label)
    end as printed_label,
    ranked.first_edition as from_edition,
    ranked.last_edition as to_edition
from ranked
inner join {{ ref('blocks') }} as blocks
    on ranked.block = blocks.block
left join {{ ref('groups') }} as form_groups
    on
        ranked.section = form_groups.section
        and ranked.item_group = form_groups.item_group
        and {{ in_span('form_groups', 'ranked.printed_in') }}
where ranked.wording = 1
