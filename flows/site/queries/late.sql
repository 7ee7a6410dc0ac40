-- One report that was published after its deadline, by year.
select
    cast(filing.year as varchar) as key, filing.agency_id, filing.agency, filing.agency_type,
    regions.last_code as region_id, regions.level, filing.report_id, filing.deadline, filing.published_on,
    filing.days_late
from marts.mart_filing_status as filing
left join marts.dim_region as regions on filing.region_code = regions.code
where filing.status = 'late'
order by key, filing.days_late desc, filing.agency, filing.agency_id
