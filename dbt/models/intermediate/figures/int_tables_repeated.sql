{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}

with thresholds as (
    {{ thresholds_of(['not_zero', 'different']) }}
),

pairs as (
    select
        tables.report_id,
        tables.rule,
        tables.section,
        tables.previous_report_id,
        case
            when tables.reason = 'superseded' then 'superseded'
            when tables.previous_report_id is null then 'no_previous_report'
            when previous.report_id is null then 'previous_edition_differs'
            when tables.reason is not null then tables.reason
            when previous.reason = 'figures_missing' then 'figures_missing'
            when tables.digest = previous.digest then 'fail'
            when tables.blanks + previous.blanks = 0 then 'hold'
            -- Blanks can hide equal figures, but only as many as there are blanks.
            when abs(tables.figures_not_zero - previous.figures_not_zero) > tables.blanks + previous.blanks
                then 'hold'
        end as outcome
    from {{ ref('int_table_digests') }} as tables
    left join {{ ref('int_table_digests') }} as previous
        on
            tables.previous_report_id = previous.report_id
            and tables.rule = previous.rule
    where
        tables.test = 'previous_year'
        and tables.report_id in (select reports.report_id from {{ ref('int_evaluated_reports') }} as reports)
),

sides as (
    select
        report_id,
        section,
        report_id as read_from,
        0 as year_offset
    from pairs
    where outcome is null
    union all
    select
        report_id,
        section,
        previous_report_id as read_from,
        -1 as year_offset
    from pairs
    where outcome is null
),

-- Grouped, not joined: a join of cells with cells may be planned on their names, matching all with all.
paired as (
    select
        sides.report_id,
        max(cells.value) filter (where sides.year_offset = 0) as figure,
        max(cells.value) filter (where sides.year_offset = -1) as figure_before
    from sides
    inner join {{ ref('int_cells') }} as cells
        on
            sides.read_from = cells.report_id
            and sides.section = cells.section
    -- As in the digest, rows that can be printed in several ways do not count.
    inner join {{ ref('int_form_items') }} as items
        on
            items.edition is null
            and cells.section = items.section
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
    case
        when pairs.outcome is not null then pairs.outcome
        when counted.differing > 0 then 'hold'
        when counted.equal_figures < thresholds.not_zero then 'figures_missing'
        when counted.equal_different < thresholds.different then 'figures_missing'
        else 'fail'
    end as outcome
from pairs
inner join thresholds
    on pairs.rule = thresholds.rule
left join counted
    on pairs.report_id = counted.report_id
