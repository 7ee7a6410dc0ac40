{{ config(materialized='table_in_update') }}

select *
from {{ ref('stg_cells') }}
{{ of_reports_replaced() }}
