{{ config(materialized='view') }}

-- Cells look for their terms, which are few, and not terms for their cells: so no cell is kept in memory.
{% set readers = [('report_id', '= 0'), ('previous_report_id', '< 0')] %}
with added as (
    {% for printed_in, offset in readers %}
        select
            reports.report_id,
            terms.sum_number,
            terms.side,
            terms.weight * cells.value as value
        from {{ ref('stg_cells') }} as cells
        inner join {{ ref('int_rule_terms') }} as terms
            on
                cells.section = terms.section
                and cells.item = terms.item
                and cells.measure = terms.measure
        inner join {{ ref('int_reports') }} as reports
            on
                cells.report_id = reports.{{ printed_in }}
                and {{ in_form('terms', 'reports') }}
        where terms.year_offset {{ offset }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    report_id,
    sum_number,
    sum(value) filter (where side = 'reported') as reported,
    sum(value) filter (where side = 'computed') as computed,
    count(value) as valued
from added
group by report_id, sum_number
