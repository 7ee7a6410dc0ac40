-- Of the other rows of (六)其他处理 there are two printings; processed_total contains them.
select
    cells.report_id,
    count(cells.value) as figures,
    count(*) filter (where cells.value <> 0) as figures_not_zero,
    count(distinct cells.value) filter (where cells.value <> 0) as figures_different,
    {{ unordered_digest(
        ['cells.item', 'cells.measure', 'cells.value']
    ) }} filter (where cells.value <> 0) as digest,
    min(cells.table_number) as table_number,
    min(cells.page_number) as page_number,
    min(cells.line_number) as line_number
from {{ ref('stg_cells') }} as cells
inner join {{ ref('int_items_labelled') }} as items
    on
        cells.section = items.section
        and cells.item = items.item
        and items.printing is null
where cells.section = 3
group by cells.report_id
