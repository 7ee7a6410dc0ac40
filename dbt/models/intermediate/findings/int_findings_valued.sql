{{ config(materialized='view') }}

with numbered as (
    select
        odd.report_id,
        odd.rule,
        odd.section,
        odd.item,
        odd.measure,
        rules.message,
        concat(items.printed_label, ' ', measures.label_zh, ' ', odd.printed) as cell,
        row_number() over (
            partition by odd.report_id, odd.rule, odd.section
            order by items.display_order, items.item, measures.display_order, measures.measure
        ) as position
    from {{ ref('int_unusual_cells') }} as odd
    inner join {{ ref('int_results') }} as results
        on
            odd.report_id = results.report_id
            and odd.rule = results.rule
            and cast(odd.section as string) = results.scope
    inner join {{ ref('int_rules') }} as rules
        on odd.rule = rules.rule
    inner join {{ ref('stg_reports') }} as reports
        on odd.report_id = reports.report_id
    inner join {{ ref('int_form_items') }} as items
        on
            odd.section = items.section
            and odd.item = items.item
            and reports.edition is not distinct from items.edition
    inner join {{ ref('int_form_measures') }} as measures
        on
            odd.section = measures.section
            and odd.measure = measures.measure
            and reports.edition is not distinct from measures.edition
)

select
    report_id,
    rule,
    cast(section as string) as scope,
    {{ table_name('section') }} as scope_label,
    section,
    max(item) filter (where position = 1) as item,
    max(measure) filter (where position = 1) as measure,
    {{ filled('min(message)', {'cells': joined_text('cell', '；', 'position')}) }} as message,
    {{ place_of_cell() }}
from numbered
group by report_id, rule, section
