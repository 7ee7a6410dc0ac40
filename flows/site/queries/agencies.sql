-- One agency and year: what pages show of the mart, by the first digits of the agency's number, as a page knows no more of it.
select
    left(agency_id, 2) as key,
    years.* exclude (
        body, counted_in, county_id, prefecture_id, province_id, is_carried_forward, edition, is_in_county_total,
        is_in_prefecture_total, is_in_province_total, findings_must, findings_should, cells_null
    ),
    filing.reason, filing.deadline
from marts.mart_agency_year as years
left join marts.mart_filing_status as filing using (agency_id, year)
order by key, agency_id, year
