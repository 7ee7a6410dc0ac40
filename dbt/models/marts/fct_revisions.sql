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
    items.printed_label as row_label,
    measures.label_zh as column_label,
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
left join {{ ref('int_form_items') }} as items
    on
        revised.section = items.section
        and revised.item = items.item
        and reports.edition is not distinct from items.edition
left join {{ ref('int_form_measures') }} as measures
    on
        revised.section = measures.section
        and revised.measure = measures.measure
        and reports.edition is not distinct from measures.edition
