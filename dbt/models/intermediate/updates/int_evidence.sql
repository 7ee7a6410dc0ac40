{{ config(materialized='table_in_update') }}

select *
from {{ ref('stg_evidence') }}
{{ of_reports_replaced() }}
