with facts as (
    select distinct
        report_id,
        fact
    from {{ ref('int_statements') }}
),

wanted as (
    select
        facts.report_id,
        reports.edition,
        sums.rule,
        sums.fact,
        sums.sum_number,
        sums.position,
        sums.section,
        sums.item,
        sums.measure,
        cells.value
    from facts
    inner join {{ ref('int_evaluated_reports') }} as reports
        on facts.report_id = reports.report_id
    inner join {{ ref('int_fact_cells') }} as sums
        on
            facts.fact = sums.fact
            and reports.edition = sums.edition
            and (sums.printing is null or reports.counted_printing = sums.printing)
    left join {{ ref('int_cells') }} as cells
        on
            facts.report_id = cells.report_id
            and sums.section = cells.section
            and sums.item = cells.item
            and sums.measure = cells.measure
),

blank_totals as (
    select distinct
        report_id,
        edition,
        section,
        item,
        measure
    from wanted
    where value is null
),

row_sums as (
    select
        blank_totals.report_id,
        blank_totals.section,
        blank_totals.item,
        blank_totals.measure,
        sum(cells.value) as value,
        count(cells.value) = count(*) as is_whole
    from blank_totals
    inner join {{ ref('int_form_totals') }} as parts
        on
            blank_totals.edition = parts.edition
            and blank_totals.section = parts.section
            and blank_totals.measure = parts.total
    left join {{ ref('int_cells') }} as cells
        on
            blank_totals.report_id = cells.report_id
            and blank_totals.section = cells.section
            and blank_totals.item = cells.item
            and parts.measure = cells.measure
    group by all
)

select
    wanted.report_id,
    wanted.edition,
    wanted.rule,
    wanted.fact,
    wanted.sum_number,
    wanted.position,
    wanted.section,
    wanted.item,
    wanted.measure,
    coalesce(wanted.value, row_sums.value) as value,
    wanted.value is null and row_sums.value is not null as is_row_sum,
    coalesce(wanted.value is not null or row_sums.is_whole, false) as is_whole
from wanted
left join row_sums
    on
        wanted.report_id = row_sums.report_id
        and wanted.section = row_sums.section
        and wanted.item = row_sums.item
        and wanted.measure = row_sums.measure
