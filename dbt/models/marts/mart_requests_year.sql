select
    reports.agency_id,
    reports.year,
    reports.county_id,
    reports.prefecture_id,
    reports.province_id,
    reports.is_in_county_total,
    reports.is_in_prefecture_total,
    reports.is_in_province_total,
    requests.outcome,
    outcomes.outcome_group,
    requests.applicant,
    requests.requests
from {{ ref('int_report_outcomes') }} as requests
inner join {{ ref('mart_agency_year') }} as reports
    on requests.report_id = reports.report_id
inner join {{ ref('dim_outcome') }} as outcomes
    on requests.outcome = outcomes.outcome
