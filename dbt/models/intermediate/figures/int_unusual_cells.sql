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
    raw as printed,
    'counts_not_negative' as rule
from counts
where kind = 'count' and value < 0
union all
select
    *,
    raw as printed,
    'counts_whole' as rule
from counts
where value <> floor(value)
union all
select
    cells.*,
    'amount' as kind,
    case
        when ends_with(cells.raw, cells.unit) then cells.raw
        else concat(cells.raw, '（', cells.unit, '）')
    end as printed,
    'units_as_form' as rule
from {{ ref('stg_cells') }} as cells
inner join {{ ref('stg_reports') }} as reports
    on cells.report_id = reports.report_id
inner join {{ ref('int_form_cells') }} as form
    on
        reports.edition = form.edition
        and cells.section = form.section
        and cells.item = form.item
        and cells.measure = form.measure
where cells.value is not null and cells.unit <> form.unit
