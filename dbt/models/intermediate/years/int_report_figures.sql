{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}
-- depends_on: {{ ref('indicators') }}

-- Of the sums that an indicator can be, the first one of which every cell has a number.
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
        coalesce(
            {%- for sum in indicator.cells.split(' ') %}
            max(value) filter (where indicator = '{{ indicator.indicator }}' and sum_number = {{ loop.index }}),
            {%- endfor %}
            null
        ) as decimal(38, 8)
    ) as {{ indicator.indicator }},
    {%- endfor %}
    report_id
from sums
group by report_id
