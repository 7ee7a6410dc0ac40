{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}

select
    evidence.report_id,
    reports.agency_id,
    reports.agency,
    reports.region_code,
    reports.year,
    reports.document,
    evidence.field,
    evidence.value,
    evidence.source,
    evidence.confidence,
    evidence.candidates,
    evidence.page_number,
    evidence.line_number
from {{ ref('int_evidence') }} as evidence
inner join {{ ref('int_reports') }} as reports
    on evidence.report_id = reports.report_id
