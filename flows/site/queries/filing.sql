-- One agency that has or should have reports, by province, with what became of each year: the year, the status, why
-- nothing can be said, and for what is missing the deadline.
select
    coalesce(regions.province_code, 'unknown') as key,
    filing.agency_id,
    arg_max(filing.agency, filing.year) as agency,
    any_value(filing.agency_type) as agency_type,
    any_value(regions.last_code) as region_id,
    any_value(regions.level) as level,
    to_json(list(
        if(
            filing.status in ('missing', 'unreadable'),
            json_array(filing.year, filing.status, filing.reason, cast(filing.deadline as varchar)),
            json_array(filing.year, filing.status)
        )
        order by filing.year
    )) as years
from marts.mart_filing_status as filing
left join marts.dim_region as regions on filing.region_code = regions.code
group by regions.province_code, filing.agency_id
order by key, any_value(filing.region_code), any_value(filing.agency_type), agency
