-- One region and year with anything in it, by the region above it.
select
    coalesce(if(level = 'county', prefecture_id, null), if(level <> 'province', province_id, null), 'all') as key,
    * exclude (county_id, prefecture_id, province_id, is_carried_forward)
from marts.mart_region_year
where basis is not null or bodies_expected > 0
order by key, region_id, year
