-- One agency that has or should have reports, by province, with its last deadline and what became of each year: the year,
-- the status, and why nothing can be said.
select
    coalesce(regions.province_code, 'unknown') as key,
    filing.agency_id,
    arg_max(filing.agency, filing.year) as agency,
    any_value(filing.agency_type) as agency_type,
    any_value(regions.last_code) as region_id,
    any_value(regions.level) as level,
    cast(max(filing.deadline) as varchar) as deadline,
    to_json(list(
        if(
            filing.status in ('missing', 'unreadable'),
            json_array(filing.year, filing.status, filing.reason),
            json_array(filing.year, filing.status)
        )
        order by filing.year
    )) as years
from marts.mart_filing_status as filing
left join marts.dim_region as regions on filing.region_code = regions.code
group by regions.province_code, filing.agency_id
order by key, any_value(filing.region_code), any_value(filing.agency_type), agency, filing.agency_id
