with counts as (
    select
        cells.*,
        measures.kind
    from {{ ref('stg_cells') }} as cells
    inner join {{ ref('int_measures_labelled') }} as measures
        on
            cells.section = measures.section
            and cells.measure = measures.measure
    where measures.kind in ('count', 'change') and (cells.value < 0 or cells.value <> floor(cells.value))
)

select
    *,
    'counts_not_negative' as rule
from counts
where kind = 'count' and value < 0
union all
select
    *,
    'counts_whole' as rule
from counts
where value <> floor(value)
