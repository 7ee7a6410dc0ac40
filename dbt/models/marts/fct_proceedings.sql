{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}

select
    cells.report_id,
    reports.agency_id,
    reports.agency,
    reports.region_code,
    reports.year,
    cells.item as proceeding,
    cells.measure as result,
    cells.value as cases
from {{ ref('int_cells') }} as cells
inner join {{ ref('int_reports') }} as reports
    on cells.report_id = reports.report_id
inner join {{ ref('int_form_items') }} as items
    on
        items.edition is null
        and cells.section = items.section
        and cells.item = items.item
        and items.subject = 'proceedings'
