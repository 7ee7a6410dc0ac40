-- Two reports whose narratives are alike, by the year of the first.
select
    cast(alike.year as varchar) as key, alike.rule, alike.report_id, alike.agency_id, alike.agency,
    regions.last_code as region_id, regions.level, agencies.agency_type, alike.other_report_id, alike.other_agency_id,
    alike.other_agency, alike.other_year, alike.similarity, alike.passages, alike.shared_passages, alike.excerpt
from marts.mart_similar_narratives as alike
left join marts.dim_region as regions on alike.region_code = regions.code
left join marts.dim_agency as agencies on alike.agency_id = agencies.agency_id
order by key, alike.similarity desc, alike.agency, alike.rule, alike.report_id, alike.other_report_id
