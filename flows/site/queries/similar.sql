-- Two reports whose narratives are alike, by the year of the first.
select
    year as key, rule, report_id, agency_id, agency, other_report_id, other_agency_id, other_agency, other_year,
    similarity, passages, shared_passages, excerpt
from marts.mart_similar_narratives
order by key, similarity desc, agency
