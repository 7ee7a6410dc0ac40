with compared as (
    select
        due.*,
        rules.rule,
        due.unread_document is not null as is_unread,
        renamed.agency_id is not null as is_renamed,
        unidentified.agency_id is not null as is_unidentified,
        -- The agency itself is no peer of its own.
        coalesce(collected.agencies_before, 0)
        - case when before.report_id is null then 0 else 1 end as peers,
        coalesce(collected.agencies_again, 0) as peers_again
    from {{ ref('int_filings') }} as due
    inner join {{ ref('editions') }} as editions
        on due.year between editions.first_year and coalesce(editions.last_year, due.year)
    inner join {{ ref('int_rules') }} as rules
        on
            rules.rule = case due.basis when 'roster' then 'report_filed' else 'report_expected' end
            and {{ in_edition('rules', 'editions.edition') }}
    left join {{ ref('int_filings_renamed') }} as renamed
        on
            due.agency_id = renamed.agency_id
            and due.year = renamed.year
    left join {{ ref('int_unidentified_filings') }} as unidentified
        on
            due.agency_id = unidentified.agency_id
            and due.year = unidentified.year
    left join {{ ref('int_years_collected') }} as collected
        on
            due.year = collected.year
            and substring(due.region_code, 1, 2) is not distinct from collected.province
    left join {{ ref('int_report_dates') }} as before
        on
            due.agency_id = before.agency_id
            and due.year = before.year + 1
            and before.is_current
    where due.report_id is null
),

judged as (
    select
        agency_id,
        agency,
        region_code,
        year,
        due_on,
        rule,
        case
            when is_unread then 'report_unreadable'
            when is_renamed then 'other_name'
            when is_unidentified then 'report_unidentified'
            when basis = 'roster' then 'fail'
            when peers_again * 2 < peers then 'year_not_collected'
            when peers = 0 and not is_before_last then 'year_not_collected'
            else 'fail'
        end as outcome
    from compared
)

select
    agency_id,
    agency,
    region_code,
    year,
    due_on,
    rule,
    'report' as scope,
    {{ result_of('outcome') }}
from judged
