{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}

select
    statements.report_id,
    reports.agency_id,
    reports.agency,
    reports.region_code,
    reports.year,
    reports.document,
    statements.fact,
    facts.label as fact_label_zh,
    facts.label_en as fact_label_en,
    statements.value,
    statements.raw,
    statements.unit,
    statements.sentence,
    statements.word,
    statements.counting,
    statements.coverage,
    statements.page_number,
    statements.line_number
from {{ ref('int_statements') }} as statements
inner join {{ ref('int_reports') }} as reports
    on statements.report_id = reports.report_id
inner join {{ ref('facts') }} as facts
    on statements.fact = facts.fact
