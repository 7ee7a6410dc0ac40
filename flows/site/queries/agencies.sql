-- One agency and year: what pages show of the mart, by the first digits of the agency's number, as a page knows no more of it.
select
    left(agency_id, 2) as key,
    * exclude (
        body, counted_in, county_id, prefecture_id, province_id, is_carried_forward, edition, is_in_county_total,
        is_in_prefecture_total, is_in_province_total, findings_must, findings_should, cells_null
    )
from marts.mart_agency_year
order by key, agency_id, year
