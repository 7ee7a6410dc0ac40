{{ config(materialized='view') }}

with numbered as (
    select
        notices.*,
        ruled.rule,
        rules.message as template,
        row_number() over (
            partition by notices.report_id, ruled.rule
            order by
                notices.page_number nulls first,
                notices.line_number nulls first,
                notices.table_number nulls first,
                notices.row_number nulls first,
                notices.column_number nulls first,
                notices.message
        ) as position
    from {{ ref('stg_notices') }} as notices
    inner join {{ ref('int_rule_notices') }} as ruled
        on notices.notice = ruled.notice
    inner join {{ ref('int_results') }} as results
        on
            notices.report_id = results.report_id
            and ruled.rule = results.rule
            and results.status = 'fail'
    inner join {{ ref('int_rules') }} as rules
        on ruled.rule = rules.rule
)

select
    report_id,
    rule,
    'report' as scope,
    cast(null as string) as scope_label,
    cast(null as integer) as section,
    cast(null as string) as item,
    cast(null as string) as measure,
    {{ filled('min(template)', {'notices': first_three('message', 'position')}) }} as message,
    cast(null as string) as raw,
    cast(null as decimal(24, 8)) as value,
    max(table_number) filter (where position = 1) as table_number,
    max(row_number) filter (where position = 1) as row_number,
    max(column_number) filter (where position = 1) as column_number,
    max(page_number) filter (where position = 1) as page_number,
    max(line_number) filter (where position = 1) as line_number
from numbered
group by report_id, rule
