{{ config(materialized='view') }}

with filed as (
    select
        year,
        count(*) as reports
    from {{ ref('int_table_digests') }}
    where rule = 'figures_shared' and reason is distinct from 'superseded' and agency_id is not null
    group by year
),

alike as (
    select
        year,
        digest,
        count(*) as reports
    from {{ ref('int_table_digests') }}
    where rule = 'figures_shared' and reason is null and agency_id is not null
    group by year, digest
)

select
    reports.report_id,
    reports.rule,
    reports.section,
    case
        when reports.reason = 'superseded' then 'superseded'
        when reports.agency_id is null or coalesce(filed.reports, 0) < 2 then 'no_other_report'
        when reports.reason is not null then reports.reason
        when alike.reports > 1 then 'fail'
        else 'hold'
    end as outcome
from {{ ref('int_table_digests') }} as reports
left join filed
    on reports.year = filed.year
left join alike
    on
        reports.year = alike.year
        and reports.digest = alike.digest
where reports.rule = 'figures_shared'
