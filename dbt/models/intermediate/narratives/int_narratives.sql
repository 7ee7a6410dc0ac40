{{ config(materialized='view') }}

select
    narratives.report_id,
    rules.rule,
    rules.compared_with,
    rules.percent,
    reports.agency_id,
    reports.year,
    reports.previous_report_id,
    narratives.sketch
from {{ ref('stg_narratives') }} as narratives
inner join {{ ref('int_reports') }} as reports
    on narratives.report_id = reports.report_id
inner join {{ ref('likenesses') }} as rules
    on narratives.characters >= rules.characters
where
    reports.is_current
    and reports.agency_id is not null
    and reports.year is not null
