{{ config(materialized='table_in_update') }}

select *
from {{ ref('stg_statements') }}
{{ of_reports_replaced() }}
