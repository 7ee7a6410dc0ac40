-- One later version of a report, by year: when and where it was published, and what it changed.
with places as (select agency_id, year, region_id, level, agency_type from marts.mart_agency_year)

select
    cast(reports.year as varchar) as key, reports.report_id, reports.agency_id, reports.agency, reports.year,
    places.region_id, places.level, places.agency_type, reports.version_number, reports.is_current,
    reports.published_on, reports.document, reports.cells_revised, reports.findings_mended, reports.findings_brought
from marts.fct_reports as reports
left join places using (agency_id, year)
where reports.version_number > 1
order by key, reports.published_on desc nulls last, reports.agency, reports.version_number, reports.report_id
