{{ config(materialized='view') }}

with outcomes as (
    select
        reports.report_id,
        rules.rule,
        reports.year,
        reports.edition,
        due.basis as due,
        used.basis as used,
        case
            when losses.rule is not null then 'copy_incomplete'
            when rules.test = 'edition' and due.edition is null then 'no_edition_due'
            when rules.test = 'edition' and reports.is_edition_uncertain then 'edition_uncertain'
            when rules.test = 'edition' and due.edition <> reports.edition then 'fail'
            when rules.test = 'edition' then 'hold'
            when reports.closed_printing = used.closed_printing then 'hold'
            when reports.closed_printing is not null then 'fail'
            when reports.is_truncated then 'truncated'
            else 'not_printed'
        end as outcome
    from {{ ref('int_report_contents') }} as reports
    inner join {{ ref('int_rules') }} as rules
        on
            rules.kind = 'form'
            and {{ in_edition('rules', 'reports.edition') }}
    inner join {{ ref('editions') }} as used
        on reports.edition = used.edition
    left join {{ ref('editions') }} as due
        on reports.year between due.first_year and coalesce(due.last_year, reports.year)
    left join {{ ref('int_rule_losses') }} as losses
        on
            reports.report_id = losses.report_id
            and rules.rule = losses.rule
)

select
    {{ result({
        'report_id': 'outcomes.report_id', 'rule': 'outcomes.rule', 'scope': "'report'",
        'outcome': 'outcomes.outcome',
        'section': 'watched.section', 'item': 'watched.item', 'measure': 'watched.measure',
        'texts': texts_of_failure('outcomes.outcome', {
            'year': "coalesce(cast(outcomes.year as string), '')",
            'due': "coalesce(outcomes.due, '')",
            'used': 'outcomes.used',
        }),
    }) }}
from outcomes
left join {{ ref('watched') }} as watched
    on
        outcomes.rule = watched.rule
        and {{ in_span('watched', 'outcomes.edition') }}
