-- A matter is what one wrong cell explains, and counts once: as in the list, whatever has been decided on it, but not once a
-- later version has corrected it. Doubts about the reading are matters apart.
create or replace temp view matters as
select
    matter_id, report_id, agency_id, year, is_doubtful, min(severity) as severity, min(first_seen) as first_seen,
    bool_or(state = 'open') as is_open, bool_and(state = 'unfounded') as is_unfounded,
    bool_and(state in ('unfounded', 'accepted')) as is_settled
from marts.fct_findings
where is_latest is not false and state <> 'corrected'
group by matter_id, report_id, agency_id, year, is_doubtful
