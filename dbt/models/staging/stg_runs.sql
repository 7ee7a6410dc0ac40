{{ config(materialized='table') }}

select run_on
from {{ source('inputs', 'runs') }}
