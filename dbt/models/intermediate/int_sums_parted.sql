{{ config(materialized='view') }}

-- Cells look for their terms, which are few, and not terms for their cells: so no cell is kept in memory.
select
    cells.report_id,
    terms.part,
    sum(terms.weight * cells.value) filter (where terms.side = 'reported') as reported,
    sum(terms.weight * cells.value) filter (where terms.side = 'computed') as computed,
    count(cells.value) as valued
from {{ ref('stg_cells') }} as cells
inner join {{ ref('int_terms_formed') }} as terms
    on
        cells.section = terms.section
        and cells.item = terms.item
        and cells.measure = terms.measure
group by cells.report_id, terms.part
