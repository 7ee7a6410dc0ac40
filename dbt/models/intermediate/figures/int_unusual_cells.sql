with counts as (
    select
        cells.*,
        measures.kind
    from {{ ref('int_cells') }} as cells
    inner join {{ ref('int_form_measures') }} as measures
        on
            measures.edition is null
            and cells.section = measures.section
            and cells.measure = measures.measure
    where measures.kind in ('count', 'change') and (cells.value < 0 or cells.value <> floor(cells.value))
),

unusual as (
    select
        report_id,
        section,
        item,
        measure,
        row_number,
        column_number,
        raw as printed,
        'negative' as test
    from counts
    where kind = 'count' and value < 0
    union all
    select
        report_id,
        section,
        item,
        measure,
        row_number,
        column_number,
        raw as printed,
        'fraction' as test
    from counts
    where value <> floor(value)
    union all
    select
        cells.report_id,
        cells.section,
        cells.item,
        cells.measure,
        cells.row_number,
        cells.column_number,
        case
            when {{ ends_with('cells.raw', 'cells.unit') }} then cells.raw
            else concat_ws('', cells.raw, '（', cells.unit, '）')
        end as printed,
        'unit' as test
    from {{ ref('int_cells') }} as cells
    inner join {{ ref('stg_reports') }} as reports
        on cells.report_id = reports.report_id
    inner join {{ ref('int_form_cells') }} as form
        on
            reports.edition = form.edition
            and cells.section = form.section
            and cells.item = form.item
            and cells.measure = form.measure
    where cells.value is not null and cells.unit <> form.unit
)

select
    unusual.*,
    rules.rule
from unusual
inner join {{ ref('int_rules') }} as rules
    on
        rules.kind = 'value'
        and unusual.test = rules.test
