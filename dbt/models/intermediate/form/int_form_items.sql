with editions as (
    select edition from {{ ref('editions') }}
    union all
    select cast(null as string) as edition
),

ranked as (
    select
        editions.edition as worded_in,
        form_rows.*,
        case
            when {{ in_edition('form_rows', 'editions.edition') }} then editions.edition
            else form_rows.from_edition
        end as printed_in,
        row_number() over (
            partition by editions.edition, form_rows.section, form_rows.item
            order by
                coalesce({{ in_edition('form_rows', 'editions.edition') }}, false) desc,
                form_rows.from_edition desc
        ) as wording,
        min(form_rows.from_edition) over same_item as first_edition,
        case
            when count(form_rows.to_edition) over same_item = count(*) over same_item
                then max(form_rows.to_edition) over same_item
        end as last_edition
    from editions
    cross join {{ ref('rows') }} as form_rows
    window same_item as (partition by editions.edition, form_rows.section, form_rows.item)
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
        when ranked.number like '(%' then concat(ranked.number, ranked.label)
        when form_groups.number is null then concat(ranked.number, '、', ranked.label)
        else concat(form_groups.number, form_groups.label, ' ', ranked.number, '.', ranked.label)
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
