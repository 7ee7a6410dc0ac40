{{ config(materialized='view') }}

with collected as (
    select
        before.year + 1 as year,
        substring(agencies.region_code, 1, 2) as province,
        count(distinct before.agency_id) as agencies_before,
        count(distinct again.agency_id) as agencies_again
    from {{ ref('int_reports') }} as before
    inner join {{ ref('int_agencies') }} as agencies
        on before.agency_id = agencies.agency_id
    left join {{ ref('int_reports') }} as again
        on
            before.agency_id = again.agency_id
            and before.year + 1 = again.year
    group by before.year, substring(agencies.region_code, 1, 2)
),

missing as (
    select
        due.*,
        rules.rule,
        doubts.reason,
        -- An agency is not its own peer.
        coalesce(collected.agencies_before, 0)
        - case when before.report_id is null then 0 else 1 end as peers,
        coalesce(collected.agencies_again, 0) as peers_again
    from {{ ref('int_filings') }} as due
    inner join {{ ref('editions') }} as editions
        on due.year between editions.first_year and coalesce(editions.last_year, due.year)
    inner join {{ ref('int_rules') }} as rules
        on
            rules.kind = 'filing'
            and due.basis = rules.test
            and {{ in_edition('rules', 'editions.edition') }}
    left join {{ ref('int_filing_doubts') }} as doubts
        on
            due.agency_id = doubts.agency_id
            and due.year = doubts.year
    left join collected
        on
            due.year = collected.year
            and substring(due.region_code, 1, 2) is not distinct from collected.province
    left join {{ ref('int_reports') }} as before
        on
            due.agency_id = before.agency_id
            and due.year = before.year + 1
            and before.is_current
    where due.report_id is null
),

outcomes as (
    select
        cast(null as string) as report_id,
        agency_id,
        agency,
        year,
        due_on,
        rule,
        case
            when unread_document is not null then 'report_unreadable'
            when reason is not null then reason
            when basis = 'roster' then 'fail'
            when peers_again * 2 < peers then 'year_not_collected'
            when peers = 0 and not is_before_last then 'year_not_collected'
            else 'fail'
        end as outcome
    from missing
    union all
    select
        reports.report_id,
        cast(null as string) as agency_id,
        cast(null as string) as agency,
        cast(null as integer) as year,
        cast(null as date) as due_on,
        rules.rule,
        case
            when rules.test = 'roster' and due.basis = 'roster' then 'hold'
            when rules.test = 'seen' and agencies.first_year < reports.year then 'hold'
            else 'not_expected'
        end as outcome
    from {{ ref('int_reports') }} as reports
    inner join {{ ref('int_rules') }} as rules
        on
            rules.kind = 'filing'
            and {{ in_edition('rules', 'reports.edition') }}
    left join {{ ref('int_filings') }} as due
        on
            reports.agency_id = due.agency_id
            and reports.year = due.year
    left join {{ ref('int_agencies') }} as agencies
        on reports.agency_id = agencies.agency_id
)

select
    {{ result({
        'report_id': 'report_id', 'agency_id': 'agency_id', 'year': 'year',
        'rule': 'rule', 'scope': "'report'", 'outcome': 'outcome',
        'texts': texts_of_failure('outcome', {
            'agency': 'agency',
            'year': 'cast(year as string)',
            'deadline': printed_day('due_on'),
        }),
    }) }}
from outcomes
