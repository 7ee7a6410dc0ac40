{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}

select
    revised.report_id,
    revised.earlier_report_id,
    reports.agency_id,
    reports.agency,
    reports.region_code,
    reports.year,
    cast(reports.version_number as integer) as version_number,
    revised.section,
    revised.item,
    revised.measure,
    labels.row_label,
    labels.column_label,
    revised.change,
    revised.raw_before,
    revised.raw,
    revised.value_before,
    revised.value,
    revised.unit_before,
    revised.unit
from {{ ref('int_cell_revisions') }} as revised
inner join {{ ref('int_reports') }} as reports
    on revised.report_id = reports.report_id
left join {{ ref('int_cell_labels') }} as labels
    on
        reports.edition is not distinct from labels.edition
        and revised.section = labels.section
        and revised.item = labels.item
        and revised.measure = labels.measure
