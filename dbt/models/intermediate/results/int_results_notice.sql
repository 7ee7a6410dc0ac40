{{ config(materialized='view') }}

with numbered as (
    select
        notices.*,
        by_rule.rule,
        row_number() over (
            partition by notices.report_id, by_rule.rule
            order by
                notices.page_number nulls first,
                notices.line_number nulls first,
                notices.table_number nulls first,
                notices.row_number nulls first,
                notices.column_number nulls first,
                notices.message
        ) as position
    from {{ ref('int_notices') }} as notices
    inner join {{ ref('int_rule_notices') }} as by_rule
        on notices.notice = by_rule.notice
),

noticed as (
    select
        report_id,
        rule,
        {{ first_three('message', 'position') }} as messages,
        max(table_number) filter (where position = 1) as table_number,
        max(row_number) filter (where position = 1) as row_number,
        max(column_number) filter (where position = 1) as column_number,
        max(page_number) filter (where position = 1) as page_number,
        max(line_number) filter (where position = 1) as line_number
    from numbered
    group by report_id, rule
),

outcomes as (
    select
        reports.report_id,
        rules.rule,
        noticed.messages,
        noticed.table_number,
        noticed.row_number,
        noticed.column_number,
        noticed.page_number,
        noticed.line_number,
        case
            when noticed.rule is not null then 'fail'
            when losses.rule is not null then 'copy_incomplete'
            when reports.is_truncated or reports.begins_late then 'truncated'
            when rules.needs = 'cells' and not reports.has_cells then 'not_printed'
            when rules.needs = 'title' and reports.title is null then 'not_printed'
            when rules.needs = 'period' and reports.period_start is null then 'not_printed'
            else 'hold'
        end as outcome
    from {{ ref('int_report_contents') }} as reports
    inner join {{ ref('int_rules') }} as rules
        on
            rules.kind = 'notice'
            and {{ in_edition('rules', 'reports.edition') }}
    left join noticed
        on
            reports.report_id = noticed.report_id
            and rules.rule = noticed.rule
    left join {{ ref('int_rule_losses') }} as losses
        on
            reports.report_id = losses.report_id
            and rules.rule = losses.rule
)

select
    {{ result({
        'report_id': 'report_id', 'rule': 'rule', 'scope': "'report'", 'outcome': 'outcome',
        'table_number': 'table_number', 'row_number': 'row_number', 'column_number': 'column_number',
        'page_number': 'page_number', 'line_number': 'line_number',
        'texts': texts_of_failure('outcome', {'notices': 'messages'}),
    }) }}
from outcomes
