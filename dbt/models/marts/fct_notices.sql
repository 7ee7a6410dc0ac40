{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}

select
    notices.report_id,
    reports.agency_id,
    reports.agency,
    reports.region_code,
    reports.year,
    reports.document,
    notices.notice,
    kinds.severity,
    notices.message,
    notices.table_number,
    notices.row_number,
    notices.column_number,
    notices.page_number,
    notices.line_number
from {{ ref('int_notices') }} as notices
inner join {{ ref('int_reports') }} as reports
    on notices.report_id = reports.report_id
left join {{ ref('notices') }} as kinds
    on notices.notice = kinds.notice
