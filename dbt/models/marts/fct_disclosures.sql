{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}

select
    cells.report_id,
    reports.agency_id,
    reports.agency,
    reports.region_code,
    reports.year,
    reports.edition,
    cells.item,
    cells.measure,
    cells.value,
    cells.unit,
    cast(
        case
            when measures.kind <> 'amount' then null
            when cells.unit = '元' then cells.value * 0.0001
            when cells.unit = '万元' then cells.value
            when cells.unit = '亿元' then cells.value * 10000
        end as decimal(38, 12)
    ) as amount_10k_yuan
from {{ ref('int_cells') }} as cells
inner join {{ ref('int_reports') }} as reports
    on cells.report_id = reports.report_id
inner join {{ ref('int_form_measures') }} as measures
    on
        measures.edition is null
        and cells.section = measures.section
        and cells.measure = measures.measure
inner join {{ ref('int_form_items') }} as items
    on
        items.edition is null
        and cells.section = items.section
        and cells.item = items.item
        and items.subject = 'disclosures'
