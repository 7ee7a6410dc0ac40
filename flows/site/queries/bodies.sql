-- One agency of a region in a year: whether it filed, and what is found in its report.
with counted as (
    select
        agency_id, year, count(*) filter (where severity = 'must') as must,
        count(*) filter (where severity = 'should') as should
    from matters where not is_doubtful and not is_settled group by all
)

select
    coalesce(years.region_id, 'unknown') as key, years.agency_id, years.agency, years.agency_type, years.year,
    years.status, filing.reason, years.days_late, years.report_id, years.received, years.processed,
    coalesce(counted.must, 0) as must, coalesce(counted.should, 0) as should
from marts.mart_agency_year as years
left join marts.mart_filing_status as filing using (agency_id, year)
left join counted using (agency_id, year)
order by key, years.year, years.agency_type = 'government' desc, years.agency_type, years.agency, years.agency_id
