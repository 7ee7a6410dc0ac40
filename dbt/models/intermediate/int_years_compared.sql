{{ config(materialized='view') }}

with thresholds as (
    {{ thresholds_of(['not_zero', 'different']) }}
),

sides as (
    select
        report_id,
        report_id as read_from,
        0 as year_offset
    from {{ ref('int_years_paired') }}
    where outcome is null
    union all
    select
        report_id,
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
        on sides.read_from = cells.report_id
    -- Here as in the digest: of the other rows of (六)其他处理 there are two printings.
    inner join {{ ref('int_items_labelled') }} as items
        on
            cells.section = items.section
            and cells.item = items.item
            and items.printing is null
    where cells.section = 3
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
