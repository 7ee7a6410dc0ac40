{{ config(materialized='view') }}

with latest as (
    select max(last_year) as year
    from {{ ref('divisions') }}
),

subjects as (
    select
        region_code,
        agency_type,
        year
    from {{ ref('int_reports') }}
    union distinct
    select
        region_code,
        agency_type,
        year
    from {{ ref('int_filings_expected') }}
),

placed as (
    select
        subjects.*,
        divisions.parent,
        concat(substring(subjects.region_code, 1, 2), '0000') as province
    from subjects
    cross join latest
    left join {{ ref('divisions') }} as divisions
        on
            subjects.region_code = divisions.code
            and {{ in_years('divisions', 'least(subjects.year, latest.year)') }}
)

select
    placed.region_code,
    placed.agency_type,
    placed.year,
    deadlines.rule,
    deadlines.basis,
    make_date(placed.year + 1, deadlines.month, deadlines.day) as deadline,
    case deadlines.jurisdiction
        when placed.region_code then 1
        when placed.parent then 2
        when placed.province then 3
        else 4
    end as breadth
from placed
inner join {{ ref('deadlines') }} as deadlines
    on
        placed.agency_type = deadlines.agency_type
        and placed.year between deadlines.first_year and coalesce(deadlines.last_year, placed.year)
        and coalesce(
            deadlines.jurisdiction in (placed.region_code, placed.parent, placed.province),
            deadlines.jurisdiction is null
        )
