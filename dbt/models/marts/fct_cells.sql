{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}

select
    cells.report_id,
    reports.agency_id,
    reports.agency,
    reports.region_code,
    reports.year,
    reports.edition,
    cells.section,
    cells.item,
    cells.measure,
    cells.value,
    cells.raw,
    cells.unit,
    cells.note,
    cells.reread,
    cells.table_number,
    cells.row_number,
    cells.column_number,
    cells.page_number,
    cells.line_number
from {{ ref('int_cells') }} as cells
inner join {{ ref('int_reports') }} as reports
    on cells.report_id = reports.report_id
