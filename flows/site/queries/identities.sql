-- One agency over its life: its names, its region, and what is above it, by the first digits of its number.
select
    left(agencies.agency_id, 2) as key, agencies.agency_id, agencies.name, agencies.name_history, agencies.agency_type,
    regions.last_code as region_id, agencies.parent_agency_id, parents.name as parent, agencies.is_doubtful
from marts.dim_agency as agencies
left join marts.dim_agency as parents on agencies.parent_agency_id = parents.agency_id
left join marts.dim_region as regions on agencies.region_code = regions.code
order by key, agencies.agency_id
