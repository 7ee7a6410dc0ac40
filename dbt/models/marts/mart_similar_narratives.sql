select
    alike.rule,
    alike.report_id,
    own.document,
    own.agency_id,
    own.agency,
    own.region_code,
    own.year,
    alike.other_report_id,
    others.document as other_document,
    others.agency_id as other_agency_id,
    others.agency as other_agency,
    others.region_code as other_region_code,
    others.year as other_year,
    alike.similarity,
    narratives.passages,
    alike.shared_passages,
    alike.excerpt
from {{ ref('int_narrative_likenesses') }} as alike
inner join {{ ref('fct_rule_results') }} as results
    on
        alike.report_id = results.report_id
        and alike.rule = results.rule
        and results.status = 'fail'
inner join {{ ref('int_reports') }} as own
    on alike.report_id = own.report_id
inner join {{ ref('int_reports') }} as others
    on alike.other_report_id = others.report_id
inner join {{ ref('stg_narratives') }} as narratives
    on alike.report_id = narratives.report_id
where own.year <> others.year or own.report_id < others.report_id
