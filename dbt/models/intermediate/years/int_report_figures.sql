{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}
-- depends_on: {{ ref('indicators') }}

-- Of the sums that an indicator can be, the first one of which a report prints a cell; null where a cell of
-- it has none.
with sums as (
    select
        cells.report_id,
        parts.indicator,
        parts.sum_number,
        case when count(cells.value) = max(parts.cells) then sum(cells.value) end as value
    from {{ ref('int_cells') }} as cells
    inner join {{ ref('int_indicator_cells') }} as parts
        on
            cells.section = parts.section
            and cells.item = parts.item
            and cells.measure = parts.measure
    group by cells.report_id, parts.indicator, parts.sum_number
)

select
{%- for indicator in indicators(['count']) %}
    cast(
        case
            {%- for sum in indicator.cells.split(' ') %}
            {%- set own = "indicator = '" ~ indicator.indicator ~ "' and sum_number = " ~ loop.index %}
            when bool_or({{ own }}) then max(value) filter (where {{ own }})
            {%- endfor %}
        end as decimal(38, 8)
    ) as {{ indicator.indicator }},
    {%- endfor %}
    report_id
from sums
group by report_id
