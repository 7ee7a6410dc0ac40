{{ config(materialized='view') }}

with seen as (
    select
        notices.report_id,
        ruled.rule
    from {{ ref('stg_notices') }} as notices
    inner join {{ ref('int_rule_notices') }} as ruled
        on notices.notice = ruled.notice
    group by notices.report_id, ruled.rule
),

judged as (
    select
        reports.report_id,
        rules.rule,
        case
            when seen.rule is not null then 'fail'
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
    left join seen
        on
            reports.report_id = seen.report_id
            and rules.rule = seen.rule
    left join {{ ref('int_rule_losses') }} as losses
        on
            reports.report_id = losses.report_id
            and rules.rule = losses.rule
)

select
    report_id,
    rule,
    'report' as scope,
    {{ result_of('outcome') }}
from judged
