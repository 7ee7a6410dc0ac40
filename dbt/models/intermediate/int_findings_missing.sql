{{ config(materialized='view') }}

select
    md5(concat(missing.agency_id, '|', missing.year, '|', missing.rule, '|', missing.scope)) as finding_id,
    cast(null as string) as report_id,
    cast(null as string) as document,
    missing.agency_id,
    missing.agency,
    missing.region_code,
    missing.year,
    missing.rule,
    rules.title,
    rules.severity,
    cast(null as integer) as section,
    missing.scope,
    cast(null as string) as scope_label,
    missing.reported,
    missing.computed,
    missing.reported - missing.computed as difference,
    {{ filled('rules.message', {
        'agency': 'missing.agency',
        'year': 'cast(missing.year as string)',
        'deadline': printed_day('missing.due_on'),
    }) }} as message,
    rules.basis,
    rules.remedy,
    cast(null as string) as item,
    cast(null as string) as measure,
    cast(null as string) as row_label,
    cast(null as string) as column_label,
    cast(null as string) as raw,
    cast(null as decimal(24, 8)) as value,
    false as is_suspect,
    cast(null as decimal(38, 8)) as expected,
    cast(null as integer) as table_number,
    cast(null as integer) as row_number,
    cast(null as integer) as column_number,
    cast(null as integer) as page_number,
    cast(null as integer) as line_number
from {{ ref('int_filings_missing') }} as missing
inner join {{ ref('int_rules_described') }} as rules
    on missing.rule = rules.rule
where missing.status = 'fail'
