with failed as (
    select
        reports.report_id,
        reports.rule,
        reports.year,
        reports.digest,
        reports.previous_report_id,
        row_number() over (
            partition by reports.rule, reports.year, reports.digest
            order by reports.report_id
        ) as place,
        count(*) over (partition by reports.rule, reports.year, reports.digest) as filed
    from {{ ref('int_table_digests') }} as reports
    inner join {{ ref('int_results') }} as results
        on
            reports.report_id = results.report_id
            and reports.rule = results.rule
            and results.status = 'fail'
)

select
    report_id,
    rule,
    previous_report_id as other_report_id,
    1 as others
from failed
where rule = 'figures_repeated'
union all
-- The first with the same figures, and never the report itself: so hundreds alike stay hundreds of rows.
select
    reports.report_id,
    reports.rule,
    others.report_id as other_report_id,
    reports.filed - 1 as others
from failed as reports
inner join failed as others
    on
        reports.rule = others.rule
        and reports.year = others.year
        and reports.digest = others.digest
        and reports.report_id <> others.report_id
        and others.place <= case when reports.place <= 3 then 4 else 3 end
where reports.rule = 'figures_shared'
