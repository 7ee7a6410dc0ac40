select
    cells.report_id,
    watched.rule,
    watched.item,
    cells.value
from {{ ref('stg_cells') }} as cells
inner join {{ ref('watched') }} as watched
    on
        cells.section = watched.section
        and cells.item = watched.item
        and cells.measure = watched.measure
where cells.value is not null
