{{ config(materialized='view') }}

with failed as (
    select
        *,
        {{ usual_change('同类机关同年 ', 'peer_changes', 'peer_middle', 'peer_lower', 'peer_upper') }} as of_peers,
        {{ usual_change('本机关此前 ', 'past_changes', 'past_middle', 'past_lower', 'past_upper') }} as of_past
    from {{ ref('int_changes_judged') }}
    where outcome = 'fail'
)

select
    failed.report_id,
    failed.rule,
    failed.item as scope,
    concat(items.printed_label, ' ', measures.label_zh) as scope_label,
    failed.section,
    failed.item,
    failed.measure,
    {{ filled('rules.message', {
        'scope': "concat(items.printed_label, ' ', measures.label_zh)",
        'before': printed_number('failed.figure_before'),
        'now': printed_number('failed.figure'),
        'ratio': printed_ratio('failed.change'),
        'references': "concat_ws('；', failed.of_peers, failed.of_past)",
    }) }} as message,
    {{ place_of_cell() }}
from failed
inner join {{ ref('int_rules') }} as rules
    on failed.rule = rules.rule
inner join {{ ref('stg_reports') }} as reports
    on failed.report_id = reports.report_id
inner join {{ ref('int_form_items') }} as items
    on
        failed.section = items.section
        and failed.item = items.item
        and reports.edition is not distinct from items.edition
inner join {{ ref('int_form_measures') }} as measures
    on
        failed.section = measures.section
        and failed.measure = measures.measure
        and reports.edition is not distinct from measures.edition
