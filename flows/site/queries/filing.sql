-- One agency and year that has or should have a report, by province.
select
    coalesce(regions.province_code, 'unknown') as key, filing.agency_id, filing.agency, filing.agency_type,
    regions.last_code as region_id, filing.year, filing.basis, filing.status, filing.reason, filing.report_id,
    filing.unread_document, filing.published_on, filing.deadline, filing.has_deadline, filing.days_late
from marts.mart_filing_status as filing
left join marts.dim_region as regions on filing.region_code = regions.code
order by key, filing.region_code, filing.agency_type, filing.agency, filing.year
