{{ config(materialized='table') }}

select today
from {{ source('inputs', 'days') }}
