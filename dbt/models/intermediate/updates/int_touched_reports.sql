{{ config(materialized='view') }}

select report_id
from {{ ref('int_replaced_reports') }}
union distinct
select report_id
from {{ ref('int_replaced_results') }}
where report_id is not null
