{{ config(materialized='table_in_update') }}

select *
from {{ ref('stg_evidence') }}
where report_id in (select replaced.report_id from {{ ref('int_replaced_reports') }} as replaced)
