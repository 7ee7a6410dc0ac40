-- One agency and year: what the mart holds, by the first digits of the agency's number, as a page knows no more of it.
select left(agency_id, 2) as key, * exclude (body, counted_in, county_id, prefecture_id, province_id, is_carried_forward)
from marts.mart_agency_year
order by key, agency_id, year
