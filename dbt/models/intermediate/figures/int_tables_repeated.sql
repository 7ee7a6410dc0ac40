{{ config(materialized='view') }}

with thresholds as (
    {{ thresholds_of(['not_zero', 'different']) }}
),

sides as (
    select
        report_id,
        section,
        report_id as read_from,
        0 as year_offset
    from {{ ref('int_years_paired') }}
    where outcome is null
    union all
    select
        report_id,
        section,
        previous_report_id as read_from,
        -1 as year_offset
    from {{ ref('int_years_paired') }}
    where outcome is null
),

-- Grouped, not joined: a join of cells with cells can be planned by their names, all with all.
paired as (
    select
        sides.report_id,
        max(cells.value) filter (where sides.year_offset = 0) as figure,
        max(cells.value) filter (where sides.year_offset = -1) as figure_before
    from sides
    inner join {{ ref('stg_cells') }} as cells
        on
            sides.read_from = cells.report_id
            and sides.section = cells.section
    -- Here as in the digest: rows that can be printed in several ways do not count.
    inner join {{ ref('int_items_labelled') }} as items
        on
            cells.section = items.section
            and cells.item = items.item
            and items.printing is null
    group by sides.report_id, cells.item, cells.measure
),

counted as (
    select
        report_id,
        count(*) filter (where figure <> figure_before) as differing,
        count(*) filter (where figure = figure_before and figure <> 0) as equal_figures,
        count(distinct figure) filter (where figure = figure_before and figure <> 0) as equal_different
    from paired
    group by report_id
)

select
    pairs.report_id,
    pairs.rule,
    pairs.section,
    case
        when pairs.outcome is not null then pairs.outcome
        when counted.differing > 0 then 'hold'
        when counted.equal_figures < thresholds.not_zero then 'figures_missing'
        when counted.equal_different < thresholds.different then 'figures_missing'
        else 'fail'
    end as outcome
from {{ ref('int_years_paired') }} as pairs
inner join thresholds
    on pairs.rule = thresholds.rule
left join counted
    on pairs.report_id = counted.report_id
