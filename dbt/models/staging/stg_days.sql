{{ config(materialized='table') }}

select today
from {{ source('history', 'days') }}
