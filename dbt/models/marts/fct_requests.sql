select
    requests.report_id,
    reports.agency_id,
    reports.agency,
    reports.region_code,
    reports.year,
    requests.item,
    requests.item_group,
    requests.measure as applicant,
    requests.value as requests,
    requests.is_derived
from {{ ref('int_requests_conformed') }} as requests
inner join {{ ref('int_reports') }} as reports
    on requests.report_id = reports.report_id
