{{ config(materialized='view') }}

select
    cast(null as string) as report_id,
    missing.*,
    {{ filled('rules.message', {
        'agency': 'missing.agency',
        'year': 'cast(missing.year as string)',
        'deadline': printed_day('missing.due_on'),
    }) }} as message
from {{ ref('int_filings_missing') }} as missing
inner join {{ ref('int_rules') }} as rules
    on missing.rule = rules.rule
where missing.status = 'fail'
