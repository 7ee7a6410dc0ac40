-- What the front page counts in a year: agencies by how they filed, reports assessed, and what is found in them; by region,
-- level and type of agency for each province, and by province for the whole country, which is the key `all`.
with agencies as (
    select
        years.agency_id, years.year, years.region_id, years.province_id, years.level, years.agency_type, years.status,
        filing.reason is not null as is_undecided, years.share_assessed > 0 as is_assessed
    from marts.mart_agency_year as years
    left join marts.mart_filing_status as filing using (agency_id, year)
),

last_build as (select max(last_seen) as day, min(first_seen) as first_day from marts.fct_findings),

judged as (
    select
        matters.*, matters.report_id is not null as has_report,
        coalesce(first_seen = last_build.day and last_build.first_day < last_build.day, false) as is_new
    from matters
    cross join last_build
),

lines as (
    select
        year, region_id, province_id, level, agency_type, 1 as expected, status in ('filed', 'late') as filed,
        status = 'late' as late, status = 'missing' and not is_undecided as missing,
        status = 'missing' and is_undecided as undecided, status = 'unreadable' as unreadable, is_assessed as reports
    from agencies
    union all by name
    select
        judged.year, agencies.region_id, agencies.province_id, agencies.level, agencies.agency_type,
        not is_doubtful and severity = 'must' as must, not is_doubtful and severity = 'must' and is_open as must_open,
        not is_doubtful and severity = 'must' and is_unfounded as must_unfounded,
        not is_doubtful and severity = 'must' and has_report and not is_settled as must_in_reports,
        not is_doubtful and severity = 'must' and is_new as must_new,
        not is_doubtful and severity = 'should' as should, not is_doubtful and severity = 'should' and is_open as should_open,
        not is_doubtful and severity = 'should' and is_unfounded as should_unfounded,
        not is_doubtful and severity = 'should' and has_report and not is_settled as should_in_reports,
        not is_doubtful and severity = 'should' and is_new as should_new, is_doubtful as doubtful
    from judged
    left join agencies using (agency_id, year)
    union all by name
    select
        history.year, agencies.region_id, agencies.province_id, agencies.level, agencies.agency_type,
        severity = 'must' as must_gone, severity = 'should' as should_gone
    from marts.fct_finding_history as history
    inner join last_build on history.gone_since = last_build.day
    left join agencies using (agency_id, year)
),

by_region as (
    select
        province_id as key, year, region_id, level, agency_type,
        cast(coalesce(sum(columns(* exclude (year, region_id, province_id, level, agency_type))), 0) as integer)
    from lines group by all
),

country as (
    select
        'all' as key, year, province_id as region_id, level, agency_type,
        cast(coalesce(sum(columns(* exclude (year, region_id, province_id, level, agency_type))), 0) as integer)
    from lines group by all
)

select * from country
union all
select * from by_region where key is not null
order by key, year, region_id, level, agency_type
