{{ config(materialized='view') }}

with cells as (
    select
        cells.report_id,
        cells.item,
        items.item_group,
        items.printing,
        cells.measure,
        cells.value
    from {{ ref('stg_cells') }} as cells
    inner join {{ ref('int_items_labelled') }} as items
        on cells.section = items.section and cells.item = items.item
    where cells.section = 3
),

printed_as_one as (
    select distinct report_id
    from cells
    where printing = 'one_row'
),

three_rows as (
    select count(*) as expected
    from {{ ref('int_items_labelled') }}
    where printing = 'three_rows'
)

select
    report_id,
    item,
    case when printing = 'three_rows' then 'closed_detail' else item_group end as item_group,
    measure,
    cast(value as decimal(38, 8)) as value,
    false as is_derived
from cells
union all
select
    cells.report_id,
    'closed' as item,
    'closed' as item_group,
    cells.measure,
    case when count(cells.value) = max(three_rows.expected) then sum(cells.value) end as value,
    true as is_derived
from cells
cross join three_rows
left join printed_as_one
    on cells.report_id = printed_as_one.report_id
where cells.printing = 'three_rows' and printed_as_one.report_id is null
group by cells.report_id, cells.measure
