{{ config(materialized='view') }}

with judged as (
    select
        reports.report_id,
        rules.rule,
        case
            when due.edition is null then 'no_edition_due'
            when reports.is_edition_uncertain then 'edition_uncertain'
            when due.edition = reports.edition then 'hold'
            else 'fail'
        end as outcome
    from {{ ref('int_report_contents') }} as reports
    inner join {{ ref('int_rules') }} as rules
        on
            rules.rule = 'edition_due'
            and {{ in_edition('rules', 'reports.edition') }}
    left join {{ ref('editions') }} as due
        on reports.year between due.first_year and coalesce(due.last_year, reports.year)
    union all
    select
        reports.report_id,
        rules.rule,
        case
            when losses.rule is not null then 'copy_incomplete'
            when reports.closed_printing = used.closed_printing then 'hold'
            when reports.closed_printing is not null then 'fail'
            when reports.is_truncated then 'truncated'
            else 'not_printed'
        end as outcome
    from {{ ref('int_report_contents') }} as reports
    inner join {{ ref('int_rules') }} as rules
        on
            rules.rule = 'closed_rows'
            and {{ in_edition('rules', 'reports.edition') }}
    inner join {{ ref('editions') }} as used
        on reports.edition = used.edition
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
