{{ config(materialized='view') }}

with rostered as (
    select
        agency_id,
        year,
        basis
    from {{ ref('int_filings_expected') }}
    where basis = 'roster'
),

judged as (
    select
        reports.report_id,
        rules.rule,
        case
            when rules.rule = 'report_filed' and rostered.agency_id is not null then 'hold'
            when rules.rule = 'report_expected' and agencies.first_year < reports.year then 'hold'
            else 'not_expected'
        end as outcome
    from {{ ref('int_reports') }} as reports
    inner join {{ ref('int_rules') }} as rules
        on
            rules.kind = 'filing'
            and {{ in_edition('rules', 'reports.edition') }}
    left join rostered
        on
            reports.agency_id = rostered.agency_id
            and reports.year = rostered.year
    left join {{ ref('int_agencies') }} as agencies
        on reports.agency_id = agencies.agency_id
)

select
    report_id,
    rule,
    'report' as scope,
    {{ result_of('outcome') }}
from judged
