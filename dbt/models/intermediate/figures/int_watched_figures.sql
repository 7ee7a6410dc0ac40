{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}

select
    cells.report_id,
    watched.rule,
    watched.item,
    cells.value
from {{ ref('int_cells') }} as cells
inner join {{ ref('watched') }} as watched
    on
        cells.section = watched.section
        and cells.item = watched.item
        and cells.measure = watched.measure
where cells.value is not null
