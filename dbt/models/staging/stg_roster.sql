{{ config(materialized='table') }}

select
    roster_id,
    agency,
    agency_type,
    region_code,
    cast(first_year as integer) as first_year,
    cast(last_year as integer) as last_year
from {{ source('inputs', 'roster') }}
