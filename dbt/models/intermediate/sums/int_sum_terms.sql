-- Of sums that hold, nobody asks for the terms: that leaves the few whose cells are worth looking up.
select
    terms.report_id,
    terms.rule,
    terms.scope,
    terms.position,
    terms.side,
    terms.weight,
    terms.year_offset,
    terms.section,
    terms.item,
    terms.measure,
    cells.value
from {{ ref('int_sums') }} as sums
inner join {{ ref('int_sum_cells') }} as terms
    on
        sums.report_id = terms.report_id
        and sums.rule = terms.rule
        and sums.scope = terms.scope
left join {{ ref('stg_cells') }} as cells
    on
        terms.printed_in = cells.report_id
        and terms.section = cells.section
        and terms.item = cells.item
        and terms.measure = cells.measure
where not sums.is_whole or sums.reported <> sums.computed
