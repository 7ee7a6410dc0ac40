-- Of rows that can be printed in several ways none counts; a total contains them.
select
    cells.report_id,
    tables.rule,
    cells.section,
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
inner join {{ ref('watched') }} as tables
    on
        cells.section = tables.section
        and tables.item is null
group by cells.report_id, tables.rule, cells.section
