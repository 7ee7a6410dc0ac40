{{ config(materialized='view') }}

with failed as (
    select
        *,
        min(position) over (partition by report_id, fact) as first_position
    from {{ ref('int_statement_comparisons') }}
    where status = 'fail' and outcome = 'fail'
)

select
    failed.report_id,
    failed.rule,
    failed.fact as scope,
    min(facts.label) as scope_label,
    cast(null as integer) as section,
    cast(null as string) as item,
    cast(null as string) as measure,
    {{ filled('min(rules.message)', {
        'told': printed_number('min(failed.value)'),
        'sums': 'concat('
        ~ joined_text('failed.equation', '，≠ ', 'failed.sum_number')
        ~ ", case when bool_or(failed.has_row_sum) then '（总计没有数字，按该行印出的各格相加）' else '' end)",
        'sentence': 'min(failed.sentence)',
    }) }} as message,
    min(failed.raw) as raw,
    min(failed.value) as value,
    cast(null as integer) as table_number,
    cast(null as integer) as row_number,
    cast(null as integer) as column_number,
    min(failed.page_number) as page_number,
    min(failed.line_number) as line_number
from failed
inner join {{ ref('facts') }} as facts
    on failed.fact = facts.fact
inner join {{ ref('int_rules') }} as rules
    on failed.rule = rules.rule
where failed.position = failed.first_position
group by failed.report_id, failed.rule, failed.fact
