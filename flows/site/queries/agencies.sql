-- One agency and year, by its region: what the mart holds, without the keys that pages do not use.
select
    coalesce(region_id, 'unknown') as key,
    * exclude (body, counted_in, county_id, prefecture_id, province_id, level, is_carried_forward)
from marts.mart_agency_year
order by key, agency, year
