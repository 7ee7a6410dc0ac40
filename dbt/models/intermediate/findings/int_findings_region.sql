{{ config(materialized='view') }}

select
    compared.report_id,
    compared.rule,
    compared.item as scope,
    concat(items.printed_label, ' ', measures.label_zh) as scope_label,
    compared.section,
    compared.item,
    compared.measure,
    {{ filled('rules.message', {
        'scope': "concat(items.printed_label, ' ', measures.label_zh)",
        'reported': printed_number('compared.figure'),
        'children': 'compared.children',
        'computed': printed_number('compared.total'),
    }) }} as message,
    {{ place_of_cell() }}
from {{ ref('int_governments_compared') }} as compared
inner join {{ ref('int_rules') }} as rules
    on compared.rule = rules.rule
inner join {{ ref('stg_reports') }} as reports
    on compared.report_id = reports.report_id
inner join {{ ref('int_form_items') }} as items
    on
        compared.section = items.section
        and compared.item = items.item
        and reports.edition is not distinct from items.edition
inner join {{ ref('int_form_measures') }} as measures
    on
        compared.section = measures.section
        and compared.measure = measures.measure
        and reports.edition is not distinct from measures.edition
where compared.outcome = 'fail'
