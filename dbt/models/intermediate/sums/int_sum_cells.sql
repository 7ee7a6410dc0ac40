{{ config(materialized='view') }}

select
    sums.report_id,
    sums.rule,
    sums.scope,
    terms.position,
    terms.side,
    terms.weight,
    terms.year_offset,
    terms.section,
    terms.item,
    terms.measure,
    case terms.year_offset when 0 then sums.report_id else reports.previous_report_id end as printed_in
from {{ ref('int_sums') }} as sums
inner join {{ ref('int_reports') }} as reports
    on sums.report_id = reports.report_id
inner join {{ ref('int_rule_terms') }} as terms
    on
        sums.rule = terms.rule
        and sums.scope = terms.scope
        and {{ in_form('terms', 'reports') }}
where sums.reason is null
