{{ config(materialized='table_in_update') }}

select *
from {{ ref('stg_notices') }}
{{ of_reports_replaced() }}
