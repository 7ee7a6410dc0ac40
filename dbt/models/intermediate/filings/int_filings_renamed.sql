{{ config(materialized='view') }}

with others as (
    select
        agency_id,
        other_agency_id
    from {{ ref('mart_agency_matches') }}
    union all
    select
        other_agency_id as agency_id,
        agency_id as other_agency_id
    from {{ ref('mart_agency_matches') }}
)

select distinct
    others.agency_id,
    reports.year
from others
inner join {{ ref('int_reports') }} as reports
    on others.other_agency_id = reports.agency_id
